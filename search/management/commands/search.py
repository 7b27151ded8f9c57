"""`manage.py search status|reconcile|rebuild|deliver|forget`."""

import json
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from search import outbox, searched, upkeep
from search.engines.base import EngineError
from search.engines.choice import external


def said(drift: upkeep.Drift | None) -> str:
    if drift is None:
        return "its index has yet to be built"
    return f"{len(drift.missing)} missing, {len(drift.stale)} stale, {len(drift.surplus)} surplus"


class Command(BaseCommand):
    help = "The search index: its state, and mending it."

    def add_arguments(self, parser: CommandParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True)
        status = actions.add_parser("status", help="lag, drift and health; exit status 1 when the engine cannot answer")
        status.add_argument("--json", action="store_true")
        actions.add_parser("reconcile", help="mend whatever differs from what is public")
        actions.add_parser("rebuild", help="build every index afresh beside the live one, then swap")
        actions.add_parser("deliver", help="tell the engine now of every change that waits")

        actions.add_parser("forget", help="delete what was searched more than thirteen months ago")

    def handle(self, *args: Any, action: str, **options: Any) -> None:
        try:
            getattr(self, action)(**options)
        except EngineError as error:
            raise CommandError(f"The search engine cannot: {error}") from error

    def status(self, **options: Any) -> None:
        status = upkeep.status()
        if options["json"]:
            self.stdout.write(json.dumps(asdict(status), ensure_ascii=False))
        else:
            self.stdout.write(f"engine   {status.engine}, {'healthy' if status.healthy else 'NOT HEALTHY: ' + status.error}")
            self.stdout.write(f"entries  {status.entries}, and {status.objects} objects of the admin's own search")
            lag = status.lag
            self.stdout.write(f"lag      {lag.waiting} changes wait, the oldest for {lag.oldest_seconds:.0f} s")
            if lag.error:
                self.stdout.write(f"         tried {lag.attempts} times: {lag.error}")
            if status.drift is None:
                self.stdout.write(
                    "drift    " + ("none possible: the index is part of the database" if status.healthy else "unknown")
                )
            for source, drift in (status.drift or {}).items():
                self.stdout.write(f"drift    {source}: {said(drift)}")
        if not status.healthy:
            raise SystemExit(1)

    def reconcile(self, **options: Any) -> None:
        for label, count in upkeep.reconcile().items():
            self.stdout.write(f"{count:7d}  {label}")

    def rebuild(self, **options: Any) -> None:
        self.stdout.write(f"{upkeep.rebuild()} entries")

    def deliver(self, **options: Any) -> None:
        engine = external()
        if engine is not None:
            upkeep.deliver(engine)
        self.stdout.write(f"{outbox.lag().waiting} changes wait")

    def forget(self, **options: Any) -> None:
        self.stdout.write(f"{searched.forget()} rows deleted")
