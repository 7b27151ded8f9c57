"""The form with which an event is edited."""

import datetime
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext

from cms.core.dates import day_in_words
from cms.core.forms import BasePageForm
from partnership.events.rules import Repeat, Rule

if TYPE_CHECKING:
    from django.forms import ModelForm


class EventPageForm(BasePageForm):
    """Looks at dates and exceptions together: an exception for a day on which nothing happens would change nothing, unseen."""

    def is_valid(self) -> bool:
        return super().is_valid() and self._exceptions_fit()

    def _exceptions_fit(self) -> bool:
        if not {"dates", "exceptions"} <= set(self.formsets):
            return True
        days = {day for form in self._filled("dates") for day in _rule(form.cleaned_data).days()}
        fit = True
        seen = set()
        for form in self._filled("exceptions"):
            day: datetime.date = form.cleaned_data["day"]
            if day in seen:
                form.add_error("day", gettext("%(day)sは、もう書かれています。") % {"day": day_in_words(day)})
                fit = False
            elif day not in days:
                message = gettext("%(day)sは、上の日程で開かれる日ではありません。日付を確かめてください。")
                form.add_error("day", message % {"day": day_in_words(day)})
                fit = False
            seen.add(day)
        return fit

    def _filled(self, name: str) -> "list[ModelForm[Any]]":
        """The lines that hold something and are not being removed."""
        return [form for form in self.formsets[name].forms if form.cleaned_data and not form.cleaned_data.get("DELETE")]


def _rule(line: dict[str, Any]) -> Rule:
    return Rule(
        "",
        line["first_day"],
        line.get("last_day"),
        line.get("starts_at"),
        line.get("ends_at"),
        Repeat(line.get("repeat") or ""),
        line.get("until"),
    )
