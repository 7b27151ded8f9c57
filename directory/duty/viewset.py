"""The admin's list of duties."""

import datetime
import re
from typing import Any, ClassVar

import django_filters
from django.conf import settings
from django.db.models import QuerySet
from django.forms import TextInput
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column
from wagtail.snippets.views.snippets import SnippetViewSet

from cms.core.dates import short_day_in_words
from directory.duty.times import month_of
from directory.models import DutySlot, Place

MONTH = re.compile(r"(\d{4})-(\d{1,2})")


def month_in(text: str) -> datetime.date | None:
    """The first day of a month that is written 2026-12; None where it is none."""
    found = MONTH.fullmatch(text.strip())
    try:
        month = datetime.date(int(found[1]), int(found[2]), 1) if found else None
    except ValueError:
        return None
    return month if month and 2000 <= month.year <= 2099 else None


class DutyFilterSet(WagtailFilterSet):
    month = django_filters.CharFilter(
        label=_("月（例：2026-12）"), method="of_month", widget=TextInput({"type": "month", "placeholder": "2026-12"})
    )
    place = django_filters.ModelChoiceFilter(
        label=_("医療機関"),
        queryset=lambda request: Place.objects.filter(
            duty_slots__isnull=False, locale__language_code=settings.LANGUAGE_CODE
        ).distinct(),
    )

    class Meta:
        model = DutySlot
        fields: ClassVar = ["month", "place", "kind"]

    def of_month(self, queryset: Any, name: str, value: str) -> Any:
        month = month_in(value)
        return queryset.of_month(month_of(month)) if month else queryset.none()


class DutySlotViewSet(SnippetViewSet):
    model = DutySlot
    icon = "calendar-alt"
    menu_label = _("救急当番")
    list_display: ClassVar = [
        "__str__",
        Column("day", label=_("日"), accessor=lambda slot: short_day_in_words(slot.day), sort_key="starts_at"),
        "kind",
        Column("departments", label=_("診療科目"), accessor=lambda slot: "、".join(slot.departments)),
        "remark",
    ]
    search_fields: ClassVar = ["place__name", "place__kana", "departments", "remark"]
    filterset_class = DutyFilterSet
    ordering: ClassVar = ["-starts_at", "pk"]
    list_per_page = 50
    copy_view_enabled = False

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return DutySlot.objects.select_related("place__locale")
