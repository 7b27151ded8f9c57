"""What an editor is shown of the dates."""

from typing import Any

from wagtail.admin.panels import Panel

from partnership.events.rules import Status
from partnership.events.words import rule_in_words, when_in_words

SHOWN = 60


class DatesPanel(Panel):
    """The saved dates in words, and every day that follows from them: a repeat is understood by its days."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "partnership/admin/dates_panel.html"

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            context = super().get_context_data(parent_context)
            event = self.instance
            times = event.times
            return {
                **context,
                "rules": [rule_in_words(rule) for rule in event.rules],
                "times": [(when_in_words(time), time) for time in times[:SHOWN]],
                "count": sum(time.status == Status.SCHEDULED for time in times),
                "called_off": sum(time.status != Status.SCHEDULED for time in times),
                "more": max(len(times) - SHOWN, 0),
            }
