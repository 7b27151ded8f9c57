from typing import Any

from django.core.management.base import BaseCommand

from cms.core.demo import load


class Command(BaseCommand):
    help = "Fills the site with sample content (見本), once. Run `setup` first."

    def handle(self, *args: Any, **options: Any) -> None:
        done: list[str] = []

        def say(text: str) -> None:
            done.append(text)
            self.stdout.write(text)

        demo = load(say)
        if not done:
            self.stdout.write("見本の内容は、もう入っています。変えたものはありません。")
        if demo.accounts:
            self.stdout.write(f"見本のアカウント（パスワードはどれも {demo.password}）：")
            for username, title in demo.accounts:
                self.stdout.write(f"  {username:<12} {title}")
