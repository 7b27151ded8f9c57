"""Which places a dataset holds, and what its sources said of them."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from directory.models import DataSource, ImportedRecord, Place
from directory.models.place import PlaceQuerySet
from directory.opendata.datasets import Dataset
from directory.opendata.fields import PLACES
from directory.opendata.steps import key_of


@dataclass(frozen=True)
class Listed:
    """A place of a dataset: its number there, and what the source of the dataset said of it last, if one did."""

    place: Place
    number: str
    record: ImportedRecord | None

    @property
    def name(self) -> str:
        return self.place.name

    @property
    def texts(self) -> dict[str, str]:
        """The cells in which its source had it."""
        return self.record.texts if self.record else {}


def held_by(dataset: Dataset, source: DataSource | None = None) -> PlaceQuerySet:
    """The public places of a dataset, as the source language has them.

    Those of its kinds, those that offer what it is a list of, and those that a file of it brought; of one source, those alone.
    """
    records = _records(dataset, source).filter(place=OuterRef("pk"))
    found: PlaceQuerySet = Place.objects.public().filter(locale__language_code=settings.LANGUAGE_CODE)
    if source is not None:
        return found.filter(Exists(records))
    is_listed = Q(Exists(records)) | Q(kind__in=dataset.kinds)
    for service in dataset.services:
        is_listed |= Q(services__has=service)
    return found.filter(is_listed)


def _records(dataset: Dataset, source: DataSource | None) -> "QuerySet[ImportedRecord]":
    told = ImportedRecord.objects.filter(source__dataset=dataset.code, is_gone=False)
    return told.filter(source=source) if source is not None else told


def listed(dataset: Dataset, source: DataSource | None = None) -> list[Listed]:
    """The places of a dataset, in the order of their syllabary, those of one source in the order of its file.

    Each has the number that its source gave it. Where that does not tell it from the others, or nobody gave it one and its name
    does not either, it has one of ours.
    """
    places = (
        held_by(dataset, source)
        .select_related("organisation")
        .prefetch_related(
            "phones",
            Prefetch("imported", queryset=_records(dataset, source).select_related("source").order_by("pk"), to_attr="told_of"),
        )
    )
    found = list(places.order_by("kana_order", "name", "pk"))
    if source is not None:
        found.sort(key=lambda place: place.told_of[0].pk)
    records = [next(iter(place.told_of), None) for place in found]
    numbers = _numbers(found, records)
    return [Listed(*each) for each in zip(found, numbers, records, strict=True)]


def _numbers(places: Sequence[Place], records: Sequence[ImportedRecord | None]) -> Iterator[str]:
    given = [record.number if record else "" for record in records]
    keys = [key_of({name: getattr(place, name) for name in PLACES.telling}, PLACES.telling) for place in places]
    numbers, names = Counter(given), Counter(keys)
    for place, record, number, key in zip(places, records, given, keys, strict=True):
        is_told = numbers[number] == 1 if number else record is not None and names[key] == 1
        yield number if is_told else str(place.translation_key)


def sources_of(dataset: Dataset) -> Iterable[DataSource]:
    """Where a dataset's public places come from, of whatever list their sources are: a library may stand in a list of AEDs."""
    records = ImportedRecord.objects.filter(place__in=held_by(dataset), is_gone=False)
    return DataSource.objects.filter(pk__in=records.values("source")).order_by("name")
