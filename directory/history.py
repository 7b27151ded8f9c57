"""What the history of a place or a programme says of what was done outside the editor."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.log_actions import LogActionRegistry, LogFormatter

PUBLISHED = "directory.publish"
IMPORTED = "directory.import"


@hooks.register("register_log_actions")
def published(actions: LogActionRegistry) -> None:
    @actions.register_action(PUBLISHED)
    class Published(LogFormatter):
        label = gettext_lazy("公開する")

        def format_message(self, log_entry: Any) -> str:
            reason = log_entry.data.get("reason")
            return _("公開しました：%(reason)s") % {"reason": reason} if reason else _("公開しました")


@hooks.register("register_log_actions")
def imported(actions: LogActionRegistry) -> None:
    @actions.register_action(IMPORTED)
    class Imported(LogFormatter):
        label = gettext_lazy("公開データを取り込む")

        def format_message(self, log_entry: Any) -> str:
            source, fields = log_entry.data.get("source", ""), log_entry.data.get("fields")
            if not fields:
                return _("「%(source)s」から取り込みました") % {"source": source}
            told = _("「%(source)s」の取り込みで変わりました：%(fields)s")
            return told % {"source": source, "fields": "、".join(fields)}
