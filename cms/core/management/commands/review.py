"""`manage.py review remind`."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.utils import translation

from cms.core.reminding import remind


class Command(BaseCommand):
    help = "Looks after the reviews: reminds those for whom something waits, so that nothing waits unseen."

    def add_arguments(self, parser: CommandParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True)
        actions.add_parser("remind", help="send the reminders that are due; the same run twice sends nothing twice")

    def handle(self, *args: Any, action: str, **options: Any) -> None:
        with translation.override(settings.LANGUAGE_CODE):
            done = remind()
        self.stdout.write(f"{done.waiting:7d}  reviews under way")
        self.stdout.write(f"{done.reminded:7d}  of them reminded of, {done.escalated} told to the secretariat")
        self.stdout.write(f"{done.authors:7d}  returns brought to their authors' minds again")
