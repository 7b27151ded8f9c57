"""`make bench-directory`: the directory at 20,000 places, on SQLite and PostgreSQL.

Three questions:
- importing municipal rows, search entries included: rows a second, new and a second time unchanged;
- `/api/v2/places?near=` around points all over the town;
- `/api/v2/places.geojson?bbox=`, as a map asks for what it shows.

Every address is asked once, so that no finished answer is given again. PLACES, REQUESTS and DATABASES make it smaller.
"""

import json
import os
import random
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path
from typing import Any

from bench.comparing import compared, tell
from bench.machine import machine

DATABASES = os.environ.get("DATABASES", "sqlite,postgresql").split(",")
PLACES = int(os.environ.get("PLACES", "20000"))
REQUESTS = int(os.environ.get("REQUESTS", "200"))
IMPORTED = int(os.environ.get("IMPORTED", "2000"))
SEED = 20_261_124
SLOWEST = {"sqlite": {"near": 120.0, "geojson": 400.0}, "postgresql": {"near": 60.0, "geojson": 200.0}}
"""Milliseconds that 95 % of the requests stay below."""
LEAST_ROWS = 300.0
"""Rows a second that an import reads in on SQLite."""
CENTRE = (35.70, 139.50)
REACH = 0.06
"""Degrees around the centre: a town and its neighbours."""
VIEW = 0.02
"""Degrees that a map shows from side to side."""


def main() -> int:
    figures = compared("bench.directory", DATABASES)
    found = machine()
    report = {"machine": found, "places": PLACES, "requests": REQUESTS, "databases": figures}
    return tell("directory", report, table(figures, found), misses(figures))


def run(database: str) -> dict[str, Any]:
    """All figures of one database, which is empty at first."""
    import django

    django.setup()
    from django.core.management import call_command

    with redirect_stdout(StringIO()):
        call_command("migrate", verbosity=0)
        call_command("setup", stdout=StringIO())
    chance = random.Random(SEED)  # noqa: S311 (the same places every time, no secret)
    figures = importing()
    fill(chance)
    tidy()
    points = [point(chance) for _ in range(REQUESTS)]
    near = sorted(ask(f"/api/v2/places?near={lat:.5f},{lon:.5f}&radius=1000&limit=20" for lat, lon in points))
    views = (f"{lon - VIEW / 2:.5f},{lat - VIEW / 2:.5f},{lon + VIEW / 2:.5f},{lat + VIEW / 2:.5f}" for lat, lon in points)
    shown: list[int] = []
    geojson = sorted(ask((f"/api/v2/places.geojson?bbox={view}" for view in views), shown))
    return figures | {"near": quantiles(near), "geojson": quantiles(geojson), "points_in_a_view": round(sum(shown) / len(shown))}


def importing() -> dict[str, float]:
    """Rows a second of a file of nurseries: new, then the same file again."""
    from django.core.management import call_command

    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "nurseries.csv"
        file.write_text("\n".join(nurseries()) + "\n", encoding="utf-8")
        found: dict[str, float] = {}
        for name in ("new", "unchanged"):
            began = time.perf_counter()
            call_command("opendata", "import", str(file), "--as", "nurseries", "--source", "bench", stdout=StringIO())
            found[f"rows_per_s_{name}"] = round(IMPORTED / (time.perf_counter() - began))
    return found


def nurseries() -> Iterator[str]:
    yield (
        "都道府県コード又は市区町村コード,NO,都道府県名,市区町村名,名称,名称_カナ,種別,住所,緯度,経度,電話番号,収容定員,受入年齢,"
        "利用可能曜日,開始時間,終了時間,一時預かりの有無,備考"
    )
    for number in range(IMPORTED):
        latitude, longitude = 35.66 + number % 97 / 1000, 139.46 + number % 89 / 1000
        yield ",".join(
            (
                f"132101,{number},東京都,小金井市,ひまわり{number}保育園,ヒマワリ{number}ホイクエン,認可私立保育所",
                f"東京都小金井市見本町{number % 9 + 1}-{number},{latitude:.6f},{longitude:.6f},042-000-{number % 10000:04}",
                f"{60 + number % 60},0歳から,月火水木金土,07:{number % 6}0,18:{number % 6}0,有,",
            )
        )


