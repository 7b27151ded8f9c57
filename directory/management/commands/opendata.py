"""`manage.py opendata import FILE` and `manage.py opendata export --as DATASET`."""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import translation
from django.utils.text import Truncator

from directory.models import DataSource
from directory.opendata.cells.doubts import KEPT
from directory.opendata.changes_file import changes_csv, corrected_first
from directory.opendata.datasets import BY_CODE
from directory.opendata.doubt_groups import grouped
from directory.opendata.doubts_file import doubts_csv
from directory.opendata.exporting.cells import LAYOUT, LAYOUTS
from directory.opendata.exporting.files import ENCODINGS, export, lost_csv
from directory.opendata.exporting.programs import registry
from directory.opendata.files import FileError
from directory.opendata.importing import (
    COUNTS,
    NAMES,
    PROGRAM_DATASET,
    FileRead,
    Plan,
    PlanError,
    UnknownListError,
    apply,
    not_taken,
    prepare,
)
from directory.opendata.rooms import room_for

BAR = 30
EXAMPLES = 3
"""Of each kind of doubt."""
LONGEST_EXAMPLE = 60


class Command(BaseCommand):
    help = "Municipal open data: imports a file (the same file again changes nothing), exports a dataset."

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

        action.add_argument("--changes", type=Path, help="write every change of a field into this CSV file")

        action = actions.add_parser("export", help="write a dataset in a standard's layout")
        action.add_argument("--as", dest="dataset", choices=sorted(NAMES), required=True, help="which one")
        action.add_argument("--encoding", choices=ENCODINGS, default=ENCODINGS[0], help="of a CSV file")
        action.add_argument("--source", default="", help="only what this source told of, in the order of its file")
        action.add_argument(
            "--layout", choices=LAYOUTS, default=LAYOUT, help="which standard's; recommended is that of 2017 to 2022"
        )
        action.add_argument("--standard-only", action="store_true", help="no columns beside those of the standard")
        action.add_argument("--out", type=Path, help="the file; else it goes to the standard output")
        action.add_argument("--lost", type=Path, help="write what the encoding could not hold into this CSV file")

    def handle(self, *args: Any, **options: Any) -> None:
        with translation.override("ja"):
            try:
                (self._export if options["action"] == "export" else self._import)(**options)
            except UnknownListError as error:
                raise CommandError(f"{error}コマンドでは --as で指定します：{'、'.join(sorted(NAMES))}") from error
            except (FileError, PlanError, ValueError) as error:
                raise CommandError(str(error)) from error

    def _import(self, file: Path, dataset: str, city: str, **options: Any) -> None:
        mapping = _mapping(options["mapping"])
        planned = prepare(_content(file), file.name, dataset=dataset, source_name=options["source"], city=city, mapping=mapping)
        self._say_file(planned.read, planned.source)
        if planned.recalled:
            self.stdout.write(f"{planned.recalled}違うときは --mapping で対応を、--as で種類を指定します。")
        if options["doubts"]:
            options["doubts"].write_bytes(doubts_csv(planned.doubts))
        if options["changes"]:
            options["changes"].write_bytes(changes_csv(planned.changes))
        if options["dry_run"] or not planned.can_be_stored:
            self._say_plan(planned)
            if not planned.can_be_stored:
                self.stdout.write(self.style.WARNING(not_taken(planned.read.dataset)))
            else:
                self.stdout.write("確認だけです。何も変えていません。")
            return
        run = apply(planned, progress=self._progress)
        self._say_counts(run.counts)
        self._say_doubts(planned)
        self._say_gone(planned)

    def _export(self, dataset: str, out: Path | None, encoding: str, **options: Any) -> None:
        if dataset == PROGRAM_DATASET:
            if options["source"] or options["lost"] or encoding != ENCODINGS[0]:
                raise CommandError("制度（--as programs）はUTF-8のJSONです。--source、--encoding、--lost は使えません。")
            self._put(registry(options["standard_only"]), out)
            return
        source = DataSource.objects.filter(name=options["source"], dataset=dataset).first()
        if options["source"] and source is None:
            raise CommandError(f"「{options['source']}」という出どころの「{NAMES[dataset]}」はありません。")
        if BY_CODE[dataset].scope != "place" and room_for(dataset) is None:
            raise CommandError(f"「{NAMES[dataset]}」を持つアプリが入っていません（イベントは、アプリ partnership が持ちます）。")
        written = export(
            BY_CODE[dataset],
            encoding=encoding,
            source=source,
            is_standard_only=options["standard_only"],
            layout=options["layout"],
        )
        self._put(written.content, out)
        self.stderr.write(f"{written.rows:7d}  書き出した行")
        if options["lost"]:
            options["lost"].write_bytes(lost_csv(written.lost))
        for each in written.lost:
            self.stderr.write(
                self.style.WARNING(
                    f"{each.row}行目「{each.name}」の「{each.column}」：{encoding}にない文字「{each.sign}」（{each.code}）を"
                    + (f"「{each.instead}」にしました。" if each.instead else "除きました。")
                )
            )

    def _put(self, content: bytes, out: Path | None) -> None:
        if out is None:
            buffer = getattr(self.stdout._out, "buffer", None)
            buffer.write(content) if buffer else self.stdout.write(content.decode("utf-8-sig"), ending="")
            return
        try:
            out.write_bytes(content)
        except OSError as error:
            raise CommandError(f"{out} に書けません：{error.strerror}") from error

    def _say_file(self, read: FileRead, source: DataSource) -> None:
        self.stdout.write(f"ファイル  {read.name}（{read.encoding}）")
        if read.sheet:
            self.stdout.write(f"シート    {read.sheet}")
        self.stdout.write(f"種類      {NAMES[read.dataset]}")
        self.stdout.write(f"出どころ  {source.name}")
        if read.unknown:
            self.stdout.write(f"読まない列  {'、'.join(read.unknown)}")

    def _say_plan(self, planned: Plan) -> None:
        self._say_counts(planned.counts)
        self._say_doubts(planned)
        for row in corrected_first(planned.changes):
            self.stdout.write(f"{row['row']}行目 {row['name']}")
            for told in row["fields"]:
                ours = f"（今は編集者が直した「{told['ours'] or '空'}」。上書きします）" if told["is_corrected"] else ""
                self.stdout.write(f"  {told['label']}: {told['old'] or '空'} → {told['new'] or '空'}{ours}")
        self._say_gone(planned)

    def _say_doubts(self, planned: Plan) -> None:
        """The doubts by weight and kind, with a few of each; of an editor's corrections all, as each may be news to somebody."""
        for level in grouped(planned.doubts):
            self.stdout.write(f"■ {level.heading}")
            for kind in level.kinds:
                self.stdout.write(f"{kind.count:7d}  {kind.found}")
                shown = kind.rows if level.level == KEPT else kind.rows[:EXAMPLES]
                for each in shown:
                    column = f"「{each['column']}」" if each["column"] else ""
                    self.stdout.write(f"           {each['row']}行目{column}：{_short(each['value'])} → {each['done']}")
                if kind.count > len(shown):
                    self.stdout.write(f"           ほか{kind.count - len(shown)}件")
        if planned.doubts:
            self.stdout.write("すべてを見るには、--doubts ファイル名.csv を付けてください。")

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


def _short(value: Any) -> str:
    """A cell on one line."""
    return Truncator(" ".join(str(value).split()) or "（空）").chars(LONGEST_EXAMPLE)


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
