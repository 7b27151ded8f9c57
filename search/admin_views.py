"""The admin's own views of the search: what was searched, what a synonym changes, and a draft in one click."""

from dataclasses import dataclass
from typing import Any, ClassVar
from urllib.parse import urlencode

from django import forms
from django.conf import settings
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView, View
from wagtail.admin import messages
from wagtail.admin.paginator import WagtailPaginator
from wagtail.admin.views.generic import WagtailAdminTemplateMixin

from search import drafts, evaluation, judged, synonyms
from search.additions import Addition, additions
from search.asking import clean
from search.board import NOTHING, PARTLY, Narrowing, searched
from search.comparing import compare
from search.models import JudgedQuery, SynonymGroup
from search.models.synonym import lines
from search.queries import search

PER_PAGE = 50
MOST_JUDGED = 500
"""Judged queries that a form asks: each takes milliseconds, twice, while somebody waits."""
LARGEST_FILE = 5 * 1024 * 1024
LONGEST_TITLE = 255


class SignedInRequest(HttpRequest):
    """A request to the admin: its addresses let only people in."""

    user: User


class ForMenders(View):
    """A view for those who hold one of some permissions.

    Raises:
        PermissionDenied: to everybody else.
    """

    permissions: ClassVar[tuple[str, ...]] = ("search.view_searchedquery",)

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not any(request.user.has_perm(name) for name in self.permissions):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)


class OwnPage(WagtailAdminTemplateMixin, TemplateView):
    """A page of the admin that says in its header what it is."""

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        here = {"url": "", "label": self.get_page_title(), "sublabel": self.get_page_subtitle()}
        return [*super().get_breadcrumbs_items(), here]


class BoardView(ForMenders, OwnPage):
    """What was searched, how often, and how it fared."""

    template_name = "search/admin/board.html"
    page_title = gettext_lazy("検索されたことば")
    header_icon = "search"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = self.request.user
        narrowing = Narrowing.lenient(self.request.GET)
        paginator = WagtailPaginator(searched(narrowing), PER_PAGE)
        page = paginator.get_page(self.request.GET.get("p"))
        ways = drafts.ways(user) if page.object_list else []
        return super().get_context_data(
            narrowing=narrowing,
            languages=settings.WAGTAIL_CONTENT_LANGUAGES,
            language_names=dict(settings.WAGTAIL_CONTENT_LANGUAGES),
            rows=page,
            elided_page_range=paginator.get_elided_page_range(page.number),
            NOTHING=NOTHING,
            PARTLY=PARTLY,
            may_add_synonym=user.has_perm("search.add_synonymgroup"),
            way=ways[0] if ways else None,
            has_other_ways=len(ways) > 1,
            here=self.request.get_full_path(),
            **kwargs,
        )


