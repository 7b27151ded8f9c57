"""`manage.py search status|reconcile|rebuild|deliver|forget|evaluate`."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import translation

from search import evaluation, judged, outbox, searched, upkeep
from search.engines.base import EngineError
from search.engines.choice import ask, asking_only, external


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
        evaluate = actions.add_parser(
            "evaluate", help="measure the search by a file of judged queries; exit status 1 for a bad line"
        )
        evaluate.add_argument(
            "file", type=Path, help='lines of JSON: {"query": …, "locale": …, "wanted": [title, path or app.model:pk]}'
        )
        evaluate.add_argument("--engine", choices=["database", "elasticsearch"], help="ask this one alone")
        evaluate.add_argument("--json", action="store_true")
        evaluate.add_argument("--keep", action="store_true", help="keep the queries, for the editors' own comparisons")

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

    def evaluate(self, file: Path, engine: str | None, **options: Any) -> None:
        try:
            content = file.read_bytes()
        except OSError as error:
            raise CommandError(f"{file} cannot be read: {error.strerror}") from error
        with translation.override("en"):  # as everything else that this command says
            read, bad = evaluation.read(content, dict(settings.WAGTAIL_CONTENT_LANGUAGES))
        try:
            ask_engine = asking_only(engine) if engine else ask
        except LookupError as error:
            raise CommandError(error.args[0]) from error
        evaluated = evaluation.evaluate(read, evaluation.by_search(ask_engine=ask_engine))
        site = external()
        gone = evaluation.missing(read)
        report = evaluation.as_json(evaluated, engine or (site.name if site else "database"), bad, gone)
        if options["json"]:
            self.stdout.write(json.dumps(report, ensure_ascii=False))
        else:
            self.show(report)
        for each in gone:
            told = f"“{each.wanted}” is wanted, but nothing public in {each.judged.locale} has that title, address or number"
            self.stderr.write(f"{file}, line {each.judged.line}: {told}")
        for line in bad:
            self.stderr.write(f"{file}, line {line.number}: {line.reason}")
        if options["keep"]:
            added, changed = judged.keep(read)
            self.stderr.write(f"{added} queries kept, {changed} changed", self.style.SUCCESS)
        if bad:
            raise SystemExit(1)

    def show(self, report: dict[str, Any]) -> None:
        self.stdout.write(f"engine     {report['engine']}")
        self.stdout.write(f"queries    {report['queries']}")
        for name, title in (("mrr10", "MRR@10"), ("r1", "R@1"), ("r10", "R@10"), ("success5", "success@5")):
            self.stdout.write(f"{title:10} {report[name]:.3f}")
        for name in ("p50", "p95"):
            self.stdout.write(f"{name:10} {report[f'{name}_ms']:.1f} ms")
        self.stdout.write(f"failed     {len(report['failed'])}")
        gone = {(each["query"], each["locale"], each["wanted"]) for each in report["missing"]}
        for each in report["failed"]:
            is_there = any((each["query"], each["locale"], wanted) not in gone for wanted in each["wanted"])
            where = f"only as number {each['rank']}" if each["rank"] else "not found" if is_there else "does not exist"
            first = f"{each['first']} came first" if each["first"] else "nothing was found at all"
            self.stdout.write(f"  {each['query']} ({each['locale']}): {' / '.join(each['wanted'])} {where}; {first}")
