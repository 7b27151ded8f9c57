"""The judged queries that are kept in the database, for editors to see what a change does to them."""

from collections.abc import Iterable

from django.db import transaction

from search.evaluation import Judged
from search.models import JudgedQuery


def stored(limit: int | None = None) -> list[Judged]:
    """Those kept, in the order in which they came."""
    rows = JudgedQuery.objects.order_by("pk")[:limit]
    return [Judged(row.query, row.locale, tuple(row.wanted_lines)) for row in rows]


@transaction.atomic
def keep(judged: Iterable[Judged]) -> tuple[int, int]:
    """Keeps queries; one that is there already takes the new judgement. How many were added, and how many changed."""
    added = changed = 0
    standing = {(row.locale, row.query): row for row in JudgedQuery.objects.all()}
    for each in judged:
        wanted = "\n".join(each.wanted)
        row = standing.get((each.locale, each.query))
        if row is None:
            row = JudgedQuery(query=each.query, locale=each.locale)
            added += 1
        elif row.wanted == wanted:
            continue
        else:
            changed += 1
        row.wanted = wanted
        row.save()
        standing[each.locale, each.query] = row
    return added, changed
