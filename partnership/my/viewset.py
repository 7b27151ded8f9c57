"""Invitations in the admin: the secretariat sends them for any organisation."""

from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _
from wagtail.snippets.views.snippets import CreateView, SnippetViewSet

from partnership.models import Invitation


class SendView(CreateView):
    def save_instance(self) -> Any:
        """Without Wagtail's own line in the log: the service writes one."""
        return self.form.save()


class InvitationViewSet(SnippetViewSet):
    """Sent ones are not changed: one that is wrong is deleted, and another sent."""

    model = Invitation
    icon = "mail"
    menu_label = _("団体への招待")
    add_view_class = SendView
    copy_view_enabled = False
    list_display: ClassVar = ["email", "organisation", "role", "state", "created_at"]
    list_filter: ClassVar = ["organisation", "role"]
    search_fields: ClassVar = ["email", "organisation__name"]
