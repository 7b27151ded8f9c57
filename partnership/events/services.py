"""Keeping the rows of a calendar as the events say."""

from partnership.events.rules import Planned
from partnership.models.occurrences import Occurrence

WRITTEN = (
    "kind", "age_min", "age_max", "last_day", "from_time", "to_time", "starts_at", "ends_at", "status", "note",
)  # fmt: skip


def write_occurrences(page_id: int, times: list[Planned], *, kind: str, ages: tuple[int | None, int | None]) -> None:
    """Makes an event's rows those of `times`; a row whose day stays keeps its id. For the transaction that saves the page."""
    rows = [
        Occurrence(
            page_id=page_id,
            key=time.key,
            kind=kind,
            age_min=ages[0],
            age_max=ages[1],
            first_day=time.first_day,
            last_day=time.last_day,
            from_time=time.from_time,
            to_time=time.to_time,
            starts_at=time.starts_at,
            ends_at=time.ends_at,
            status=time.status.value,
            note=time.note,
        )
        for time in times
    ]
    kept = {(str(row.key), row.first_day) for row in rows}
    there = Occurrence.objects.filter(page_id=page_id).values_list("pk", "key", "first_day")
    gone = [pk for pk, key, day in there if (str(key), day) not in kept]
    Occurrence.objects.filter(pk__in=gone).delete()
    Occurrence.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["page", "key", "first_day"], update_fields=WRITTEN, batch_size=200
    )
