"""What the ground adds to the admin's lists: entries in languages and in states; tags and delegations."""

from typing import Any, ClassVar

import django_filters
from django import forms
from django.conf import settings
from django.contrib.auth import get_user_model
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, ObjectList
from wagtail.admin.ui.tables import BooleanColumn, Column, StatusTagColumn
from wagtail.snippets.views.chooser import ChooseResultsView, ChooseView, SnippetChooserViewSet
from wagtail.snippets.views.snippets import (
    CreateView,
    EditView,
    RevisionsUnscheduleView,
    SnippetViewSet,
    UnpublishView,
)

from cms.core.languages.drafts import translation_into
from cms.core.languages.tags import LANGUAGES, TagForm
from cms.core.languages.translate import translation_form_url
from cms.core.models import CannedReply, Delegation, Tag
from cms.core.models.reviewed import STATES, in_state, with_states
from cms.core.reviews import name_of
from cms.core.roles import APPROVER, users_of


class NamesWrongFields:
    """The message above the form says which fields are wrong; Wagtail's own does only where something is wrong with the whole."""

    produced_error_message: Any
    request: HttpRequest

    def form_invalid(self, form: Any) -> Any:
        said = self.produced_error_message
        names = [] if form.non_field_errors() else wrong_fields(form)
        if said and names and not getattr(self, "expects_json_response", False):
            about = _("直すところ：%(names)s") % {"names": "、".join(names)}
            self.produced_error_message = f"{said}{about}"
        return super().form_invalid(form)  # type: ignore[misc]


def wrong_fields(form: Any) -> list[str]:
    """The labels of what is wrong in a form and in the rows below it, each once, in the form's order."""
    named = [str(form[name].label) for name in form.fields if name in form.errors]
    for rows in getattr(form, "formsets", {}).values():
        for row in rows.forms:
            named += [str(row[name].label) for name in row.fields if name in row.errors]
    return list(dict.fromkeys(named))


class TranslatedCreateView(NamesWrongFields, CreateView):
    pass


class TranslatedEditView(NamesWrongFields, EditView):
    """Who may translate an entry but not change it is led to the form of its texts, from whatever link they came by."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not self.user_has_permission("change"):
            form = translation_form_url(self.object, request.user)
            if form:
                return redirect(form)
        return super().dispatch(request, *args, **kwargs)


class ReviewedEditView(TranslatedEditView):
    """A translation's texts are written in one place by those who may write them past the review."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        form = translation_form_url(self.object, request.user) if translation_into(self.object) else ""
        return redirect(form) if form else super().dispatch(request, *args, **kwargs)


class InWords:
    """A chooser's heading and columns, in words that fit: what is chosen has a name, and languages are called so."""

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)  # type: ignore[misc]
        self.page_title = gettext("%(kind)sを選ぶ") % {"kind": self.model._meta.verbose_name}  # type: ignore[attr-defined]

    page_subtitle = ""

    @property
    def title_column(self) -> Any:
        column = super().title_column  # type: ignore[misc]
        column.label = gettext("名前")
        return column

    def get_filter_form(self) -> Any:
        form = super().get_filter_form()  # type: ignore[misc]
        if "locale" in form.fields:
            form.fields["locale"].label = gettext("言語")
        return form


class EntryChooseView(InWords, ChooseView):
    pass


class EntryChooseResultsView(InWords, ChooseResultsView):
    pass


class EntryChooserViewSet(SnippetChooserViewSet):
    choose_view_class = EntryChooseView
    choose_results_view_class = EntryChooseResultsView


class TranslatedViewSet(SnippetViewSet):
    """Entries that have translations: the list shows the original of each, and another language when it is asked for."""

    add_view_class = TranslatedCreateView
    edit_view_class = TranslatedEditView
    chooser_viewset_class = EntryChooserViewSet

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        entries = self.model._default_manager.all()
        return entries if request.GET.get("locale") else entries.filter(locale__language_code=settings.LANGUAGE_CODE)


class TakeDownView(UnpublishView):
    """Ending what is public needs the group's permission, and no second pair of eyes."""

    permission_required = "unpublish"
    template_name = "core/admin/take_down.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        is_original = self.object.locale.language_code == settings.LANGUAGE_CODE
        translations = self.object.get_translations().filter(live=True).select_related("locale") if is_original else ()
        return super().get_context_data(object=self.object, translations=translations, **kwargs)


