"""`make bench-api`: the public API beside Wagtail's own API v2, over the same 2,000 pages, in one interleaved run.

Three servers (gunicorn, two workers each) answer from one SQLite database in a temporary folder: ours, ours without its
answer cache, and Wagtail's API v2 as it comes. wrk asks one of them at a time, a few seconds each, in turns; of the rounds'
figures the median counts.
"""

import json
import os
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from dataclasses import asdict, dataclass
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any
from urllib.parse import quote

from bench.machine import machine

ROOT = Path(__file__).resolve().parent.parent
REPORT = ROOT / "build" / "bench" / "api.json"
PAGES = int(os.environ.get("PAGES", "2000"))
WORKERS = 2
CLIENTS = 8
ROUNDS = int(os.environ.get("ROUNDS", "5"))
SECONDS = int(os.environ.get("SECONDS", "4"))
TARGETS = {"list": 5.0, "item": 3.0}
WORDS = ["一時預かり", "離乳食", "予防接種", "広場", "産後", "相談", "申し込み", "病児保育", "学童", "絵本"]

OURS, UNCACHED, STOCK = "ours", "ours, cache off", "Wagtail API v2"


@dataclass(frozen=True)
class Figures:
    """Of one server in one case: requests a second, and milliseconds that half and 95 % of the requests stay below."""

    rps: float
    p50: float
    p95: float


