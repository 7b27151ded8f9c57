"""`manage.py announce`: sends the announcements that are due."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils import translation

from cms.core.announcing import services


class Command(BaseCommand):
    help = "Sends announcements that are due, and tries again those that failed. Each is sent once, however often this runs."

    def handle(self, *args: Any, **options: Any) -> None:
        with translation.override(settings.LANGUAGE_CODE):
            done = services.sweep()
        self.stdout.write(f"{done.sent:7d}  announcements sent")
        for count, words in (
            (done.failed, "failed, and will be tried again"),
            (done.given_up, "given up: see the list in the admin"),
            (done.dropped, "not sent, as what they announce is public no longer"),
        ):
            if count:
                self.stdout.write(f"{count:7d}  {words}")