class UnscheduleView(RevisionsUnscheduleView):
    permission_required = "unpublish"


class StateColumn(StatusTagColumn):
    """Where an entry of a list stands; Wagtail's own column says less, and asks the database twice a row."""

    def __init__(self) -> None:
        super().__init__("state_in_words", label=_("状態"), sort_key="live", primary=lambda entry: entry.is_public)


class ReviewedFilterSet(WagtailFilterSet):
    """Narrows a list of reviewed entries to those of one state."""

    state = django_filters.ChoiceFilter(
        label=_("状態"), choices=STATES, method="of_state", empty_label=_("すべて"), widget=forms.RadioSelect
    )
    locked = django_filters.BooleanFilter(
        label=_("ロック"),
        widget=forms.RadioSelect(choices=[("", _("すべて")), ("true", _("ロック中")), ("false", _("ロックされていない"))]),
    )

    def of_state(self, entries: QuerySet, name: str, value: str) -> QuerySet:
        return entries.filter(in_state(value))


class ReviewedViewSet(TranslatedViewSet):
    """Entries with drafts and review."""

    edit_view_class = ReviewedEditView
    unpublish_view_class = TakeDownView
    revisions_unschedule_view_class = UnscheduleView

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return with_states(super().get_queryset(request))


class TagViewSet(SnippetViewSet):
    model = Tag
    icon = "tag"
    menu_label = _("タグ")
    menu_order = 260
    add_to_admin_menu = True
    list_display: ClassVar = ["name", "slug"]
    search_fields: ClassVar = ["name"]
    edit_handler = ObjectList([FieldPanel("name"), *map(FieldPanel, LANGUAGES), FieldPanel("slug")], base_form_class=TagForm)


class PersonField(forms.ModelChoiceField):
    """People by their names."""

    def label_from_instance(self, obj: Any) -> str:
        return name_of(obj)


class DelegationForm(WagtailAdminModelForm):
    """Offers whom a delegation lifts the second pair of eyes for: those who approve. Who holds one stays in its form."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = get_user_model()._default_manager.filter(
            Q(pk__in=users_of(APPROVER)) | Q(is_superuser=True, is_active=True) | Q(pk=self.instance.user_id)
        )
        self.fields["user"] = PersonField(
            people.order_by("last_name", "first_name", "username"),
            label=self.fields["user"].label,
            empty_label=_("選んでください"),
            help_text=_(
                "期間のあいだ、この人は、自分が書いたものも、ほかの人の確認なしで承認・公開できます。ほかの承認者がいないときのためのものです。"
                "使うたびに、履歴に残ります。"
            ),
        )


class GrantsDelegation:
    """Keeps who granted it last: it takes two, and `Delegation.clean` sees to that."""

    request: HttpRequest

    def get_form(self, *args: Any, **kwargs: Any) -> Any:
        form = super().get_form(*args, **kwargs)  # type: ignore[misc]
        if self.request.method == "POST":
            form.instance.granted_by = self.request.user
        return form


class DelegationCreateView(GrantsDelegation, CreateView):
    pass


class DelegationEditView(GrantsDelegation, EditView):
    pass


class DelegationViewSet(SnippetViewSet):
    model = Delegation
    icon = "key"
    menu_label = _("承認の委任")
    menu_order = 620
    add_to_admin_menu = True
    add_view_class = DelegationCreateView
    edit_view_class = DelegationEditView
    in_force: ClassVar = BooleanColumn("is_in_force", label=_("有効"))
    list_display: ClassVar = [
        "holder",
        Column("granted_by", label=_("任せた人"), accessor=lambda each: name_of(each.granted_by)),
        "starts_at",
        "ends_at",
        in_force,
        "reason",
    ]
    edit_handler = ObjectList(Delegation.panels, base_form_class=DelegationForm)
    copy_view_enabled = False


class CannedReplyViewSet(SnippetViewSet):
    model = CannedReply
    icon = "mail"
    menu_label = _("よく使う返事")
    menu_order = 625
    add_to_admin_menu = True
    list_display: ClassVar = ["title", "text", "sort_order"]
    edit_handler = ObjectList(CannedReply.panels)
    copy_view_enabled = False
