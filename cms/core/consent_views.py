"""What the admin knows of consent: two buttons with a question, and a report of what needs attention."""

from typing import Any

import django_filters
from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.views.reports import ReportView
from wagtail.permissions import policy_registry

from cms.core.consent import restore_consent, withdraw_consent
from cms.core.models import Image, Standing
from cms.core.models.images import ImageQuerySet

ENDING = "ending"
ATTENTION = [(ENDING, _("まもなく同意の期限が来ます")), *(choice for choice in Standing.choices if choice[0] != Standing.PUBLIC)]


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("理由（記録に残ります）"),
        required=False,
        max_length=300,
        help_text=_("例：保護者から電話で申し出があった。公開されません。"),
    )


def withdraw(request: HttpRequest, image_id: int) -> HttpResponse:
    """Asks, then withdraws."""
    done = _("同意の取り消しを記録しました。画像はもうどこにも表示されません。")
    return _decide(request, image_id, withdraw_consent, "core/admin/withdraw_consent.html", done)


def restore(request: HttpRequest, image_id: int) -> HttpResponse:
    """Asks, then gives back."""
    done = _("同意の取り消しを解除しました。")
    return _decide(request, image_id, restore_consent, "core/admin/restore_consent.html", done)


def _decide(request: HttpRequest, image_id: int, decide: Any, template: str, done: Any) -> HttpResponse:
    image = get_object_or_404(Image, pk=image_id)
    if not policy_registry.get_by_type(Image).user_has_permission_for_instance(request.user, "change", image):
        raise PermissionDenied
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        decide(image, request.user, form.cleaned_data["reason"])
        messages.success(request, done)
        return redirect("wagtailimages:edit", image.pk)
    return TemplateResponse(request, template, {"image": image, "form": form, "usage_count": image.get_usage().count()})


class AttentionFilterSet(WagtailFilterSet):
    attention = django_filters.ChoiceFilter(label=_("状態"), choices=ATTENTION, method="of_standing", widget=forms.RadioSelect)

    class Meta:
        model = Image
        fields: tuple[str, ...] = ()

    def of_standing(self, queryset: ImageQuerySet, name: str, value: str) -> ImageQuerySet:
        return queryset.ending() if value == ENDING else queryset.with_standing(value)


class ConsentReport(ReportView):
    """Pictures that are not public, or will soon no longer be, and why."""

    page_title = _("写真の同意")
    header_icon = "image"
    index_url_name = "core_consent_report"
    index_results_url_name = "core_consent_report_results"
    filterset_class = AttentionFilterSet
    model = Image
    any_permission_required = ("change",)
    list_export = ("title", "attention_label", "consent_by", "consent_until", "uploaded_by_user")
    export_headings = {
        "title": _("タイトル"),
        "attention_label": _("状態"),
        "consent_by": _("同意した人"),
        "consent_until": _("同意の期限"),
        "uploaded_by_user": _("登録した人"),
    }
    columns = [
        TitleColumn("title", label=_("タイトル"), get_url=lambda image: reverse("wagtailimages:edit", args=[image.pk])),
        Column("attention_label", label=_("状態")),
        Column("consent_by", label=_("同意した人")),
        DateColumn("consent_until", label=_("同意の期限")),
        Column("uploaded_by_user", label=_("登録した人")),
    ]

    def get_queryset(self) -> ImageQuerySet:
        images = policy_registry.get_by_type(Image).instances_user_has_permission_for(self.request.user, "change")
        soon, public = Image.objects.ending().values("pk"), Image.objects.public().values("pk")
        attention = images.filter(Q(pk__in=soon) | ~Q(pk__in=public))
        return attention.select_related("uploaded_by_user").order_by("consent_until", "-created_at")
