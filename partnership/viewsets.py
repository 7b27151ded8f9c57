from typing import ClassVar

from django.utils.translation import gettext_lazy as _
from wagtail.snippets.views.snippets import SnippetViewSet

from partnership.models import Membership


class MembershipViewSet(SnippetViewSet):
    model = Membership
    icon = "group"
    menu_label = _("参加団体")
    menu_order = 240
    add_to_admin_menu = True
    list_display: ClassVar = ["organisation", "role", "joined_on", "left_on"]
    list_filter: ClassVar = ["joined_on", "left_on"]
    search_fields: ClassVar = ["organisation__name", "role"]
