"""`make bench-search`: what each engine finds, and how fast, through the code path of the site's search.

Three questions, for SQLite, PostgreSQL and Elasticsearch (beside PostgreSQL):
- retrieval: JSQuAD's paragraphs as entries, its questions as queries: is the paragraph that answers among the first?
- the demo: judged queries over the sample content (tests/house/data/judged.jsonl);
- speed at 1,000, 20,000 and 100,000 entries: queries of two words with all facets, and the writing of entries.

SIZES, QUESTIONS and ENGINES make it smaller: `ENGINES=sqlite SIZES=1000 QUESTIONS=500 make bench-search`.
"""

import json
import os
import random
import statistics
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import redirect_stdout
from io import StringIO
from typing import Any

from bench.comparing import ROOT, compared, tell
from bench.machine import machine

JSQUAD = ROOT.parent / "shared" / "data" / "jsquad" / "valid-v1.3.json"
JUDGED = ROOT / "tests" / "house" / "data" / "judged.jsonl"
ENGINES = os.environ.get("ENGINES", "sqlite,postgresql,elasticsearch").split(",")
SIZES = [int(size) for size in os.environ.get("SIZES", "1000,20000,100000").split(",")]
QUESTIONS = int(os.environ.get("QUESTIONS", "0"))
"""Of JSQuAD's; 0 is all."""
QUERIES = 300
SEED = 20_261_124
TARGETS = {"mrr10": 0.92, "success5": 0.95}
SLOWEST = {"sqlite": 150.0, "postgresql": 60.0, "elasticsearch": 60.0}
"""Milliseconds that 95 % of the queries stay below at the largest size."""
MOST_GROWTH = 3.0


def main() -> int:
    figures = compared("bench.search", ENGINES)
    found = machine("elasticsearch", "SudachiPy", "SudachiDict-core")
    report = {"machine": found, "sizes": SIZES, "engines": figures}
    return tell("search", report, table(figures, found), misses(figures))


def run(engine: str) -> dict[str, Any]:
    """All figures of one engine, in a database of its own, which is empty at first."""
    import django

    django.setup()
    from django.core.management import call_command

    with redirect_stdout(StringIO()):
        call_command("migrate", verbosity=0)
        call_command("setup", stdout=StringIO())
        call_command("demo", stdout=StringIO())
    say(engine, "judged queries")
    figures: dict[str, Any] = judged()
    clear()
    say(engine, "retrieval")
    figures |= retrieval()
    clear()
    return figures | speed(engine)


def judged() -> dict[str, float]:
    from search import evaluation

    settle()
    queries, bad = evaluation.read(JUDGED.read_bytes(), {"ja", "en"})
    if bad:
        raise SystemExit(f"{JUDGED}: {bad}")
    found = evaluation.evaluate(queries, evaluation.by_search())
    return {"success5": round(found.success5, 4), "mrr10_demo": round(found.mrr10, 4)}


def retrieval() -> dict[str, float]:
    from search.queries import search
    from search.registry import Content

    paragraphs, questions = jsquad()
    if QUESTIONS:
        questions = random.Random(SEED).sample(questions, QUESTIONS)  # noqa: S311 (a sample, no secret)
    write([Content(title="", kind="column", locale="ja", body=text) for text in paragraphs])
    ranks: list[int] = []
    relaxed = 0
    for question, wanted in questions:
        results = search(question, locale="ja")
        found = [hit.entry.object_id for hit in results.hits]
        ranks.append(found.index(str(wanted)) + 1 if str(wanted) in found else 0)
        relaxed += results.degraded
    if relaxed:
        raise SystemExit(f"{relaxed} answers did not come from the engine.")
    return {
        "mrr10": round(statistics.fmean(1 / rank if rank else 0.0 for rank in ranks), 4),
        "r1": round(statistics.fmean(rank == 1 for rank in ranks), 4),
        "r10": round(statistics.fmean(rank > 0 for rank in ranks), 4),
        "questions": len(ranks),
    }


def jsquad() -> tuple[list[str], list[tuple[str, int]]]:
    """The paragraphs, and the questions each with the number of the paragraph that answers it."""
    paragraphs: dict[str, int] = {}
    questions: list[tuple[str, int]] = []
    for article in json.loads(JSQUAD.read_text(encoding="utf-8"))["data"]:
        for paragraph in article["paragraphs"]:
            text = paragraph["context"].partition("[SEP]")[2].strip() or paragraph["context"]
            number = paragraphs.setdefault(text, len(paragraphs))
            questions += [(question["question"], number) for question in paragraph["qas"]]
    return list(paragraphs), questions


def speed(engine: str) -> dict[str, Any]:
    """Writing and asking at each size. A query is two words of one sentence, with all facets and the first ten hits."""
    chance = random.Random(SEED)  # noqa: S311 (the same entries every time, no secret)
    sentences = [s for text in jsquad()[0] for s in text.replace("。", "。\n").split("\n") if len(s) > 20]
    queries = [query for query in (two_words(chance.choice(sentences)) for _ in range(QUERIES * 2)) if query][:QUERIES]
    figures: dict[str, Any] = {"p50_ms": {}, "p95_ms": {}, "queries_per_s": {}}
    written = 0
    seconds = 0.0
    for size in SIZES:
        say(engine, f"{size} entries")
        began = time.perf_counter()
        write([content(number, sentences, chance) for number in range(written, size)], first=written)
        seconds += time.perf_counter() - began
        written = size
        times = sorted(ask_all(queries))
        figures["p50_ms"][str(size)] = round(statistics.median(times) * 1000, 1)
        figures["p95_ms"][str(size)] = round(times[int(len(times) * 0.95)] * 1000, 1)
        figures["queries_per_s"][str(size)] = round(1 / statistics.fmean(times), 1)
    return figures | {"entries_per_s": round(written / seconds)}


