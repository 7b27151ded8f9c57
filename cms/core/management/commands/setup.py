from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from cms.core.setup import run


class Command(BaseCommand):
    help = "Makes what a site needs: languages, site, sections, roles, permissions, workflow. Run again, it changes nothing."

    def handle(self, *args: Any, **options: Any) -> None:
        done: list[str] = []

        def say(text: str) -> None:
            done.append(text)
            self.stdout.write(text)

        run(say)
        if done:
            self.stdout.write(f"サイトの準備ができました。管理画面：{settings.PUBLIC_URL}/admin/")
        else:
            self.stdout.write("サイトの準備はできています。変えたものはありません。")