def main() -> int:
    if shutil.which("wrk") is None:
        message = "This benchmark needs wrk, which is not on the PATH (Debian: apt install wrk). Nothing was measured."
        print(message, file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory(prefix="nobinobi-bench-") as folder:
        var = Path(folder)
        (var / "static").mkdir()
        environment = os.environ | {
            "DJANGO_SETTINGS_MODULE": "cms.settings.production",
            "DATABASE_URL": f"sqlite:///{var / 'bench.sqlite3'}",
            "VAR_DIR": folder,
            "SECRET_KEY": "b" * 60,
            "ALLOWED_HOSTS": "127.0.0.1,localhost",
            "PUBLIC_URL": "http://127.0.0.1",
            "PYTHONPATH": str(ROOT),
        }
        print(f"Writing {PAGES} pages …", flush=True)
        filled = subprocess.run(
            [sys.executable, "-m", "bench.api", "fill"], env=environment, cwd=ROOT, check=True, stdout=subprocess.PIPE
        )
        ids = json.loads(filled.stdout.splitlines()[-1])
        cases = write_cases(var, ids)
        with servers(environment) as urls:
            measured = measure(urls, cases)
    report: dict[str, Any] = {
        "machine": machine("gunicorn", "django-ninja"),
        "pages": PAGES,
        "clients": CLIENTS,
        "workers": WORKERS,
        "rounds": ROUNDS,
        "seconds": SECONDS,
    }
    report["figures"] = {case: {name: asdict(each) for name, each in found.items()} for case, found in measured.items()}
    REPORT.parent.mkdir(parents=True, exist_ok=True)
    REPORT.write_text(json.dumps(report, ensure_ascii=False, indent=2) + "\n")
    print("\n" + "\n".join(table(measured, report["machine"])))
    print(f"\nThe same as JSON: {REPORT.relative_to(ROOT)}")
    missed = [case for case, target in TARGETS.items() if ratio(measured[case], OURS) < target]
    for case in missed:
        print(f"MISSED: {case} is {ratio(measured[case], OURS):.1f} times Wagtail's, below {TARGETS[case]:g}.", file=sys.stderr)
    return 1 if missed else 0


def fill() -> None:
    """Migrates, sets the site up, and writes the pages as an editor's save would; prints their ids as JSON."""
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    with redirect_stdout(StringIO()):
        call_command("setup", stdout=StringIO())
    from home.models import SectionPage

    section = SectionPage.objects.filter(locale__language_code="ja").first()
    assert section is not None, "manage.py setup made no section"  # noqa: S101 (without one there is nothing to measure)
    print(json.dumps([page.pk for page in write_pages(section)]))


def write_pages(section: Any) -> list[Any]:
    from django.db import transaction
    from django.utils import timezone

    from home.models import TopicPage

    images, document = write_files()
    made: list[Any] = []
    now = timezone.now()
    for start in range(0, PAGES, 100):
        with transaction.atomic():
            for number in range(start, start + 100):
                word = WORDS[number % len(WORDS)]
                page = TopicPage(
                    title=f"{word}のこと {number}",
                    slug=f"topic-{number}",
                    locale=section.locale,
                    summary=f"{word}について、はじめに知っておきたいことをまとめました。",
                    cover=images[number % len(images)],
                    age_min=number % 12,
                    age_max=number % 12 + 24,
                    first_published_at=now,
                    last_published_at=now,
                    body=body(number, word, images, document, made[-1] if made else section),
                )
                page.tags.add(word, WORDS[(number + 3) % len(WORDS)])
                section.add_child(instance=page)
                made.append(page)
    return made


def body(number: int, word: str, images: list[Any], document: Any, linked: Any) -> list[tuple[str, Any]]:
    """About what an article holds: prose with links, a picture, steps, a question, a table, pages to read next."""
    link = f'<a linktype="page" id="{linked.pk}">こちら</a>'
    prose = f"<p>{word}の前に、{link}を読んでください。{'電話で空きをたずねます。' * 12}</p>"
    steps = [{"heading": "電話する", "text": "<p>3日前までに。</p>"}, {"heading": "行く", "text": "<p>当日。</p>"}]
    table = {"data": [["年齢", "料金"], ["0歳", "700円"]], "table_caption": "料金", "first_row_is_table_header": True}
    return [
        ("text", prose),
        ("heading", {"text": "申し込み", "level": "2"}),
        ("picture", {"image": images[(number + 1) % len(images)], "alt": "広場の芝生", "caption": ""}),
        ("steps", {"steps": steps}),
        ("question", {"question": "いくらですか？", "answer": "<p>下の表のとおりです。</p>"}),
        ("table", table),
        ("documents", {"heading": "資料", "documents": [document]}),
        ("page_links", {"heading": "あわせて", "pages": [linked]}),
    ]


def write_files() -> tuple[list[Any], Any]:
    from django.core.files.base import ContentFile
    from PIL import Image as Pillow

    from cms.core.models import Document, Image

    images = []
    for number in range(20):
        out = BytesIO()
        Pillow.new("RGB", (1600, 1000), (number * 12, 120, 90)).save(out, "JPEG")
        image = Image(title=f"見本{number}", people=Image.People.NONE, description="色の面")
        image.file.save(f"sample-{number}.jpg", ContentFile(out.getvalue()), save=True)
        images.append(image)
    document = Document(title="申込書（見本）")
    document.file.save("form.txt", ContentFile("申込書（見本）\n".encode()), save=True)
    return images, document


def write_cases(var: Path, ids: list[int]) -> dict[str, dict[str, Path]]:
    """Case → server → a file of the addresses to ask for."""
    first = "/api/v2/pages/?type=home.TopicPage&limit=20"
    lists = [f"/api/v2/pages/?type=home.TopicPage&limit=20&offset={offset}" for offset in range(0, PAGES - 20, 20)]
    searches = [quote(word) for word in WORDS]
    ours_and_stock: dict[str, tuple[list[str], list[str]]] = {
        "list": ([first], [first]),
        "list, any": (lists, lists),
        "list, all fields": ([f"{first}&fields=*"],) * 2,
        "item": ([f"/api/v2/pages/{ids[len(ids) // 2]}/"],) * 2,
        "item, any": ([f"/api/v2/pages/{pk}/" for pk in ids],) * 2,
        "search": (
            [f"/api/v2/search?q={word}&per_page=20" for word in searches],
            [f"/api/v2/pages/?search={word}&limit=20" for word in searches],
        ),
    }
    files: dict[str, dict[str, Path]] = {}
    for case, (ours, stock) in ours_and_stock.items():
        own, theirs = (var / f"{case} {name}.txt" for name in ("ours", "stock"))
        own.write_text("\n".join(ours) + "\n")
        theirs.write_text("\n".join(stock) + "\n")
        files[case] = {OURS: own, UNCACHED: own, STOCK: theirs}
    return files


@contextmanager
def servers(environment: dict[str, str]) -> Iterator[dict[str, str]]:
    """Starts the three; gives their addresses once they answer."""
    settings = {
        OURS: {},
        UNCACHED: {"API_CACHE_BYTES": "0"},
        STOCK: {"DJANGO_SETTINGS_MODULE": "bench.stock_settings"},
    }
    running = []
    try:
        urls = {}
        for name, changed in settings.items():
            port = free_port()
            command = [sys.executable, "-m", "gunicorn", "-w", str(WORKERS), "-b", f"127.0.0.1:{port}", "cms.wsgi:application"]
            command += ["--log-level", "warning"]
            running.append(subprocess.Popen(command, env=environment | changed, cwd=ROOT, stdout=subprocess.DEVNULL))
            urls[name] = f"http://127.0.0.1:{port}"
        for url in urls.values():
            wait_for(url)
        yield urls
    finally:
        for process in running:
            process.terminate()
        for process in running:
            process.wait()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(url: str) -> None:
    for _attempt in range(120):
        try:
            with urllib.request.urlopen(f"{url}/api/v2/pages/?limit=1", timeout=5) as response:  # noqa: S310 (our own address)
                if response.status == 200:
                    return
        except OSError:
            time.sleep(0.5)
    raise SystemExit(f"The server at {url} did not come up.")


def measure(urls: dict[str, str], cases: dict[str, dict[str, Path]]) -> dict[str, dict[str, Figures]]:
    print("Warming up", flush=True)
    for paths in cases.values():
        for name, url in urls.items():
            warm_up(url, paths[name])
    runs: dict[str, dict[str, list[Figures]]] = {case: {name: [] for name in urls} for case in cases}
    for number in range(1, ROUNDS + 1):
        print(f"Round {number} of {ROUNDS}", flush=True)
        for case, paths in cases.items():
            for name, url in urls.items():
                runs[case][name].append(wrk(url, paths[name]))
    return {case: {name: median(found) for name, found in by_server.items()} for case, by_server in runs.items()}


def warm_up(url: str, paths: Path) -> None:
    """A few requests one after another, so that every worker has loaded what it needs."""
    for address in paths.read_text().splitlines()[: WORKERS * 5]:
        with urllib.request.urlopen(url + address, timeout=60) as response:  # noqa: S310 (our own address)
            response.read()


def wrk(url: str, paths: Path) -> Figures:
    command = [
        "wrk",
        "-t1",
        f"-c{CLIENTS}",
        f"-d{SECONDS}s",
        "--timeout",
        "30s",
        "-s",
        str(ROOT / "bench" / "api.lua"),
        url,
        "--",
        str(paths),
    ]
    output = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    found = json.loads(output.partition("RESULT ")[2])
    if found["failed"] or not found["requests"]:
        raise SystemExit(f"{url}: {found['failed']} of {found['requests']} requests failed.\n{output}")
    return Figures(found["requests"] / found["seconds"], found["p50"], found["p95"])


def median(runs: list[Figures]) -> Figures:
    return Figures(*(statistics.median(getattr(run, name) for run in runs) for name in ("rps", "p50", "p95")))


def ratio(figures: dict[str, Figures], name: str) -> float:
    return figures[name].rps / figures[STOCK].rps


def table(measured: dict[str, dict[str, Figures]], found: dict[str, Any]) -> list[str]:
    """The figures as a Markdown table, with what one has to know to judge them."""
    lines = [
        f"{found['cpus']} cores ({found['cpu']}), {found['memory_gib']} GiB, load {found['load']}; "
        f"Python {found['python']}, Django {found['django']}, "
        f"Wagtail {found['wagtail']}, SQLite {found['sqlite']}; {PAGES} pages, gunicorn with {WORKERS} workers, "
        f"wrk with {CLIENTS} clients on the same machine, median of {ROUNDS} rounds of {SECONDS} s.",
        "",
        "| Case | Server | Requests/s | p50 ms | p95 ms | Ratio |",
        "|---|---|---:|---:|---:|---:|",
    ]
    for case, by_server in measured.items():
        for name, each in by_server.items():
            times = f"{ratio(by_server, name):.1f}×"
            lines.append(f"| {case} | {name} | {each.rps:.0f} | {each.p50:.1f} | {each.p95:.1f} | {times} |")
    return [
        *lines,
        "",
        "*ours* keeps finished answers until any content changes: after the first request for an address, an answer costs one "
        "query for the content version. *cache off* is the same code with `API_CACHE_BYTES=0`: every answer is made anew, as the "
        "first for its address after each change is.",
        f"*list* is the first 20 pages, *item* one page, at one address each; *list, any* is {(PAGES - 20) // 20} offsets and "
        f"*item, any* all {PAGES} pages at random, so that many requests are the first for their address; *search* is "
        f"{len(WORDS)} words at random.",
        "Wagtail's API gives ids where ours gives pictures with their sizes, addresses and translations. Its search runs on our "
        "search backend too, and gives pages alone; ours gives excerpts, facets and places besides.",
    ]


if __name__ == "__main__":
    if sys.argv[1:] == ["fill"]:
        fill()
    else:
        sys.exit(main())
