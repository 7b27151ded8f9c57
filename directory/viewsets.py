from typing import ClassVar

from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import BooleanColumn
from wagtail.snippets.views.snippets import SnippetViewSetGroup

from cms.core.viewsets import ReviewedFilterSet, ReviewedViewSet, StateColumn, TranslatedViewSet
from directory.duty.viewset import DutySlotViewSet
from directory.models import Organisation, Place, SupportProgram
from directory.opendata.viewsets import OpenDataViewSet


class PlaceFilterSet(ReviewedFilterSet):
    class Meta:
        model = Place
        fields: ClassVar = ["kind", "organisation"]


class PlaceViewSet(ReviewedViewSet):
    model = Place
    icon = "site"
    menu_label = _("施設・窓口・グループ")
    list_display: ClassVar = ["name", "kind", "address", "confirmed_on", StateColumn()]
    filterset_class = PlaceFilterSet
    ordering: ClassVar = ["kana_order", "name"]


class OrganisationViewSet(TranslatedViewSet):
    model = Organisation
    icon = "group"
    menu_label = _("団体")
    list_display: ClassVar = ["name", "kind", "phone", "email", BooleanColumn("is_public", label=_("公開する"))]
    list_filter: ClassVar = ["kind", "is_public"]
    ordering: ClassVar = ["kana_order", "name"]


class SupportProgramViewSet(TranslatedViewSet):
    model = SupportProgram
    icon = "clipboard-list"
    menu_label = _("制度")
    list_display: ClassVar = ["name", "contact_name", "updated_on", BooleanColumn("is_public", label=_("公開する"))]
    list_filter: ClassVar = ["is_public"]
    ordering: ClassVar = ["kana_order", "name"]


class DirectoryViewSetGroup(SnippetViewSetGroup):
    items = (PlaceViewSet, OrganisationViewSet, SupportProgramViewSet, DutySlotViewSet, OpenDataViewSet)
    submenu_hook = "register_directory_menu_item"
    menu_icon = "site"
    menu_label = _("施設と団体")
    menu_order = 230
