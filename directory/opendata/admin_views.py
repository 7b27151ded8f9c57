"""Importing in the admin: choose a file, look at what it would do, confirm."""

from collections.abc import Generator, Iterable
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import prefetch_related_objects
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import View
from wagtail.admin import messages
from wagtail.admin.admin_url_finder import AdminURLFinder
from wagtail.admin.paginator import WagtailPaginator

from directory.models import DataSource, ImportedRecord, ImportRun, ImportUpload
from directory.opendata import columns, progress
from directory.opendata.changes_file import changes_csv, corrected_first
from directory.opendata.datasets import BY_CODE
from directory.opendata.doubt_groups import grouped
from directory.opendata.doubts_file import doubts_csv
from directory.opendata.files import MAX_BYTES, FileError
from directory.opendata.importing import (
    CHANGED,
    COUNTS,
    NAMES,
    NEW,
    OTHERWISE,
    REJECTED,
    STALE,
    UNCHANGED,
    Plan,
    PlanError,
    applying,
    kind_of,
    not_taken,
    prepare,
    table_of,
    target_of,
)
from directory.opendata.rooms import room_for
from directory.opendata.steps import Step
from directory.opendata.wording import change_of, field_names, told
from search.admin_views import ForMenders, OwnPage, SignedInRequest

PER_PAGE = 30
FIRST_ROWS = 20
FIRST_FIELDS = 8
FIRST_DOUBTS = 200
ROWS_PER_PAGE = 100
MOST_ROWS = 5_000
"""Rows that are taken in while a browser waits; they take some ten seconds. More are for the command."""
MOST_PAGES = 500
"""Of what becomes pages, which are written one by one."""
ENCODINGS = {"utf-8": "UTF-8", "utf-8-sig": gettext_lazy("UTF-8（BOM付き）"), "cp932": "Shift_JIS（CP932）"}
"""How files are written, in words that stand in spreadsheets too."""
LEFT_OUT = "-"
"""What the form of the columns calls a column that is left out."""
HEADINGS = {
    NEW: gettext_lazy("新しいもの"),
    CHANGED: gettext_lazy("変わるもの"),
    REJECTED: gettext_lazy("取り込めない行"),
    UNCHANGED: gettext_lazy("変わらないもの"),
}
DATASETS = [("", gettext_lazy("見出しから判断する")), *NAMES.items()]


class ForImporters(ForMenders):
    permissions: ClassVar[tuple[str, ...]] = ("directory.import_opendata",)


