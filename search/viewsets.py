from typing import ClassVar

from django.forms import RadioSelect
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, ObjectList
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from search.models import SynonymGroup


class SynonymViewSet(SnippetViewSet):
    model = SynonymGroup
    icon = "redirect"
    menu_label = _("同義語")
    list_display: ClassVar = ["__str__", "direction", "note"]
    list_filter: ClassVar = ["direction"]
    search_fields: ClassVar = ["words", "targets", "note"]
    search_backend_name = None
    ordering: ClassVar = ["words"]
    copy_view_enabled = False
    edit_handler = ObjectList(
        [
            FieldPanel("words"),
            FieldPanel("direction", widget=RadioSelect),
            FieldPanel("targets"),
            FieldPanel("note"),
        ]
    )


class SearchViewSetGroup(SnippetViewSetGroup):
    items = (SynonymViewSet,)
    menu_icon = "search"
    menu_label = _("検索のことば")
    menu_order = 265
