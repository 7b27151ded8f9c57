"""Edits pages without end, as editors would, and says each change once it is committed.

A line a change, as JSON: number of the page, version that is public now (0 is none). When its input is closed it ends, as a
server that is told to: what waits for Elasticsearch is delivered first.
"""

import json
import random
import sys
import threading
import time
from typing import Any

PAGES = 24
SEED = 4
WITHDRAWN = 0.3
"""The part of the changes that take a page away."""


def word(page: int, version: int) -> str:
    """What stands in this version of this page and nowhere else."""
    return f"m{page}v{version}q"


def main() -> None:
    import django

    django.setup()
    from wagtail.models import Locale, Page

    from directory.models import DirectoryPage
    from search import outbox

    told = threading.Event()
    threading.Thread(target=wait_for_the_end, args=(told,), daemon=True).start()
    chance = random.Random(SEED)  # noqa: S311 (the same edits every time, no secret)
    locale = Locale.objects.get(language_code="ja")
    parent = Page.objects.filter(depth=2, locale=locale).get()
    keys: list[Any] = []
    for number in range(PAGES):
        page = DirectoryPage(title=f"広場 {number}", slug=f"fault-{number}", locale=locale, body=body(number, 1))
        parent.add_child(instance=page)
        keys.append(page.pk)
        say(number, 1)
    version = 1
    while not told.is_set():
        number = chance.randrange(PAGES)
        page = DirectoryPage.objects.get(pk=keys[number])
        if page.live and chance.random() < WITHDRAWN:
            page.unpublish()
            say(number, 0)
            continue
        version += 1
        page.body = body(number, version)
        page.save_revision().publish()
        say(number, version)
    until = time.monotonic() + 20
    while not outbox.is_finished() and time.monotonic() < until:
        time.sleep(0.05)


def body(number: int, version: int) -> list[tuple[str, str]]:
    return [("text", f"<p>子育ての広場です。{word(number, version)}</p>")]


def wait_for_the_end(told: threading.Event) -> None:
    sys.stdin.read()
    told.set()


def say(number: int, version: int) -> None:
    sys.stdout.write(json.dumps([number, version]) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