class DatasetForm(forms.Form):
    """What a file is a list of, and under which name its source is known."""

    dataset = forms.ChoiceField(label=gettext_lazy("データの種類"), choices=DATASETS, required=False)
    source_name = forms.CharField(
        label=gettext_lazy("データの出どころの名前"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("同じ名前のファイルどうしを比べます。空なら自動で付きます。例：東京都小金井市 子育て施設一覧"),
    )
    city = forms.CharField(
        label=gettext_lazy("自治体"),
        max_length=60,
        required=False,
        help_text=gettext_lazy("住所に都道府県や市区町村がないとき、補います。例：東京都小金井市"),
    )
    licence = forms.CharField(
        label=gettext_lazy("ライセンス"), max_length=100, required=False, help_text=gettext_lazy("例：CC BY 4.0")
    )
    url = forms.URLField(label=gettext_lazy("公開しているページ"), max_length=500, required=False, assume_scheme="https")


class UploadForm(DatasetForm):
    file = forms.FileField(
        label=gettext_lazy("ファイル"),
        help_text=gettext_lazy("CSV、Excel（.xlsx）、制度のレジストリ（JSON）を選べます。"),
        error_messages={
            "required": gettext_lazy("取り込むファイルを選んでください。"),
            "empty": gettext_lazy("ファイルの中身が空です。"),
        },
        widget=forms.FileInput({"accept": ".csv,.tsv,.txt,.xlsx,.zip,.json"}),
    )
    field_order = ["file", "dataset", "source_name", "city", "licence", "url"]

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > MAX_BYTES:
            raise ValidationError(str(FileError("too_big", size=file.size // 1024**2, limit=MAX_BYTES // 1024**2)))
        return file


class ColumnsForm(forms.Form):
    """Which field each column of a file fills; what the table of columns knows is chosen already."""

    def __init__(self, *args: Any, header: tuple[str, ...], dataset: str, mapping: dict[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.header, self.scope = header, BY_CODE[dataset].scope
        choices = [(LEFT_OUT, _("取り込まない")), *field_names(self.scope).items()]
        for index, text in enumerate(header):
            if text:
                self.fields[f"column-{index}"] = forms.ChoiceField(
                    label=text, choices=choices, initial=mapping.get(text, self._usual(text)) or LEFT_OUT, required=False
                )

    def _usual(self, text: str) -> str:
        column = columns.find(text, self.scope)
        return column.field if column else ""

    def mapping(self) -> dict[str, str]:
        """What was chosen otherwise than usual."""
        chosen = {
            text: self.cleaned_data[f"column-{index}"].replace(LEFT_OUT, "")
            for index, text in enumerate(self.header)
            if self.cleaned_data.get(f"column-{index}")
        }
        return {text: name for text, name in chosen.items() if name != self._usual(text)}


class RunsView(ForImporters, OwnPage):
    """What was imported, when, by whom; and the way to the next."""

    template_name = "directory/admin/opendata_runs.html"
    page_title = gettext_lazy("公開データの取り込み")
    header_icon = "upload"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        ImportUpload.objects.forget()
        runs = ImportRun.objects.select_related("source", "user").defer("doubts")
        paginator = WagtailPaginator(runs, PER_PAGE)
        page = paginator.get_page(self.request.GET.get("p"))
        return super().get_context_data(
            runs=page,
            elided_page_range=paginator.get_elided_page_range(page.number),
            waiting=ImportUpload.objects.of(self.request.user).defer("content").order_by("-uploaded_at"),
            **kwargs,
        )


class OwnStep(ForImporters, OwnPage):
    """A page below the list of runs."""

    header_icon = "upload"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        *above, here = super().get_breadcrumbs_items()
        return [*above, {"url": reverse("opendata:runs"), "label": RunsView.page_title}, here]


class UploadView(OwnStep):
    """Takes a file, reads it, and leads to what it would do."""

    template_name = "directory/admin/opendata_upload.html"
    page_title = gettext_lazy("ファイルを選ぶ")

    def post(self, request: SignedInRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = UploadForm(request.POST, request.FILES)
        if form.is_valid():
            given = dict(form.cleaned_data)
            file = given.pop("file")
            content = file.read()
            try:
                table_of(content, file.name, given["dataset"])
            except FileError as error:
                form.add_error("file", str(error))
            else:
                upload = ImportUpload.objects.create(user=request.user, name=file.name[-255:], content=content, **given)
                return redirect("opendata:check", upload.pk)
        return self.render_to_response(self.get_context_data(form=form))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        ImportUpload.objects.forget()
        kwargs.setdefault("form", UploadForm())
        names = DataSource.objects.order_by("name").values_list("name", flat=True).distinct()
        return super().get_context_data(names=names, **kwargs)


class OfUpload(ForImporters):
    """A view of a file that waits; of one's own only.

    Raises:
        Http404: it is another's, or gone.
    """

    kwargs: dict[str, Any]

    @cached_property
    def upload(self) -> ImportUpload:
        return get_object_or_404(ImportUpload.objects.of(self.request.user), pk=self.kwargs["pk"])

    @cached_property
    def mapping(self) -> dict[str, str] | None:
        """What was chosen for this file; None where its source's own holds."""
        found: dict[str, str] | None = self.upload.mapping.get("columns")
        return found

    def plan(self) -> Plan:
        """Raises FileError, PlanError, ValueError: as `prepare`."""
        upload = self.upload
        planned = prepare(
            bytes(upload.content),
            upload.name,
            dataset=upload.dataset,
            source_name=upload.source_name,
            city=upload.city,
            mapping=self.mapping,
        )
        planned.source.licence = upload.licence or planned.source.licence
        planned.source.url = upload.url or planned.source.url
        return planned


class CheckView(OfUpload, OwnStep):
    """What a file would do, what is doubted of it; and the button that does it."""

    template_name = "directory/admin/opendata_check.html"
    page_title = gettext_lazy("内容を確かめる")

    def get_page_subtitle(self) -> str:
        return self.upload.name

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        for name in ("confirm", "cancel", "columns"):
            if name in request.POST:
                response: HttpResponseBase = getattr(self, name)()
                return response
        return self.change()

    def change(self) -> HttpResponse:
        """Another dataset, another source."""
        form = DatasetForm(self.request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(dataset_form=form))
        for name, value in form.cleaned_data.items():
            setattr(self.upload, name, value)
        self.upload.save(update_fields=list(form.cleaned_data))
        return self._again()

    def columns(self) -> HttpResponse:
        """Other fields for the columns."""
        form = self._columns_form(self.request.POST)
        if form is not None:
            if not form.is_valid():
                return self.render_to_response(self.get_context_data(columns_form=form))
            self.upload.mapping = {"columns": form.mapping()}
            self.upload.save(update_fields=["mapping"])
        return self._again()

    def cancel(self) -> HttpResponse:
        self.upload.delete()
        messages.success(self.request, _("取り込みをやめました。何も変えていません。"))
        return redirect("opendata:runs")

    def confirm(self) -> HttpResponseBase:
        """Plans once more, and carries it out for all to see: if it is still what was looked at."""
        try:
            planned = self.plan()
            if len(planned.steps) > most_rows(planned):
                return self._again()
            if self.request.POST.get("since", "") != str(planned.since or ""):
                raise PlanError(str(STALE))
            if self.request.POST.get("mark") != planned.mark:
                raise PlanError(str(OTHERWISE))
        except (FileError, PlanError, ValueError) as error:
            messages.error(self.request, str(error))
            return self._again()
        context = super().get_context_data(upload=self.upload, rows=len(planned.steps))
        return progress.shown(self.request, context, self._taken_in(planned), reverse("opendata:check", args=[self.upload.pk]))

    def _taken_in(self, planned: Plan) -> Generator[tuple[int, int], None, str]:
        """Carries the plan out; where it led is the address of its run."""
        run = yield from applying(planned, self.request.user)
        self.upload.delete()
        return reverse("opendata:run", args=[run.pk])

    def _again(self) -> HttpResponse:
        return redirect("opendata:check", self.upload.pk)

    def _columns_form(self, data: Any = None, mapping: dict[str, str] | None = None) -> ColumnsForm | None:
        """`mapping` is the one that the file was read with."""
        upload = self.upload
        try:
            table = table_of(bytes(upload.content), upload.name, upload.dataset)
        except FileError:
            return None
        dataset = kind_of(table, upload.name, upload.dataset)
        if table is None or not dataset:
            return None
        return ColumnsForm(data, header=table.header, dataset=dataset, mapping=mapping or self.mapping or {})

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        upload = self.upload
        try:
            planned = self.plan()
            kwargs |= shown(planned, self.request.user)
            upload.dataset, upload.source_name = planned.read.dataset, planned.source.name
            kwargs.setdefault("columns_form", self._columns_form(mapping=planned.source.mapping))
        except (FileError, PlanError, ValueError) as error:
            kwargs["wrong"] = str(error)
        kwargs.setdefault("dataset_form", DatasetForm(initial={name: getattr(upload, name) for name in DatasetForm.base_fields}))
        kwargs.setdefault("columns_form", self._columns_form())
        return super().get_context_data(upload=upload, **kwargs)


def gone_of(records: Iterable[ImportedRecord], user: Any) -> list[tuple[str, str]]:
    """What a file has no more: what each is called, and where this person may edit it; empty where they may not."""
    found = list(records)
    prefetch_related_objects(found, "place", "program", "page")
    finder = AdminURLFinder(user)
    things = [(str(each), each.place or each.program or each.page) for each in found]
    return [(name, finder.get_edit_url(thing) or "") for name, thing in things]


def shown(planned: Plan, user: Any) -> dict[str, Any]:
    """What a page shows of a plan: the counts, the first rows of each class, the first doubts."""
    classes = [
        {
            "heading": heading,
            "state": state,
            "count": planned.counts[state],
            "steps": [row_of(step, planned) for step in in_order(planned, state)[:FIRST_ROWS]],
        }
        for state, heading in HEADINGS.items()
        if planned.counts[state]
    ]
    return {
        "plan": planned,
        "dataset_name": NAMES[planned.read.dataset],
        "counts": counts_of(planned.counts),
        "classes": classes,
        "overwritten": planned.counts["overwritten"],
        "doubts": grouped(planned.doubts),
        "doubts_in_all": len(planned.doubts),
        "gone": gone_of(planned.disappeared[:FIRST_DOUBTS], user),
        "too_many": len(planned.steps) > most_rows(planned),
        "most_rows": most_rows(planned),
        "not_taken": "" if planned.can_be_stored else not_taken(planned.read.dataset),
    }


def in_order(planned: Plan, state: str) -> list[Step]:
    """The rows of a class, those first in which a correction is overwritten."""
    return sorted(planned.of(state), key=lambda step: not any(change.is_corrected for change in step.changes))


def most_rows(planned: Plan) -> int:
    return MOST_PAGES if room_for(planned.read.dataset) else MOST_ROWS


def counts_of(counts: dict[str, int]) -> list[tuple[Any, int]]:
    return [(label, counts.get(name, 0)) for name, label in COUNTS.items()]


def row_of(step: Step, planned: Plan) -> dict[str, Any]:
    """A row of the preview: its number, its name, and what changes or why it cannot be taken."""
    target = target_of(planned.read.dataset)
    said = told(step.values, target) if target and step.state == NEW else []
    return {
        "row": step.row,
        "name": step.name or "、".join(list(step.cells.values())[:4]),
        "changes": [change_of(change, target) for change in step.changes] if target else [],
        "reasons": [f"{doubt['found']}{doubt['done']}" for doubt in step.doubts] if step.state == REJECTED else [],
        "told": said[:FIRST_FIELDS],
        "told_more": said[FIRST_FIELDS:],
    }


class RowsView(OfUpload, OwnStep):
    """All rows of one class of a file that waits, page by page."""

    template_name = "directory/admin/opendata_rows.html"

    def get_page_title(self) -> str:
        return str(HEADINGS[self.kwargs["state"]])

    def get_page_subtitle(self) -> str:
        return self.upload.name

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Raises Http404: there is no such class, or the file cannot be read."""
        state = self.kwargs["state"]
        if state not in HEADINGS:
            raise Http404(state)
        try:
            planned = self.plan()
        except (FileError, PlanError, ValueError) as error:
            raise Http404(str(error)) from error
        paginator = WagtailPaginator(in_order(planned, state), ROWS_PER_PAGE)
        page = paginator.get_page(self.request.GET.get("p"))
        return super().get_context_data(
            upload=self.upload,
            count=paginator.count,
            rows=page,
            steps=[row_of(step, planned) for step in page],
            elided_page_range=paginator.get_elided_page_range(page.number),
            **kwargs,
        )


class ChangesView(OfUpload, View):
    """What a file that waits would change, as a file."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            changes = self.plan().changes
        except (FileError, PlanError, ValueError) as error:
            raise Http404(str(error)) from error
        return as_csv(changes_csv(changes), _("%(name)sの変更.csv"), self.upload.name)


class DoubtsView(OfUpload, View):
    """What was doubted of a file that waits, as a file."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            doubts = self.plan().doubts
        except (FileError, PlanError, ValueError) as error:
            raise Http404(str(error)) from error
        return as_csv(doubts_csv(doubts), _("%(name)sの疑問.csv"), self.upload.name)


class RunView(OwnStep):
    """What an import did."""

    template_name = "directory/admin/opendata_run.html"
    page_title = gettext_lazy("取り込みの結果")

    def get_page_subtitle(self) -> str:
        return self.run.file_name

    @cached_property
    def run(self) -> ImportRun:
        return get_object_or_404(ImportRun.objects.select_related("source", "user"), pk=self.kwargs["pk"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        run = self.run
        paginator = WagtailPaginator(corrected_first(run.changes), ROWS_PER_PAGE)
        page = paginator.get_page(self.request.GET.get("p"))
        return super().get_context_data(
            run=run,
            dataset_name=NAMES.get(run.dataset, run.dataset),
            counts=counts_of(run.counts),
            doubts=grouped(run.doubts),
            changes=page,
            changes_in_all=paginator.count,
            elided_page_range=paginator.get_elided_page_range(page.number),
            doubts_in_all=len(run.doubts),
            gone=gone_of(run.source.records.filter(is_gone=True)[:FIRST_DOUBTS], self.request.user),
            encoding=ENCODINGS.get(run.encoding, run.encoding),
            **kwargs,
        )


class RunDoubtsView(ForImporters, View):
    """What was doubted in an import, as a file."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        run = get_object_or_404(ImportRun, pk=pk)
        return as_csv(doubts_csv(run.doubts), _("%(name)sの疑問.csv"), run.file_name)


class RunChangesView(ForImporters, View):
    """What an import changed, as a file."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        run = get_object_or_404(ImportRun, pk=pk)
        return as_csv(changes_csv(run.changes), _("%(name)sの変更.csv"), run.file_name)


def as_csv(content: bytes, called: str, name: str) -> HttpResponse:
    """`called` is what the file is called, with %(name)s for the imported file's own `name`."""
    response = HttpResponse(content, content_type="text/csv; charset=utf-8")
    file_name = called % {"name": name.rpartition(".")[0] or name}
    response["Content-Disposition"] = content_disposition_header(True, file_name)
    return response
