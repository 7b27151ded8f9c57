"""`manage.py opendata import FILE`."""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import translation

from directory.models import DataSource
from directory.opendata.doubts_file import doubts_csv
from directory.opendata.files import FileError
from directory.opendata.importing import COUNTS, NAMES, FileRead, Plan, PlanError, apply, prepare

BAR = 30


class Command(BaseCommand):
    help = "Municipal open data: imports a file; the same file again changes nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True)
        action = actions.add_parser("import", help="take in a CSV, TSV, Excel or (programmes) JSON file")
        action.add_argument("file", type=Path)
        action.add_argument(
            "--as", dest="dataset", choices=sorted(NAMES), default="", help="what it is a list of; else its header tells"
        )
        action.add_argument("--source", default="", help="the name under which its files follow each other")
        action.add_argument("--city", default="", help="whose addresses they are where the file does not say: 東京都小金井市")
        action.add_argument(
            "--mapping", type=Path, help='JSON: {"header": "field"}, "" to leave a column out; kept with the source'
        )
        action.add_argument("--dry-run", action="store_true", help="say what would change, and change nothing")
        action.add_argument("--doubts", type=Path, help="write what was doubted into this CSV file")

    def handle(self, *args: Any, **options: Any) -> None:
        with translation.override("ja"):
            try:
                self._import(**options)
            except (FileError, PlanError, ValueError) as error:
                raise CommandError(str(error)) from error

    def _import(self, file: Path, dataset: str, city: str, **options: Any) -> None:
        mapping = _mapping(options["mapping"])
        planned = prepare(_content(file), file.name, dataset=dataset, source_name=options["source"], city=city, mapping=mapping)
        self._say_file(planned.read, planned.source)
        if options["doubts"]:
            options["doubts"].write_bytes(doubts_csv(planned.doubts))
        if options["dry_run"] or not planned.can_be_stored:
            self._say_plan(planned)
            if not planned.can_be_stored:
                self.stdout.write(
                    self.style.WARNING("イベントを保存する仕組みは、まだありません。読み取りだけを行い、何も保存していません。")
                )
            else:
                self.stdout.write("確認だけです。何も変えていません。")
            return
        run = apply(planned, progress=self._progress)
        self._say_counts(run.counts)
        self._say_gone(planned)

    def _say_file(self, read: FileRead, source: DataSource) -> None:
        self.stdout.write(f"ファイル  {read.name}（{read.encoding}）")
        self.stdout.write(f"種類      {NAMES[read.dataset]}")
        self.stdout.write(f"出どころ  {source.name}")
        if read.unknown:
            self.stdout.write(f"読まない列  {'、'.join(read.unknown)}")

    def _say_plan(self, planned: Plan) -> None:
        self._say_counts(planned.counts)
        for step in planned.of("changed"):
            self.stdout.write(f"{step.row}行目 {step.name}")
            for change in step.changes:
                ours = f"（今は {change.ours}）" if change.is_corrected else ""
                self.stdout.write(f"  {change.field}: {change.old} → {change.new}{ours}")
        self._say_gone(planned)

    def _say_counts(self, counts: dict[str, int]) -> None:
        for name, label in COUNTS.items():
            self.stdout.write(f"{counts[name]:7d}  {label}")

    def _say_gone(self, planned: Plan) -> None:
        for record in planned.disappeared:
            self.stdout.write(f"ファイルからなくなりました（消してはいません）：{record}")

    def _progress(self, done: int, total: int) -> None:
        if self.stdout.isatty():
            filled = BAR * done // max(total, 1)
            end = "\n" if done >= total else ""
            self.stdout.write(f"\r[{'#' * filled}{'.' * (BAR - filled)}] {done}/{total}", ending=end)
            self.stdout.flush()


def _content(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise CommandError(f"{file} を読めません：{error.strerror}") from error


def _mapping(file: Path | None) -> dict[str, str] | None:
    if file is None:
        return None
    try:
        found = json.loads(_content(file))
    except ValueError as error:
        raise CommandError(f"{file} はJSONとして読めません。") from error
    if not isinstance(found, dict) or not all(isinstance(field, str) for field in found.values()):
        raise CommandError(f'{file} は {{"見出し": "項目"}} の形ではありません。')
    return found
