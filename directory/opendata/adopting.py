"""A place or a programme that is there already, from another source or entered by hand, of which a file first speaks now.

It is told by our own number, which an export of ours gives to what has none, or by name and address (and kind, where the file is
of places of a kind). It is the same place only where nobody else could be meant. What stands in it stays; the file fills in what
is empty; and where it says otherwise, that is told, save in a file of ours, whose changes are meant. From the next file on, what
its source changes changes the place, as ever.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from django.conf import settings
from django.utils.text import Truncator

from directory.models import ImportedRecord, Place
from directory.opendata.cells import doubt
from directory.opendata.datasets import BY_CODE
from directory.opendata.exact import is_empty
from directory.opendata.fields import PLACES, TOGETHER, Target
from directory.opendata.keeping import keep_unread
from directory.opendata.steps import CHANGED, UNCHANGED, Change, Step, alike, finding, is_field, key_of, standing, told
from directory.opendata.wording import field_in_words, label_of
from search.services import batches

TOLD_BY = ("name", "address")
Known = dict[int, dict[str, Any]]


def by_own_number(steps: Iterable[Step], known: Iterable[ImportedRecord], target: Target) -> None:
    """Finds the rows that bear the number of a place or a programme of ours, as in a file that we wrote.

    Where its source knows it, the number that the source gave it stays: ours was only lent.
    """
    numbered = {key: step for step in steps if (key := _uuid(step.own))}
    of_thing = {getattr(record, f"{target.link}_id"): record for record in known}
    for batch in batches(numbered):
        things = target.model._default_manager.filter(translation_key__in=batch, locale__language_code=settings.LANGUAGE_CODE)
        for pk, key in things.values_list("pk", "translation_key"):
            step = numbered[key]
            step.known = of_thing.get(pk)
            if step.known:
                step.number = step.known.number
            else:
                step.adopted, step.is_ours = pk, True


def adopt(steps: Sequence[Step], known: Iterable[ImportedRecord], target: Target, dataset: str) -> None:
    """Finds the places of the rows that their source never spoke of, and says what these rows would change in them.

    Programmes are found by our own number alone: they have no address, and many a municipality has one of a name.
    """
    new = [step for step in steps if step.known is None]
    if not new:
        return
    is_of_a_kind = target is not PLACES or not BY_CODE[dataset].services
    rest = [step for step in new if step.adopted is None]
    if target is PLACES and any(step.values.get("address") for step in rest):
        taken = {record.place_id for record in known} | {step.adopted for step in new}
        places = Place.objects.filter(locale__language_code=settings.LANGUAGE_CODE).exclude(address="")
        free = {row["pk"]: row for row in places.values("pk", *PLACES.telling) if row["pk"] not in taken}
        _by_what_tells_them(rest, free, PLACES.telling if is_of_a_kind else TOLD_BY)
    adopted = [step for step in new if step.adopted]
    for batch in batches(adopted):
        things = target.things([step.adopted for step in batch if step.adopted])
        for step in batch:
            _compare(step, things[step.adopted or 0], is_of_a_kind, target)


def _uuid(number: str) -> UUID | None:
    try:
        return UUID(number) if len(number) == 36 else None
    except ValueError:
        return None


def _by_what_tells_them(steps: Iterable[Step], places: Known, telling: Sequence[str]) -> None:
    """Marks the rows that are told so from all others, and of which one place alone is told so. A name alone is not enough."""
    steps_by: dict[str, list[Step]] = defaultdict(list)
    places_by: dict[str, list[int]] = defaultdict(list)
    for step in steps:
        if step.values.get("address"):
            steps_by[key_of(step.values, telling)].append(step)
    for pk, row in places.items():
        places_by[key_of(row, telling)].append(pk)
    for key, alike_steps in steps_by.items():
        if len(alike_steps) == len(places_by.get(key, ())) == 1:
            alike_steps[0].adopted = places_by[key][0]


def _compare(step: Step, place: Any, is_of_a_kind: bool, target: Target) -> None:
    """What the row fills in, and of what it says otherwise than the place does."""
    if step.is_ours:
        keep_unread(step, target, lambda name: standing(place, name) if is_field(place, name) else None)
        differing = {
            name: value for name, value in step.values.items() if is_field(place, name) and not alike(place, name, value)
        }
        step.changes = [Change(name, standing(place, name), value) for name, value in differing.items()]
    else:
        _fill_in(step, place, is_of_a_kind)
    step.state = CHANGED if step.changes else UNCHANGED


def _fill_in(step: Step, place: Place, is_of_a_kind: bool) -> None:
    step.doubts += told(step.row, [finding("", doubt("place_known", step.name))])
    for name, value in step.values.items():
        if not is_field(place, name) or is_empty(value) or alike(place, name, value) or (name == "kind" and not is_of_a_kind):
            continue
        group = next((group for group in TOGETHER if name in group), (name,))
        stands = standing(place, name)
        if name == "services":
            if set(value) - set(stands):
                step.changes.append(Change(name, stands, sorted({*stands, *value})))
        elif all(is_empty(standing(place, each)) for each in group):
            step.changes.append(Change(name, stands, value))
        else:
            step.doubts += told(step.row, [finding(label_of(name, PLACES), doubt("value_kept", *_said(name, value, stands)))])


def _said(name: str, *values: Any) -> list[str]:
    return [Truncator(field_in_words(name, value, PLACES)).chars(200) for value in values]
