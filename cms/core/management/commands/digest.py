"""`manage.py digest send|forget|leave`."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from cms.core.announcing.digest import sending, services
from cms.core.models import DigestSubscription


class Command(BaseCommand):
    help = "The mail of what is new: sends each reader what is due, and erases addresses that never confirmed."

    def add_arguments(self, parser: CommandParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True)
        send = actions.add_parser("send", help="send what is due; exit status 1 where a mail could not be sent")
        send.add_argument("--most", type=int, help=f"mails of this run ({settings.DIGEST_MAILS})")
        actions.add_parser("forget", help="erase addresses that were not confirmed, and marks of senders")
        leave = actions.add_parser("leave", help="end the mails to an address, as its owner asked or its mails come back")
        leave.add_argument("address")

    def handle(self, *args: Any, action: str, **options: Any) -> None:
        if action == "leave":
            self.leave(options["address"])
            return
        for name, count in services.forget().items():
            self.stdout.write(f"{count:7d}  {name} erased")
        if action == "forget":
            return
        done = sending.send(options["most"])
        self.stdout.write(f"{done.mails:7d}  digests sent; nothing was new for {done.nothing_new}")
        if done.left:
            self.stdout.write(f"{done.left:7d}  wait for the next run")
        if done.erased:
            self.stdout.write(f"{done.erased:7d}  addresses erased, as the mail server refused them again and again")
        if done.failed:
            self.stderr.write(f"{done.failed} mails could not be sent")
            raise SystemExit(1)

    def leave(self, address: str) -> None:
        subscription = DigestSubscription.objects.filter(address=address.lower()).first()
        if subscription is None:
            raise CommandError("Nobody reads at this address.")
        services.leave(subscription.key)
        self.stdout.write("erased")
