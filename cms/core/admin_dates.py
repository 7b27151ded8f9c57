"""Days and times of the admin's forms: how people write them is read, and what cannot be read is asked for again."""

from itertools import product

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.models import register_form_field_override
from wagtail.admin.widgets import AdminDateInput, AdminDateTimeInput, AdminTimeInput

DAYS = ("%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y年%m月%d日")
TIMES = ("%H:%M", "%H:%M:%S", "%H時%M分")
BOTH = (*(f"{day} {time}" for day, time in product(DAYS, TIMES)), *DAYS)

FIELDS = (
    (models.DateField, AdminDateInput, DAYS, _("この日付は読み取れません。実際にある日を、2026-04-01 のように書いてください。")),
    (models.TimeField, AdminTimeInput, TIMES, _("この時刻は読み取れません。09:30 のように書いてください。")),
    (
        models.DateTimeField,
        AdminDateTimeInput,
        BOTH,
        _("この日時は読み取れません。実際にある日と時刻を、2026-04-01 09:30 のように書いてください。"),
    ),
)


def register() -> None:
    for field, widget, formats, unreadable in FIELDS:
        override = {"widget": widget, "input_formats": formats, "error_messages": {"invalid": unreadable}}
        register_form_field_override(field, override=override)
