"""Whoever is on duty is open, whatever their hours say."""

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple
from uuid import UUID

from django.utils.translation import gettext

from directory.duty.times import local
from directory.hours import Hours, Status
from directory.hours.rules import OPEN
from directory.models import DutySlot


class Turn(NamedTuple):
    """A duty as far as it makes a place open: aware moments, the end not included."""

    starts_at: datetime.datetime
    ends_at: datetime.datetime

    def holds(self, moment: datetime.datetime) -> bool:
        return self.starts_at <= moment < self.ends_at


Turns = Mapping[UUID, Sequence[Turn]]
"""By the translation key of a place."""


def turns_from(moment: datetime.datetime, keys: Iterable[UUID] | None = None) -> dict[UUID, list[Turn]]:
    """The duties that are not over at an aware moment, by the translation key of their place: one query for all of a page.

    Args:
        keys: of these places alone.
    """
    found: dict[UUID, list[Turn]] = {}
    slots = DutySlot.objects.public().filter(ends_at__gt=moment)
    if keys is not None:
        slots = slots.filter(place__translation_key__in=set(keys))
    for key, starts_at, ends_at in slots.values_list("place__translation_key", "starts_at", "ends_at"):
        found.setdefault(key, []).append(Turn(starts_at, ends_at))
    return found


def with_turns(hours: Hours, moment: datetime.datetime, turns: Iterable[Turn]) -> Status:
    """What is the case at an aware moment for a place that has these hours and these turns.

    Times of the two that touch are one: who closes at 17:00 and is on duty from 17:00 to 22:00 is open until 22:00.
    """
    turns = list(turns)
    status = hours.state(moment)
    is_held = any(turn.holds(moment) for turn in turns)
    if is_held or (turns and status.state == OPEN):
        return Status(OPEN, gettext("当番") if is_held else status.comment, _open_until(hours, moment, turns))
    begins = min((local(turn.starts_at) for turn in turns if turn.starts_at > moment), default=None)
    if begins is None or (status.opens_at and status.opens_at < begins):
        return status
    return replace(status, until=min(begins, status.until or begins), opens_at=begins, opens_comment=gettext("当番"))


def _open_until(hours: Hours, moment: datetime.datetime, turns: Sequence[Turn]) -> datetime.datetime | None:
    """When a place that is open at a moment is no more; None if it is open for as long as can be seen."""
    end = moment
    while True:
        ends = [turn.ends_at for turn in turns if turn.holds(end)]
        status = hours.state(end)
        if status.state == OPEN:
            if status.until is None:
                return None
            ends.append(status.until)
        if not ends:
            return local(end)
        end = max(ends)
