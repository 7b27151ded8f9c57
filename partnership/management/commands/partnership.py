"""`manage.py partnership forget|remind`."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.utils import translation

from partnership.board import erasing
from partnership.citizens import erasing as citizens
from partnership.endorsing import erasing as endorsing


class Command(BaseCommand):
    help = "Looks after what people sent: forgets whose addresses have served, and reminds those who decide of what waits."

    def add_arguments(self, parser: CommandParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True)
        actions.add_parser("forget", help="erase addresses and marks of senders that have served")
        actions.add_parser("remind", help="mail those who decide about what has waited for long")

    def handle(self, *args: Any, action: str, **options: Any) -> None:
        with translation.override(settings.LANGUAGE_CODE):
            if action == "forget":
                for name, count in (erasing.forget() | endorsing.forget() | citizens.forget()).items():
                    self.stdout.write(f"{count:7d}  {name} erased")
            else:
                for name, count in (erasing.remind() | endorsing.remind()).items():
                    self.stdout.write(f"{count:7d}  {name}")
