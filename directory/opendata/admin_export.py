"""Exporting in the admin: choose a dataset and an encoding, see what the encoding cannot hold, take the file."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directory.models import DataSource
from directory.opendata.admin_views import OwnStep
from directory.opendata.datasets import BY_CODE, DATASETS
from directory.opendata.exporting.cells import LAYOUT, LAYOUTS
from directory.opendata.exporting.files import ExportFile, NoLayoutError, check_layout, export, file_name, lost_csv
from directory.opendata.exporting.programs import registry
from directory.opendata.importing import NAMES, PROGRAM_DATASET
from directory.opendata.rooms import rooms

FIRST_LOST = 200
ENCODINGS = (
    ("utf-8-sig", gettext_lazy("UTF-8（BOM付き）：どの文字も入ります")),
    ("cp932", gettext_lazy("Shift_JIS（cp932）：古いシステム向け。入らない文字は、下に一覧で示します")),
)
FILE, REPORT = "file", "report"


def choices() -> list[tuple[str, Any]]:
    kept = rooms()
    written = [(each.code, each.name) for each in DATASETS if each.scope == "place" or each.code in kept]
    return [*written, (PROGRAM_DATASET, NAMES[PROGRAM_DATASET])]


class ExportForm(forms.Form):
    """What is written, and how."""

    dataset = forms.ChoiceField(label=gettext_lazy("データの種類"), choices=choices)
    source = forms.ModelChoiceField(
        DataSource.objects.order_by("name"),
        label=gettext_lazy("データの出どころ"),
        required=False,
        empty_label=gettext_lazy("すべて"),
        help_text=gettext_lazy("選ぶと、その出どころのファイルにあったものだけを、ファイルの順に書き出します。"),
    )
    layout = forms.ChoiceField(label=gettext_lazy("様式"), choices=list(LAYOUTS.items()), initial=LAYOUT, required=False)
    encoding = forms.ChoiceField(label=gettext_lazy("文字コード"), choices=ENCODINGS)
    is_standard_only = forms.BooleanField(
        label=gettext_lazy("標準の列だけにする"),
        required=False,
        help_text=gettext_lazy(
            "公開するファイル向けです。外すと、標準にない項目も右の列に書き、取り込み直すとすべて元に戻ります。"
        ),
    )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        source = cleaned.get("source")
        if cleaned.get("dataset") == PROGRAM_DATASET:
            if cleaned.get("encoding") == "cp932":
                self.add_error("encoding", _("制度はJSONのファイルなので、UTF-8だけです。"))
            if source:
                self.add_error("source", _("制度は、出どころで分けずに、すべてを書き出します。「すべて」を選んでください。"))
            return cleaned
        cleaned["layout"] = cleaned.get("layout") or LAYOUT
        kind = BY_CODE.get(cleaned.get("dataset", ""))
        try:
            if kind:
                check_layout(kind, cleaned["layout"])
        except NoLayoutError as error:
            self.add_error("layout", str(error))
        if source and source.dataset != cleaned.get("dataset"):
            self.add_error("source", _("「%(source)s」は、この種類のデータではありません。") % {"source": source})
        return cleaned


class ExportView(OwnStep):
    """The form; the file; and, where the encoding lacks signs, first which and what stands in their place."""

    template_name = "directory/admin/opendata_export.html"
    page_title = gettext_lazy("ファイルに書き出す")
    header_icon = "download"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if "dataset" not in request.GET:
            return super().get(request, *args, **kwargs)
        form = ExportForm(request.GET)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form))
        asked = form.cleaned_data
        if asked["dataset"] == PROGRAM_DATASET:
            return _download(registry(asked["is_standard_only"]), "application/json", f"{PROGRAM_DATASET}.json")
        written = export(
            BY_CODE[asked["dataset"]],
            encoding=asked["encoding"],
            source=asked["source"],
            is_standard_only=asked["is_standard_only"],
            layout=asked["layout"],
        )
        wanted = request.GET.get("take", "")
        if wanted == REPORT:
            name = _("%(name)sの入らない文字.csv") % {"name": asked["dataset"]}
            return _download(lost_csv(written.lost), "text/csv; charset=utf-8", name)
        if wanted == FILE or not written.lost:
            charset = "utf-8" if written.encoding == "utf-8-sig" else "shift_jis"
            return _download(written.content, f"text/csv; charset={charset}", file_name(asked["dataset"], asked["layout"]))
        return self.render_to_response(self.get_context_data(form=form, **self._report(written)))

    def _report(self, written: ExportFile) -> dict[str, Any]:
        query = self.request.GET.copy()
        query.pop("take", None)
        return {
            "lost": written.lost[:FIRST_LOST],
            "lost_in_all": len(written.lost),
            "file_url": f"?{query.urlencode()}&take={FILE}",
            "report_url": f"?{query.urlencode()}&take={REPORT}",
        }

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kwargs.setdefault("form", ExportForm())
        return super().get_context_data(**kwargs)


def _download(content: bytes, content_type: str, name: str) -> HttpResponse:
    return HttpResponse(
        content, content_type=content_type, headers={"Content-Disposition": content_disposition_header(True, name) or ""}
    )
