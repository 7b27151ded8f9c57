"""`manage.py directory confirm|forget`."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.utils import translation

from directory.confirming import asking, erasing

ERASED = {
    "unconfirmed contacts": "消した、メールが確かめられなかった連絡先",
    "contacts": "消した、変更の提案をした人の連絡先",
    "marks": "消した、送った人の目印",
    "keepers": "消した、確認をお願いした人のアドレス",
}


class Command(BaseCommand):
    help = "Keeps the directory true: asks keepers whether their entries still hold, and forgets whose addresses have served."

    def add_arguments(self, parser: CommandParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True)
        confirm = actions.add_parser("confirm", help="send what is due; exit status 1 where a mail could not be sent")
        confirm.add_argument("--dry-run", action="store_true", help="say who would be asked, and ask nobody")
        confirm.add_argument("--most", type=int, help=f"mails of this run ({settings.DIRECTORY_CONFIRM_MAILS})")
        actions.add_parser("forget", help="erase addresses that have served")

    def handle(self, *args: Any, action: str, **options: Any) -> None:
        with translation.override(settings.LANGUAGE_CODE):
            if action == "forget":
                self.forget()
            elif options["dry_run"]:
                self.plan()
            else:
                self.confirm(options["most"])

    def plan(self) -> None:
        planned = asking.planned()
        for address, places in planned.items():
            self.stdout.write(f"{address}：{'、'.join(place.name for place in places)}")
        self.stdout.write(f"新しいメールは{len(planned)}通です。確認だけで、まだだれにも送っていません。")

    def confirm(self, most: int | None) -> None:
        done = asking.confirm(most)
        self.stdout.write(f"{done.due:7d}  確認の時期がきた施設（うち、お願いする相手のメールがないもの {done.without_keeper}）")
        self.stdout.write(f"{done.mails:7d}  送ったメール（確認をお願いした施設 {done.places}、催促した施設 {done.reminders}）")
        if done.left:
            self.stdout.write(f"{done.left:7d}  次の回に送るメール")
        for failure in done.failures:
            self.stderr.write(f"送れませんでした：{failure}")
        if done.failures:
            raise SystemExit(1)

    def forget(self) -> None:
        for name, count in erasing.forget().items():
            self.stdout.write(f"{count:7d}  {ERASED[name]}")
