from functools import cached_property
from typing import Any, ClassVar

from django.forms import RadioSelect
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.admin.panels import FieldPanel, ObjectList
from wagtail.admin.viewsets.base import ViewSet
from wagtail.admin.widgets.button import Button
from wagtail.snippets.views.snippets import CreateView, EditView, IndexView, SnippetViewSet, SnippetViewSetGroup

from search import admin_views
from search.additions import Addition, addition
from search.models import JudgedQuery, SynonymGroup
from search.models.synonym import lines
from search.panels import TrialPanel

ADDED = ("add", "add-targets")
"""Of an address: words to write into a stored synonym's form, and what is looked for as well."""


class ShowsWhatChanged:
    """After saving: the way to what is found now, and back to the board for whoever came from there."""

    request: HttpRequest
    object: SynonymGroup

    def get_success_buttons(self) -> list[Any]:
        text = self.request.POST.get("trial-q", "").strip() or lines(self.object.words)[0]
        locale = self.request.POST.get("trial-in", "")
        told = _("「%(text)s」の検索結果がどう変わったかを見る") % {"text": text}
        buttons: list[Any] = super().get_success_buttons()  # type: ignore[misc]
        return [messages.button(admin_views.comparison_url(self.object, text, locale), told), *buttons]

    def get_success_url(self) -> str:
        back = self.request.POST.get("trial-back", "")
        if back and url_has_allowed_host_and_scheme(back, {self.request.get_host()}, self.request.is_secure()):
            return back
        return super().get_success_url()  # type: ignore[misc]


class OffersToAdd:
    """Where a word stands in another synonym already: a button that opens that one, with the new words written in."""

    request: HttpRequest

    def form_invalid(self, form: Any) -> Any:
        response = super().form_invalid(form)  # type: ignore[misc]
        for way in admin_views.ways_to_add(self.request, form.instance):
            told = _("もう登録されている同義語に、書き足せます。")
            messages.warning(self.request, told, buttons=[messages.button(way.url, way.text)])
        return response


class SynonymCreateView(OffersToAdd, ShowsWhatChanged, CreateView):
    success_message = gettext_lazy("%(model_name)s「%(object)s」を登録しました。次の検索から使われます。")

    def get_initial_form_instance(self) -> SynonymGroup:
        """With the words out of the address filled in: a row of the board leads here."""
        return SynonymGroup(words=self.request.GET.get("words", "").strip()[:200])


class SynonymEditView(OffersToAdd, ShowsWhatChanged, EditView):
    success_message = gettext_lazy("%(model_name)s「%(object)s」を保存しました。次の検索から使われます。")

    @cached_property
    def addition(self) -> Addition:
        """What the address wants written into the form."""
        asked = ([word for text in self.request.GET.getlist(name) for word in lines(text[:1000])] for name in ADDED)
        return addition(self.object, *asked)

    def get_initial(self) -> dict[str, Any]:
        initial: dict[str, Any] = super().get_initial()
        return {**initial, **self.addition.fields()} if self.addition.added else initial

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response: HttpResponse = super().get(request, *args, **kwargs)
        if self.addition.added:
            told = _("%(words)sを書き足しました。まだ保存していません。下で結果を確かめて、保存してください。")
            messages.info(request, told % {"words": admin_views.named(self.addition.added)})
        return response


class SynonymViewSet(SnippetViewSet):
    model = SynonymGroup
    icon = "redirect"
    menu_label = gettext_lazy("同義語")
    add_view_class = SynonymCreateView
    edit_view_class = SynonymEditView
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
            TrialPanel(heading=gettext_lazy("この同義語で、検索結果はこう変わります")),
        ]
    )


class JudgedIndexView(IndexView):
    @cached_property
    def header_more_buttons(self) -> list[Button]:
        buttons: list[Button] = super().header_more_buttons
        if self.user_has_permission("add"):
            buttons.append(Button(_("ファイルから取り込む"), url=reverse("searched:import"), icon_name="upload", priority=10))
        buttons.append(Button(_("ファイルに書き出す"), url=reverse("searched:export"), icon_name="download", priority=20))
        return buttons


class JudgedViewSet(SnippetViewSet):
    model = JudgedQuery
    icon = "check"
    menu_label = gettext_lazy("判定済みの検索")
    index_view_class = JudgedIndexView
    list_display: ClassVar = ["query", "locale", "wanted"]
    list_filter: ClassVar = ["locale"]
    search_fields: ClassVar = ["query", "wanted"]
    search_backend_name = None
    ordering: ClassVar = ["locale", "query"]
    copy_view_enabled = False
    edit_handler = ObjectList([FieldPanel("query"), FieldPanel("locale"), FieldPanel("wanted")])


class BoardMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return request.user.has_perm("search.view_searchedquery")


class BoardViewSet(ViewSet):
    """What was searched, and the views that its rows and the synonym's form lead to."""

    name = "searched"
    icon = "search"
    menu_label = gettext_lazy("検索されたことば")

    @cached_property
    def menu_item_class(self) -> type[MenuItem]:
        return BoardMenuItem

    @cached_property
    def menu_url(self) -> str:
        return reverse("searched:board")

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            path("", admin_views.BoardView.as_view(), name="board"),
            path("draft/", admin_views.DraftView.as_view(), name="draft"),
            path("compare/", admin_views.CompareView.as_view(), name="compare"),
            path("judge/", admin_views.JudgeView.as_view(), name="judge"),
            path("import/", admin_views.ImportView.as_view(), name="import"),
            path("export/", admin_views.ExportView.as_view(), name="export"),
            path("results/", admin_views.ComparisonView.as_view(), name="comparison"),
        ]


class SearchViewSetGroup(SnippetViewSetGroup):
    items = (BoardViewSet, SynonymViewSet, JudgedViewSet)
    menu_icon = "search"
    menu_label = gettext_lazy("検索のことば")
    menu_order = 265
