"""`manage.py duty import FILE [--dry-run]` and `manage.py duty check MONTH`."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import IntegrityError
from django.utils import translation

from directory.duty import importing
from directory.duty.queries import Warnings, warnings_in
from directory.duty.viewset import month_in
from directory.duty.words import gap_in_words, overlap_in_words
from directory.opendata.files import FileError


class Command(BaseCommand):
    help = "Who is on duty when: takes over a list, and tells the gaps and overlaps of a month."

    def add_arguments(self, parser: CommandParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True)
        taken = actions.add_parser("import", help="take over a CSV or Excel file; exit status 1 where rows were rejected")
        taken.add_argument("file", type=Path)
        taken.add_argument("--dry-run", action="store_true", help="say what would change, and change nothing")
        check = actions.add_parser("check", help="tell a month's gaps and overlaps")
        check.add_argument("month", help="2026-12")

    def handle(self, *args: Any, action: str, **options: Any) -> None:
        with translation.override(settings.LANGUAGE_CODE):
            if action == "import":
                self.take_over(**options)
            else:
                self.check_month(**options)

    def take_over(self, file: Path, dry_run: bool, **options: Any) -> None:
        try:
            planned = importing.plan(file.read_bytes(), file.name)
        except OSError as error:
            raise CommandError(f"{file} を読めません：{error.strerror}") from error
        except (FileError, importing.DutyFileError) as error:
            raise CommandError(f"{file}：{error}") from error
        if not dry_run:
            try:
                importing.carry_out(planned)
            except IntegrityError as error:
                raise CommandError(
                    f"{file}：同じ医療機関の、同じ時間に始まる当番が二つできてしまうので、何も変えていません。"
                ) from error
        for line in planned.lines:
            self.tell(line)
        for header in planned.ignored:
            self.stdout.write(f"取り込まない列：{header}")
        self.stdout.write(f"{planned.read:7d}  読んだ行")
        for _outcome, name, count in planned.counts:
            self.stdout.write(f"{count:7d}  {name}")
        if dry_run:
            self.stdout.write("確認だけです。何も変えていません。")
        for warnings in importing.warnings_of(planned):
            found = f"確かめること {warnings.count}件" if warnings.count else "当番のない日や時間も、重なりもありません。"
            after = "取り込んだあとの" if dry_run else ""
            self.stdout.write(f"{after}{warnings.month.year}年{warnings.month.month}月：{found}")
            self.warn(warnings)
        if planned.count(importing.REJECTED):
            raise SystemExit(1)

    def tell(self, line: importing.Line) -> None:
        if line.outcome != importing.UNCHANGED or line.remarks:
            before = f" ← {line.before}" if line.before else ""
            self.stdout.write(f"{line.number}行目（{line.outcome_name}）：{line.said}{before}")
        for remark in line.remarks:
            self.stdout.write(f"    {f'「{remark.column}」：' if remark.column else ''}{remark.text}")

    def check_month(self, month: str, **options: Any) -> None:
        found = month_in(month)
        if found is None:
            raise CommandError(f"「{month}」は月として読めません。2026-12 のように書いてください。")
        self.warn(warnings_in(found))

    def warn(self, warnings: Warnings) -> None:
        for gap in warnings.gaps:
            self.stdout.write(gap_in_words(gap))
        for pair in warnings.overlaps:
            self.stdout.write(overlap_in_words(pair))
