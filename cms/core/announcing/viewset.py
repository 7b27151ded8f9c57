"""The secretariat's list and form of channels."""

from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, ObjectList, Panel
from wagtail.admin.ui.tables import BooleanColumn, Column
from wagtail.snippets.views.snippets import SnippetViewSet

from cms.core.announcing.forms import ChannelForm
from cms.core.models import AnnouncementChannel


class TrialPanel(Panel):
    """The way to a trial message, once there is a channel."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "core/admin/announcing_trial_panel.html"

        def is_shown(self) -> bool:
            return bool(super().is_shown() and self.instance.pk)


class ChannelViewSet(SnippetViewSet):
    model = AnnouncementChannel
    icon = "mail"
    menu_label = _("お知らせ先")
    menu_order = 630
    add_to_admin_menu = True
    copy_view_enabled = False
    list_display: ClassVar[list[Any]] = [
        "name",
        Column("service", label=_("種類")),
        Column("limit", label=_("字数の上限"), accessor=lambda channel: channel.limit or "–"),
        BooleanColumn("is_active", label=_("使う")),
    ]
    edit_handler = ObjectList(
        [
            FieldPanel("name"),
            FieldPanel("address"),
            TrialPanel(heading=_("試しに送る")),
            FieldPanel("own_limit"),
            FieldPanel("profile_url"),
            FieldPanel("is_active"),
        ],
        base_form_class=ChannelForm,
    )
