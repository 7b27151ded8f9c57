"""`manage.py duty import FILE [--dry-run]` and `manage.py duty check MONTH`."""

import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import IntegrityError
from django.utils import translation

from directory.duty import importing
from directory.duty.viewset import month_in
from directory.duty.words import gap_in_words, overlap_in_words
from directory.opendata.files import FileError
from directory.queries import duty_gaps, duty_overlaps


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
            raise CommandError(f"{file} cannot be read: {error.strerror}") from error
        except (FileError, importing.DutyFileError) as error:
            raise CommandError(f"{file}: {error}") from error
        if not dry_run:
            try:
                importing.carry_out(planned)
            except IntegrityError as error:
                raise CommandError(f"{file}: two duties would begin at one time; nothing was changed") from error
        for line in planned.lines:
            self.tell(line)
        for header in planned.ignored:
            self.stdout.write(f"column not used: {header}")
        outcomes = (importing.NEW, importing.CHANGED, importing.UNCHANGED, importing.REJECTED)
        counts = " + ".join(f"{planned.count(outcome)} {outcome}" for outcome in outcomes)
        self.stdout.write(f"{planned.read} read = {counts}{' (dry run: nothing was changed)' if dry_run else ''}")
        for month in planned.months if not dry_run else ():
            self.warn(month)
        if planned.count(importing.REJECTED):
            raise SystemExit(1)

    def tell(self, line: importing.Line) -> None:
        if line.outcome != importing.UNCHANGED or line.remarks:
            before = f" ← {line.before}" if line.before else ""
            self.stdout.write(f"row {line.number}: {line.outcome}: {line.said}{before}")
        for remark in line.remarks:
            self.stdout.write(f"    {remark.column}: {remark.text}")

    def check_month(self, month: str, **options: Any) -> None:
        found = month_in(month)
        if found is None:
            raise CommandError(f"{month} is no month; write 2026-12")
        self.warn(found)

    def warn(self, month: datetime.date) -> None:
        for gap in duty_gaps(month):
            self.stdout.write(gap_in_words(gap))
        for pair in duty_overlaps(month):
            self.stdout.write(overlap_in_words(pair))
