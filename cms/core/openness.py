"""Whether something is open, as a list asks it and a card says it; when each thing is open is known to its own app."""

import datetime
from dataclasses import dataclass
from typing import Self

from django.utils import timezone
from django.utils.translation import gettext

from cms.core.dates import short_day_in_words

NOW = "now"
STILL_NOW = datetime.timedelta(minutes=10)
"""Whoever turns a page of what is open now goes on reading of the same moment for so long."""
FURTHEST = datetime.timedelta(days=366)
"""Nobody knows what is open in a year's time."""
FORM = "%Y-%m-%dT%H:%M"
"""Of a moment in an address, in the site's own time: what a field of the type datetime-local sends."""


@dataclass(frozen=True)
class OpenAt:
    """The moment, aware and whole in minutes, at which something has to be open."""

    moment: datetime.datetime
    is_now: bool

    @classmethod
    def now(cls) -> Self:
        """This minute."""
        return cls(timezone.now().replace(second=0, microsecond=0), is_now=True)

    @classmethod
    def lenient(cls, text: str, now: datetime.datetime) -> Self | None:
        """What an address asks for: "now", or a day and time of the site's own within a year; None for anything else."""
        present = now.replace(second=0, microsecond=0)
        if text == NOW:
            return cls(present, is_now=True)
        try:
            local = datetime.datetime.strptime(text, FORM)  # noqa: DTZ007 (made aware in the next line)
            moment = timezone.make_aware(local).astimezone(datetime.UTC)
        except (ValueError, OverflowError):
            return None
        if abs(moment - present) > FURTHEST:
            return None
        return cls(moment, is_now=present - STILL_NOW <= moment <= present)

    @property
    def value(self) -> str:
        """For the address of the same choice."""
        return NOW if self.is_now else self.fixed

    @property
    def fixed(self) -> str:
        """For the address of another page of the same list: it is of the same moment, so nothing is missed between two."""
        return timezone.localtime(self.moment).strftime(FORM)

    def __str__(self) -> str:
        """今開いている / 11月29日（日） 10:00に開いている."""
        if self.is_now:
            return gettext("今開いている")
        local = timezone.localtime(self.moment)
        said = f"{short_day_in_words(local.date())} {local.hour}:{local.minute:02d}"
        return gettext("%(moment)sに開いている") % {"moment": said}


@dataclass(frozen=True)
class OpenState:
    """Whether a thing is open at a moment, for a reader (`said`, `change`) and for a program."""

    state: str
    """open, closed or unknown"""
    said: str = ""
    """開いています"""
    change: str = ""
    """17:00まで, 明日 9:00から"""
    remark: str = ""
    """要予約"""
    until: datetime.datetime | None = None
    opens_at: datetime.datetime | None = None
    opens_remark: str = ""
    """What goes with that opening: 当番"""
