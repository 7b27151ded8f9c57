"""What an editor of an outcome report is offered above the form."""

from typing import Any

from django.conf import settings
from wagtail.admin.panels import Panel


class RecordsPanel(Panel):
    """The way to a draft out of what the system knows, the Word file of the newest draft, and whether the sums agree."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "partnership/admin/records_panel.html"

        def is_shown(self) -> bool:
            return bool(super().is_shown())

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            context = super().get_context_data(parent_context)
            report = self.instance
            is_source = bool(report.pk) and report.locale.language_code == settings.LANGUAGE_CODE
            return {
                **context,
                "report": report,
                "is_source": is_source,
                "disagreements": report.disagreements if report.pk else [],
            }
