"""What the ground adds to the admin's lists: tags and delegations."""

from typing import Any, ClassVar

from django import forms
from django.conf import settings
from django.contrib.auth import get_user_model
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, ObjectList
from wagtail.admin.ui.tables import BooleanColumn, Column
from wagtail.snippets.views.snippets import CreateView, EditView, SnippetViewSet

from cms.core.languages.tags import LANGUAGES, TagForm
from cms.core.languages.translate import translation_form_url
from cms.core.models import Delegation, Tag
from cms.core.reviews import name_of
from cms.core.roles import APPROVER, users_of


class TranslatedEditView(EditView):
    """Who may translate an entry but not change it is led to the form of its texts, from whatever link they came by."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not self.user_has_permission("change"):
            form = translation_form_url(self.object, request.user)
            if form:
                return redirect(form)
        return super().dispatch(request, *args, **kwargs)


class TranslatedViewSet(SnippetViewSet):
    """Entries that have translations: the list shows the original of each, and another language when it is asked for."""

    edit_view_class = TranslatedEditView

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        entries = self.model._default_manager.all()
        return entries if request.GET.get("locale") else entries.filter(locale__language_code=settings.LANGUAGE_CODE)


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
