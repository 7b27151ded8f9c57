"""What members' own place adds to the admin: what was done in the history, and invitations by the secretariat."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.log_actions import LogFormatter

from partnership.my import invitations, services

WAS = {"review": gettext_lazy("確認の前に"), "returned": gettext_lazy("差し戻しのあとに"), "public": gettext_lazy("公開のあとに")}
ABOUT_PEOPLE = {
    invitations.INVITED: (gettext_lazy("招待"), gettext_lazy("%(email)s を招待しました")),
    invitations.ACCEPTED: (gettext_lazy("招待の承諾"), gettext_lazy("%(email)s が招待を受けました")),
    invitations.WITHDRAWN: (gettext_lazy("招待の取り消し"), gettext_lazy("%(email)s への招待を取り消しました")),
}


@hooks.register("register_log_actions")
def log_actions(actions: Any) -> None:
    actions.register_action(services.DISCARDED, gettext_lazy("下書きの削除"), gettext_lazy("書いた人が下書きを消しました"))
    actions.register_action(invitations.LEFT, gettext_lazy("所属を外す"), gettext_lazy("団体への所属を外しました"))

    @actions.register_action(services.TAKEN_BACK)
    class TakenBack(LogFormatter):
        label = gettext_lazy("書いた人の取り下げ")

        def format_message(self, log_entry: Any) -> str:
            told = _("書いた人が%(when)s取り下げました") % {"when": WAS.get(log_entry.data.get("was", ""), "")}
            reason = log_entry.data.get("reason")
            return f"{told}：{reason}" if reason else told

    for action, (label, words) in ABOUT_PEOPLE.items():
        actions.register_action(action)(_formatter(label, words))


def _formatter(name: Any, words: Any) -> type[LogFormatter]:
    class AboutPeople(LogFormatter):
        label = name

        def format_message(self, log_entry: Any) -> str:
            return words % {"email": log_entry.data.get("email", "")}

    return AboutPeople
