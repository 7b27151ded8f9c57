from typing import Any

from django.core.management.base import BaseCommand

from cms.core.setup import run


class Command(BaseCommand):
    help = "Makes what a site needs: languages, site, sections, roles, permissions, workflow. Run again, it changes nothing."

    def handle(self, *args: Any, **options: Any) -> None:
        run(self.stdout.write)
