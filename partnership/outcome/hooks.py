"""What outcome reports add to the admin. Imported by `partnership.wagtail_hooks`."""

from typing import Any

from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.log_actions import LogFormatter

from partnership.outcome.admin_views import DraftView, word_of_draft
from partnership.outcome.services import DRAFTED


@hooks.register("register_admin_urls")
def addresses() -> list[URLPattern]:
    return [
        path("outcome/<int:pk>/draft/", DraftView.as_view(), name="outcome_draft"),
        path("outcome/<int:pk>/word/", word_of_draft, name="outcome_word"),
    ]


@hooks.register("register_log_actions")
def drafted(actions: Any) -> None:
    @actions.register_action(DRAFTED)
    class DraftedFromRecords(LogFormatter):
        label = gettext_lazy("記録から下書きをつくる")

        def format_message(self, log_entry: Any) -> str:
            told = _("%(first)sから%(last)sの記録から書き込みました：%(filled)s")
            return told % {**log_entry.data, "filled": "、".join(log_entry.data["filled"])}
