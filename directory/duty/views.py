"""The admin's own views of duty: the month's table, and the import. Both work without JavaScript."""

import base64
import binascii
import datetime
from typing import Any

from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic import WagtailAdminTemplateMixin

from directory.duty import importing
from directory.duty.queries import duty_gaps, duty_overlaps, warnings_in
from directory.duty.services import change_duty
from directory.duty.table import MonthTable
from directory.duty.times import month_of, next_month, previous_month
from directory.duty.viewset import month_in
from directory.models import DutyImport, DutySlot
from directory.opendata.files import FileError
from directory.vocabularies import DEPARTMENTS

MOST_BYTES = 500_000
"""Of a list of duties: some five thousand rows. It travels with the page that asks whether to take it over."""


EARLIER = 5
"""Imports that are told of before another."""


class SignedInRequest(HttpRequest):
    user: User


def may_keep_duty(user: Any) -> bool:
    """Whether somebody may enter, change and delete duties."""
    return user.has_perms([f"directory.{act}_dutyslot" for act in ("add", "change", "delete")])


class DutyView(WagtailAdminTemplateMixin, TemplateView):
    """What the two have in common: for whom they are, and the way to them."""

    header_icon = "calendar-alt"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not may_keep_duty(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        listed = reverse(DutySlot.snippet_viewset.get_url_name("list"))  # type: ignore[attr-defined]
        return [
            *self.breadcrumbs_items,
            {"url": listed, "label": DutySlot._meta.verbose_name},
            {"url": "", "label": self.page_title},
        ]


class MonthView(DutyView):
    """The duties of a month (?month=2026-12; this one where none is asked for), to fill in and save in one go."""

    template_name = "directory/admin/duty_month.html"
    page_title = gettext_lazy("当番表")

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.month = month_in(request.GET.get("month", "")) or month_of(
            timezone.localdate(timezone=timezone.get_default_timezone())
        )

    def post(self, request: SignedInRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        table = MonthTable(self.month, request.POST)
        if "more" not in request.POST and table.is_valid():
            saved, deleted = table.changes()
            try:
                change_duty(saved, deleted, request.user)
            except IntegrityError:
                table.errors.append(_("ほかの当番と重なったため、何も保存しませんでした。もう一度開いて、やり直してください。"))
                return self.render_to_response(self.get_context_data(table=table))
            messages.success(
                request,
                _("保存しました（%(saved)s件を登録・変更、%(deleted)s件を削除）。")
                % {"saved": len(saved), "deleted": len(deleted)},
            )
            return redirect(self.url(self.month))
        if "more" not in request.POST:
            wrong = sum(bool(form.errors) for form in table.bound)
            if wrong:
                table.errors.append(_("%(count)s件に直すところがあります。まだ何も保存していません。") % {"count": wrong})
            messages.error(request, _("保存できませんでした。"))
        return self.render_to_response(self.get_context_data(table=table))

    def get_context_data(self, table: MonthTable | None = None, **kwargs: Any) -> dict[str, Any]:
        table = table or MonthTable(self.month)
        return super().get_context_data(
            table=table,
            month=self.month,
            kinds=DutySlot.Kind.labels,
            gaps=duty_gaps(self.month),
            overlaps=duty_overlaps(self.month),
            departments=list(DEPARTMENTS),
            previous_url=self.url(previous_month(self.month)),
            next_url=self.url(next_month(self.month)),
            import_url=reverse("duty_import"),
            **kwargs,
        )

    def get_page_subtitle(self) -> str:
        return _("%(year)s年%(month)s月") % {"year": self.month.year, "month": self.month.month}

    @staticmethod
    def url(month: datetime.date) -> str:
        return f"{reverse('duty_month')}?month={month:%Y-%m}"


class ImportView(DutyView):
    """A file, what it would change, and only then the change."""

    template_name = "directory/admin/duty_import.html"
    page_title = gettext_lazy("当番表の取り込み")

    def post(self, request: SignedInRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        content, name = self._file(request)
        if len(content) > MOST_BYTES:
            return self._refused(_("ファイルが大きすぎます。500KBまでです。月や年ごとに分けてください。"))
        try:
            planned = importing.plan(content, name)
        except (FileError, importing.DutyFileError) as error:
            return self._refused(str(error))
        if "reasons" in request.POST:
            return as_file(planned.told, name)
        if request.POST.get("confirmed") == planned.fingerprint:
            return self._taken_over(request, planned)
        changed = "confirmed" in request.POST
        again = _("確かめているあいだに当番が変わりました。もう一度確かめてください。") if changed else ""
        held = base64.b64encode(content).decode()
        context = self.get_context_data(
            plan=planned, content=held, name=name, error=again, warnings=importing.warnings_of(planned)
        )
        return self.render_to_response(context)

    def _file(self, request: HttpRequest) -> tuple[bytes, str]:
        upload = request.FILES.get("file")
        if upload is not None:
            return upload.read(MOST_BYTES + 1), str(upload.name)
        try:
            return base64.b64decode(request.POST.get("content", ""), validate=True), request.POST.get("name", "")
        except (binascii.Error, ValueError):
            return b"", ""

    def _taken_over(self, request: SignedInRequest, planned: importing.Plan) -> HttpResponse:
        try:
            done = importing.carry_out(planned, request.user)
        except IntegrityError:
            return self._refused(_("ほかの当番と重なったため、何も取り込みませんでした。ファイルを選び直してください。"))
        said = "、".join(f"{name} {count}" for _outcome, name, count in planned.counts)
        messages.success(request, _("%(read)s行を読みました（%(said)s）。") % {"read": planned.read, "said": said})
        return redirect("duty_imported", done.pk)

    def _refused(self, reason: str) -> HttpResponse:
        return self.render_to_response(self.get_context_data(error=reason))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kwargs.setdefault("earlier", DutyImport.objects.defer("told")[:EARLIER])
        return super().get_context_data(columns=importing.COLUMNS, month_url=reverse("duty_month"), **kwargs)


class ImportedView(DutyView):
    """What became of a file that was taken over: its counts, what there was to say of its rows (also as CSV), what to look at."""

    template_name = "directory/admin/duty_imported.html"
    page_title = gettext_lazy("当番表の取り込みの結果")
    as_file = False

    def get(self, request: HttpRequest, *args: Any, pk: int, **kwargs: Any) -> HttpResponse:
        done = get_object_or_404(DutyImport.objects.select_related("user"), pk=pk)
        if self.as_file:
            return as_file(done.told, done.file_name)
        months = [month for each in done.months if (month := month_in(each))]
        context = self.get_context_data(
            done=done,
            counts=[(importing.outcome_in_words(outcome), done.counts.get(outcome, 0)) for outcome in importing.OUTCOMES],
            told=[{**line, "outcome_name": importing.outcome_in_words(line["outcome"])} for line in done.told],
            warnings=[warnings_in(month) for month in months],
            months=[(month, MonthView.url(month)) for month in months],
        )
        return self.render_to_response(context)


def as_file(told: list[dict[str, Any]], name: str) -> HttpResponse:
    """What there is to say of the rows of a file, for a spreadsheet."""
    response = HttpResponse(importing.reasons_csv(told), content_type="text/csv; charset=utf-8")
    file_name = _("%(name)sの取り込めない行と疑問.csv") % {"name": name.rpartition(".")[0] or name}
    response["Content-Disposition"] = content_disposition_header(True, file_name)
    return response