class DraftView(ForMenders, OwnPage):
    """A draft that has the query for its title, at once; with `choose`, it asks first which type of page to begin."""

    http_method_names = ["post"]
    template_name = "search/admin/draft.html"
    page_title = gettext_lazy("下書きを作る")
    header_icon = "doc-full"

    def post(self, request: SignedInRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        title = clean(request.POST.get("title", ""))[:LONGEST_TITLE]
        ways = drafts.ways(request.user)
        if not ways:
            raise PermissionDenied
        if not title:
            messages.error(request, _("題にすることばがありません。"))
            return redirect("searched:board")
        key = request.POST.get("way", ways[0].key)
        way = next((way for way in ways if way.key == key), None)
        if way is None or "choose" in request.POST:
            return self.render_to_response(self.get_context_data(title=title, ways=ways))
        page = drafts.begin(way, title, request.user)
        told = _("「%(title)s」の下書き（%(kind)s）を、「%(parent)s」の下に作りました。書いたら承認に出してください。")
        messages.success(request, told % {"title": page.title, "kind": way.name, "parent": way.parent.title})
        return redirect("wagtailadmin_pages:edit", page.pk)

    def get_page_subtitle(self) -> str:
        return clean(self.request.POST.get("title", ""))[:LONGEST_TITLE]


class CompareView(ForMenders):
    """A fragment: what a query finds now, and what it would find with the synonym as the form says."""

    permissions: ClassVar[tuple[str, ...]] = ("search.add_synonymgroup", "search.change_synonymgroup")
    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        group, wrong = group_in_form(request)
        if wrong:
            return refusal(request, group, wrong)
        text = clean(request.POST.get("q", "")) or lines(group.words)[0]
        comparison = compare(text, locale_of(request.POST.get("in", "")), synonyms.stored(), synonyms.having(group))
        return render(request, "search/admin/parts/comparison.html", {"comparison": comparison, "heading": _("この同義語で")})


class JudgeView(ForMenders):
    """A fragment: what the synonym as the form says does to the judged queries."""

    permissions: ClassVar[tuple[str, ...]] = CompareView.permissions
    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        group, wrong = group_in_form(request)
        if wrong:
            return refusal(request, group, wrong)
        queries = judged.stored(MOST_JUDGED)
        before, after = evaluation.under_both(queries, synonyms.stored(), synonyms.having(group))
        context = {
            "before": before,
            "after": after,
            "changes": evaluation.changes(before, after),
            "missing": evaluation.missing(outcome.judged for outcome in before.outcomes if outcome.rank is None),
            "left_out": JudgedQuery.objects.count() - len(queries),
            "may_import": request.user.has_perm("search.add_judgedquery"),
        }
        return render(request, "search/admin/parts/judgement.html", context)


class ImportForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("ファイル"),
        error_messages={
            "required": gettext_lazy("取り込むファイルを選んでください。"),
            "empty": gettext_lazy("ファイルの中身が空です。"),
        },
        widget=forms.FileInput({"accept": ".jsonl,.ndjson,.json,.txt"}),
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > LARGEST_FILE:
            raise ValidationError(_("ファイルが大きすぎます。%(most)dMBまでにしてください。") % {"most": LARGEST_FILE // 1024**2})
        return file


class ImportView(ForMenders, OwnPage):
    """Takes in a file of judged queries, as `manage.py search evaluate --keep` does; a bad line stops nothing else.

    What is wanted and not there is named: it may be misspelt, or not published yet.
    """

    permissions: ClassVar[tuple[str, ...]] = ("search.add_judgedquery",)
    template_name = "search/admin/import.html"
    page_title = gettext_lazy("判定済みの検索の取り込み")
    header_icon = "upload"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = ImportForm(request.POST, request.FILES)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form))
        read, bad = evaluation.read(form.cleaned_data["file"].read(), dict(settings.WAGTAIL_CONTENT_LANGUAGES))
        added, changed = judged.keep(read)
        told = _("%(added)d件を加え、%(changed)d件を新しい判定に直しました。") % {"added": added, "changed": changed}
        missing = evaluation.missing(read)
        if bad or missing:
            return self.render_to_response(self.get_context_data(form=ImportForm(), bad=bad, missing=missing, told=told))
        messages.success(request, told)
        return redirect("wagtailsnippets_search_judgedquery:list")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kwargs.setdefault("form", ImportForm())
        return super().get_context_data(languages=settings.WAGTAIL_CONTENT_LANGUAGES, **kwargs)


class ExportView(ForMenders):
    """The judged queries as a file that the import, and `manage.py search evaluate`, read."""

    permissions: ClassVar[tuple[str, ...]] = ("search.add_judgedquery", "search.change_judgedquery", "search.view_judgedquery")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = HttpResponse(evaluation.written(judged.stored()), content_type="application/x-ndjson; charset=utf-8")
        response["Content-Disposition"] = 'attachment; filename="judged-queries.jsonl"'
        return response


class ComparisonView(ForMenders, OwnPage):
    """What a query finds: without a stored synonym and with it, or, where none is named, as it is."""

    template_name = "search/admin/comparison.html"
    page_title = gettext_lazy("検索結果")
    header_icon = "search"

    def get_page_subtitle(self) -> str:
        return f"「{clean(self.request.GET.get('q', ''))}」"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        text, locale = clean(self.request.GET.get("q", "")), locale_of(self.request.GET.get("in", ""))
        group_id = self.request.GET.get("group", "")
        if group_id.isdecimal():
            group = get_object_or_404(SynonymGroup, pk=int(group_id[:18]))
            comparison = compare(text, locale, synonyms.without(group), synonyms.stored())
            kwargs |= {"group": group, "comparison": comparison}
        else:
            kwargs |= {"results": search(text, locale=locale)}
        return super().get_context_data(text=text, **kwargs)


def group_in_form(request: HttpRequest) -> tuple[SynonymGroup, list[str]]:
    """The group that a form describes, unsaved, and what is wrong with it.

    Raises:
        Http404: it says to be an edit of a group that is not there.
    """
    pk = request.POST.get("pk", "")
    group = get_object_or_404(SynonymGroup, pk=int(pk[:18])) if pk.isdecimal() else SynonymGroup()
    for name in ("words", "direction", "targets"):
        setattr(group, name, request.POST.get(name, "").replace("\x00", ""))
    try:
        group.full_clean()
    except ValidationError as error:
        return group, [str(message) for message in error.messages]
    return group, []


def refusal(request: HttpRequest, group: SynonymGroup, wrong: list[str]) -> HttpResponse:
    """A fragment: why the group is not taken, and the ways to those that hold a word of it."""
    return render(request, "search/admin/parts/wrong.html", {"messages": wrong, "ways": ways_to_add(request, group)})


@dataclass(frozen=True)
class WayToAdd:
    url: str
    text: str


def ways_to_add(request: HttpRequest, refused: SynonymGroup) -> list[WayToAdd]:
    """For who may change synonyms: the forms of those that hold a word of the refused one, with the new words written in."""
    if not request.user.has_perm("search.change_synonymgroup"):
        return []
    return [way_to_add(request, each) for each in additions(refused)]


def way_to_add(request: HttpRequest, addition: Addition) -> WayToAdd:
    sent = {
        "trial-q": request.POST.get("trial-q", request.POST.get("q", "")),
        "trial-in": request.POST.get("trial-in", request.POST.get("in", "")),
        "trial-back": request.POST.get("trial-back", ""),
    }
    query = {"add": addition.words, "add-targets": addition.targets, **{name: value for name, value in sent.items() if value}}
    url = f"{reverse('wagtailsnippets_search_synonymgroup:edit', args=[addition.group.pk])}?{urlencode(query, doseq=True)}"
    if not addition.added:
        return WayToAdd(url, _("同義語「%(group)s」を開く") % {"group": addition.group})
    return WayToAdd(url, _("%(words)sを「%(group)s」に書き足す") % {"words": named(addition.added), "group": addition.group})


def named(words: list[str]) -> str:
    return "".join(f"「{word}」" for word in words)


def locale_of(code: str) -> str:
    """A language of the site: this one, or the source where it is none."""
    return code if code in dict(settings.WAGTAIL_CONTENT_LANGUAGES) else settings.LANGUAGE_CODE


def comparison_url(group: SynonymGroup, text: str, locale: str) -> str:
    """Where it is seen what a stored group changes of a query's results."""
    return f"{reverse('searched:comparison')}?{urlencode({'q': text, 'in': locale, 'group': group.pk})}"
