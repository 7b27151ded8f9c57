"""What reports without an account add to the admin: their lines in the audit log. Imported by `partnership.wagtail_hooks`."""

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from wagtail import hooks

from partnership.citizens import states

T = states.TRANSITIONS
ACTIONS: dict[str, tuple[str | Promise, str | Promise]] = {
    states.BEGUN: (_("市民がレポートを書き始める"), _("市民がレポートを書き始めました")),
    T["ask"].action: (_("市民のレポート（メールの確認待ち）"), _("市民のレポートの確認メールを送りました")),
    T["confirm"].action: (_("市民のレポートが届く"), _("メールアドレスが確かめられ、市民のレポートが届きました")),
    T["erase"].action: (_("市民がレポートを消す"), _("書いた市民がレポートを消しました")),
    T["expire"].action: (_("確かめられなかったレポートを消す"), _("メールが確かめられないまま期限が過ぎたので消しました")),
    T["follow"].action: (_("消されたレポートの残りを消す"), _("レポートのページが消されたので、残りも消しました")),
}


@hooks.register("register_log_actions")
def name_actions(actions: Any) -> None:
    for action, (label, message) in ACTIONS.items():
        actions.register_action(action, label, message)