def fill(chance: random.Random) -> None:
    """Places of all kinds, on the map, each with a number to call."""
    from wagtail.models import Locale

    from directory.models import Place, PlacePhone

    locale = Locale.get_default()
    kinds = Place.Kind.values
    for start in range(0, PLACES, 2000):
        places = []
        for number in range(start, min(start + 2000, PLACES)):
            lat, lon = point(chance)
            opens = f"Mo-Fr {8 + number % 3:02}:{number % 6}0-{16 + number % 4}:00; PH off"
            places.append(
                Place(
                    locale=locale,
                    name=f"場所{number}",
                    kana=f"ばしょ{number}",
                    kind=kinds[number % len(kinds)],
                    latitude=lat,
                    longitude=lon,
                    address=f"東京都小金井市見本町{number}",
                    opening_hours=opens,
                    services="|toilet|" if number % 3 else "",
                    age_min=number % 72,
                )
            )
        made = Place.objects.bulk_create(places)
        PlacePhone.objects.bulk_create(
            PlacePhone(place=place, number=f"042-000-{place.pk % 10000:04}", locale=locale) for place in made
        )


def point(chance: random.Random) -> tuple[float, float]:
    return CENTRE[0] + chance.uniform(-REACH, REACH), CENTRE[1] + chance.uniform(-REACH, REACH)


def tidy() -> None:
    """What PostgreSQL does by itself within a minute of so many changes."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("VACUUM (ANALYZE)" if connection.vendor == "postgresql" else "ANALYZE")


def ask(addresses: Iterator[str], shown: list[int] | None = None) -> Iterator[float]:
    """Seconds for each address, through all of Django; `shown` is given the number of points of each."""
    from django.test import Client

    client = Client(headers={"host": "localhost"})
    first, *others = list(addresses)
    client.get(first)
    for address in others:
        began = time.perf_counter()
        response = client.get(address)
        yield time.perf_counter() - began
        if response.status_code != 200:
            raise SystemExit(f"{address}: {response.status_code} {response.content[:200]!r}")
        if shown is not None:
            shown.append(len(response.json()["features"]))


def quantiles(times: Sequence[float]) -> dict[str, float]:
    return {
        "p50_ms": round(times[len(times) // 2] * 1000, 1),
        "p95_ms": round(times[int(len(times) * 0.95)] * 1000, 1),
    }


def misses(figures: dict[str, dict[str, Any]]) -> Iterator[str]:
    """What stays below what we mean to reach."""
    for database, found in figures.items():
        for name, most in SLOWEST[database].items():
            if found[name]["p95_ms"] > most:
                yield f"{database}: p95 of {name} is {found[name]['p95_ms']} ms, above {most:g}"
        if database == "sqlite" and found["rows_per_s_new"] < LEAST_ROWS:
            yield f"{database}: {found['rows_per_s_new']} rows imported a second, below {LEAST_ROWS:g}"


def table(figures: dict[str, dict[str, Any]], found: dict[str, Any]) -> list[str]:
    """The figures as a Markdown table."""
    return [
        f"{found['cpus']} cores ({found['cpu']}), {found['memory_gib']} GiB, load {found['load']}; Python {found['python']}, "
        f"SQLite {found['sqlite']}; {PLACES:,} places, {REQUESTS} requests, one after the other in one process.",
        "",
        "| Database | import, rows/s (again) | near, p50 / p95 ms | GeoJSON of a view, p50 / p95 ms (points) |",
        "|---|---:|---:|---:|",
        *(
            f"| {database} | {f['rows_per_s_new']} ({f['rows_per_s_unchanged']}) | {f['near']['p50_ms']} / {f['near']['p95_ms']} "
            f"| {f['geojson']['p50_ms']} / {f['geojson']['p95_ms']} ({f['points_in_a_view']}) |"
            for database, f in figures.items()
        ),
    ]


if __name__ == "__main__":
    if len(sys.argv) > 1:
        print(json.dumps(run(sys.argv[1])))
    else:
        sys.exit(main())