def ask_all(queries: Sequence[str]) -> Iterator[float]:
    from search.queries import search

    for query in queries[:20]:
        search(query, locale="ja")
    for query in queries:
        began = time.perf_counter()
        results = search(query, locale="ja")
        yield time.perf_counter() - began
        if results.degraded:
            raise SystemExit("An answer did not come from the engine.")


def two_words(sentence: str) -> str:
    from search import analysis

    nouns = [m.surface for m in analysis.morphemes(sentence) if m.is_noun and len(m.surface) > 1]
    return " ".join(nouns[:: max(1, len(nouns) - 1)][:2]) if len(nouns) > 1 else ""


def content(number: int, sentences: Sequence[str], chance: random.Random) -> Any:
    from cms.core.ages import AgeRange
    from search.registry import Content

    youngest = chance.randrange(-10, 190)
    return Content(
        title=chance.choice(sentences)[:24],
        kind=("column", "facility", "news", "report", "topic")[number % 5],
        locale="ja",
        summary=chance.choice(sentences)[:60],
        body="".join(chance.choices(sentences, k=3)),
        ages=AgeRange(youngest, youngest + 24),
        tags=(f"札{number % 40}",),
        position=(35.70 + chance.uniform(-0.1, 0.1), 139.50 + chance.uniform(-0.1, 0.1)),
    )


def write(contents: Sequence[Any], first: int = 0) -> None:
    """As the site writes them, and until the engine has them."""
    from django.contrib.contenttypes.models import ContentType

    from search import services
    from search.models import Entry

    kind = ContentType.objects.get_for_model(Entry)
    for start in range(0, len(contents), services.BATCH):
        batch = contents[start : start + services.BATCH]
        services.write(kind, {str(first + start + n): each for n, each in enumerate(batch)})
    settle()


def clear() -> None:
    from search import outbox
    from search.models import Entry
    from search.sources import Source

    gone = list(Entry.objects.values_list("pk", flat=True))
    Entry.objects.all().delete()
    outbox.note(Source.ENTRIES, gone)
    settle()


def settle() -> None:
    """Until the engine has heard of everything, and the database knows how large its tables are."""
    from django.db import connection

    from search import outbox
    from search.engines.choice import external

    engine = external()
    if engine is not None:
        deadline = time.monotonic() + 900
        while not outbox.is_finished():
            outbox.deliver(engine)
            if time.monotonic() > deadline:
                raise SystemExit("The engine does not take the entries.")
            time.sleep(0.05)
    with connection.cursor() as cursor:
        # What PostgreSQL does by itself within a minute of so many changes.
        cursor.execute("VACUUM (ANALYZE)" if connection.vendor == "postgresql" else "ANALYZE")


def say(engine: str, what: str) -> None:
    print(f"  {engine}: {what}", file=sys.stderr, flush=True)


def misses(figures: dict[str, dict[str, Any]]) -> Iterator[str]:
    """What stays below what we mean to reach."""
    for engine, found in figures.items():
        for name, least in TARGETS.items():
            if found[name] < least:
                yield f"{engine}: {name} is {found[name]}, below {least}"
        slow, quick = found["p95_ms"][str(SIZES[-1])], found["p95_ms"][str(SIZES[0])]
        if slow > SLOWEST[engine]:
            yield f"{engine}: p95 at {SIZES[-1]} entries is {slow} ms, above {SLOWEST[engine]:g}"
        if slow > MOST_GROWTH * quick:
            yield f"{engine}: p95 grows {slow / quick:.1f} times from {SIZES[0]} to {SIZES[-1]} entries"
    marks = [found["mrr10"] for found in figures.values()]
    if max(marks) - min(marks) > 0.01:
        yield f"MRR@10 differs by {max(marks) - min(marks):.4f} between the engines"


def table(figures: dict[str, dict[str, Any]], found: dict[str, Any]) -> list[str]:
    """The figures as Markdown tables."""
    any_engine = next(iter(figures.values()))
    row: Callable[[Sequence[Any]], str] = lambda cells: "| " + " | ".join(str(cell) for cell in cells) + " |"  # noqa: E731
    return [
        f"{found['cpus']} cores ({found['cpu']}), {found['memory_gib']} GiB, load {found['load']}; "
        f"Python {found['python']}, "
        f"SQLite {found['sqlite']}, SudachiPy {found['SudachiPy']}, dictionary {found['SudachiDict-core']}; "
        "one client in one process.",
        "",
        f"JSQuAD, {any_engine['questions']} questions; and the judged queries over the demo:",
        "",
        row(["Engine", "MRR@10", "R@1", "R@10", "demo: success@5", "demo: MRR@10", "entries written/s"]),
        "|---|---:|---:|---:|---:|---:|---:|",
        *(
            row([engine, *(f[name] for name in ("mrr10", "r1", "r10", "success5", "mrr10_demo", "entries_per_s"))])
            for engine, f in figures.items()
        ),
        "",
        "Two words with facets, p50 / p95 in ms (queries/s):",
        "",
        row(["Engine", *(f"{size:,} entries" for size in SIZES)]),
        "|---|" + "---:|" * len(SIZES),
        *(
            row(
                [
                    engine,
                    *(f"{f['p50_ms'][str(s)]} / {f['p95_ms'][str(s)]} ({f['queries_per_s'][str(s)]})" for s in SIZES),
                ]
            )
            for engine, f in figures.items()
        ),
    ]


if __name__ == "__main__":
    if len(sys.argv) > 1:
        print(json.dumps(run(sys.argv[1])))
    else:
        sys.exit(main())
