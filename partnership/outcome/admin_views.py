"""What an editor does with an outcome report beside its form."""

import datetime
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View
from wagtail.admin import messages

from cms.core.dates import fiscal_year
from cms.core.headers import PRIVATE
from partnership.models import OutcomeReportPage
from partnership.outcome.drafting import Period
from partnership.outcome.services import Drafted, DraftError, draft_from_records
from partnership.outcome.views import as_download


def day_input() -> forms.DateInput:
    """The browser's own calendar, which needs no script."""
    return forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})


class PeriodForm(forms.Form):
    first = forms.DateField(label=gettext_lazy("いつから"), widget=day_input())
    last = forms.DateField(label=gettext_lazy("いつまで"), widget=day_input())

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("first") and data.get("last") and data["last"] < data["first"]:
            self.add_error("last", _("期間の終わりが、始まりより前になっています。"))
        return data


class DraftView(View):
    """Asks for the period, and drafts."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.report = get_object_or_404(OutcomeReportPage, pk=kwargs["pk"])
        if not self.report.permissions_for_user(request.user).can_edit():
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        draft: Any = self.report.get_latest_revision_as_object()
        year = fiscal_year(timezone.localdate()) - 1
        first = draft.period_from or datetime.date(year, 4, 1)
        last = draft.period_until or datetime.date(year + 1, 3, 31)
        return self._page(request, PeriodForm(initial={"first": first, "last": last}))

    def post(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        form = PeriodForm(request.POST)
        if not form.is_valid():
            return self._page(request, form)
        user: Any = request.user
        try:
            drafted = draft_from_records(pk, Period(form.cleaned_data["first"], form.cleaned_data["last"]), user)
        except DraftError as error:
            form.add_error(None, str(error))
            return self._page(request, form)
        self._tell(request, drafted)
        return redirect("wagtailadmin_pages:edit", pk)

    def _page(self, request: HttpRequest, form: PeriodForm) -> HttpResponse:
        title = _("記録から下書きをつくる")
        edit_url = reverse("wagtailadmin_pages:edit", args=[self.report.pk])
        items = [{"url": edit_url, "label": self.report.get_admin_display_title()}, {"url": "", "label": title}]
        context = {
            "form": form,
            "edit_url": edit_url,
            "page_title": title,
            "page_subtitle": self.report.get_admin_display_title(),
            "breadcrumbs_items": items,
            "header_icon": "doc-full",
        }
        return TemplateResponse(request, "partnership/admin/outcome_draft.html", context)

    @staticmethod
    def _tell(request: HttpRequest, drafted: Drafted) -> None:
        if drafted.filled:
            told = _(
                "記録から書き込みました：%(names)s。文と金額を確かめ、残りを書いてください。前の内容は「履歴」から戻せます。"
            )
            messages.success(request, told % {"names": "、".join(drafted.filled)})
        if drafted.kept:
            told = _(
                "もう書かれているので、そのままにしました：%(names)s。書き直すときは、空にして保存してから、もう一度使います。"
            )
            messages.info(request, told % {"names": "、".join(drafted.kept)})


def word_of_draft(request: HttpRequest, pk: int) -> HttpResponse:
    """The newest draft as a Word file, for those who may edit it."""
    report = get_object_or_404(OutcomeReportPage, pk=pk)
    if not report.permissions_for_user(request.user).can_edit():
        raise PermissionDenied
    draft: Any = report.get_latest_revision_as_object()
    response = as_download(draft)
    response["Cache-Control"] = PRIVATE
    return response
