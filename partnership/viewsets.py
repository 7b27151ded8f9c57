from typing import ClassVar

from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import BooleanColumn
from wagtail.snippets.views.snippets import SnippetViewSetGroup

from cms.core.viewsets import TranslatedViewSet
from partnership.models import Committee, GrantProject, GrantRound, Membership, OfficerTerm
from partnership.my.viewset import InvitationViewSet


class MembershipViewSet(TranslatedViewSet):
    model = Membership
    icon = "group"
    menu_label = _("会員")
    list_display: ClassVar = ["__str__", "kind", "joined_on", "left_on"]
    list_filter: ClassVar = ["kind", "joined_on", "left_on"]
    search_fields: ClassVar = ["organisation__name", "person", "role"]


class CommitteeViewSet(TranslatedViewSet):
    model = Committee
    icon = "clipboard-list"
    menu_label = _("部会")
    list_display: ClassVar = ["name", "sort_order", BooleanColumn("is_public", label=_("公開する"))]


class OfficerTermViewSet(TranslatedViewSet):
    model = OfficerTerm
    icon = "user"
    menu_label = _("役員")
    list_display: ClassVar = ["office", "organisation", "title", "since", "until"]
    list_filter: ClassVar = ["office"]


class CouncilViewSetGroup(SnippetViewSetGroup):
    items = (MembershipViewSet, CommitteeViewSet, OfficerTermViewSet, InvitationViewSet)
    menu_icon = "group"
    menu_label = _("協議会")
    menu_order = 240


class GrantProjectViewSet(TranslatedViewSet):
    model = GrantProject
    icon = "form"
    menu_label = _("助成する事業")
    list_display: ClassVar = ["title", "organisation", "round", "state", "applied_yen", "granted_yen", "spent_yen"]
    list_filter: ClassVar = ["round", "state"]
    list_export: ClassVar = ["round", "organisation", "title", "state", "applied_yen", "granted_yen", "spent_yen"]


class GrantRoundViewSet(TranslatedViewSet):
    model = GrantRound
    icon = "calendar"
    menu_label = _("年度と予算")
    list_display: ClassVar = ["__str__", "budget_yen", "opens_on", "closes_on", BooleanColumn("is_public", label=_("公開する"))]
    list_filter: ClassVar = ["is_public"]


class GrantViewSetGroup(SnippetViewSetGroup):
    items = (GrantProjectViewSet, GrantRoundViewSet)
    menu_icon = "form"
    menu_label = _("助成")
    menu_order = 242
