"""The board's categories and its words to note, in the admin."""

from typing import ClassVar

from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import BooleanColumn
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from cms.core.viewsets import TranslatedViewSet
from partnership.models import BoardCategory, BoardWord


class BoardCategoryViewSet(TranslatedViewSet):
    model = BoardCategory
    icon = "folder-open-1"
    menu_label = _("分類")
    list_display: ClassVar = [
        "name",
        "sort_order",
        BooleanColumn("trusts_members", label=_("参加団体の人はすぐに公開")),
        BooleanColumn("is_public", label=_("公開する")),
    ]


class BoardWordViewSet(SnippetViewSet):
    model = BoardWord
    icon = "warning"
    menu_label = _("気をつけることば")
    list_display: ClassVar = ["word", "note"]
    search_fields: ClassVar = ["word", "note"]


class BoardViewSetGroup(SnippetViewSetGroup):
    items = (BoardCategoryViewSet, BoardWordViewSet)
    submenu_hook = "register_board_menu_item"
    menu_icon = "comment"
    menu_label = _("掲示板")
    menu_order = 244
