"""What Elasticsearch is told of a row, and how its indexes are made."""

import datetime
from collections.abc import Sequence
from typing import Any

from cms.core.ages import AgeRange
from search.models import Entry, IndexedObject
from search.sources import Source

Document = dict[str, Any]

# Ready tokens with blanks between them: the built-in analyzer only takes them apart again. Nothing asks where they stand.
TOKENS = {"type": "text", "analyzer": "whitespace", "norms": True, "index_options": "freqs"}
READ_ONLY = {"index": False, "doc_values": True}
COMMON: Document = {
    # False marks a row that is gone: its document stays, so that an older state that comes late finds a newer version there.
    "present": {"type": "boolean"},
    "id": {"type": "long"},
    "digest": {"type": "keyword", **READ_ONLY},
    "tokens": TOKENS,
}
FIELDS: dict[Source, Document] = {
    Source.ENTRIES: {
        **COMMON,
        "kind": {"type": "keyword"},
        "locale": {"type": "keyword"},
        "tags": {"type": "keyword"},
        "age_from": {"type": "short"},
        "age_to": {"type": "short"},
        # Days and microseconds as whole numbers: as exact as the database's, and every date that Python knows fits.
        "starts_on": {"type": "integer"},
        "ends_on": {"type": "integer"},
        "schedule": {"type": "long"},
        "updated_at": {"type": "long"},
        "expires_at": {"type": "long"},
        "position": {"type": "geo_point", "ignore_malformed": True},
        "latitude": {"type": "double", **READ_ONLY},
        "longitude": {"type": "double", **READ_ONLY},
    },
    Source.OBJECTS: {
        **COMMON,
        "autocomplete": TOKENS,
        "content_type": {"type": "integer"},
    },
}
SETTINGS: Document = {"number_of_shards": 1, "auto_expand_replicas": "0-1"}


def mappings(source: Source) -> Document:
    return {"dynamic": "strict", "properties": FIELDS[source]}


def documents(source: Source, ids: Sequence[int]) -> dict[int, Document]:
    """Row id → its document, as the database has it now; of a row that is gone, a mark of that."""
    found = entries(ids) if source == Source.ENTRIES else objects(ids)
    return {pk: found.get(pk, {"id": pk, "present": False}) for pk in ids}


def entries(ids: Sequence[int]) -> dict[int, Document]:
    rows = Entry.objects.filter(pk__in=ids).select_related("text", "tag_set").prefetch_related("tag_set__members")
    # The text itself stays in the database, which gives the excerpts.
    return {entry.pk: entry_document(entry) for entry in rows.defer("text__body", "title", "summary", "reading", "url")}


def entry_document(entry: Entry) -> Document:
    ages = AgeRange(entry.age_min, entry.age_max)
    document: Document = {
        "present": True,
        "id": entry.pk,
        "digest": entry.digest,
        "tokens": entry.text.tokens,
        "kind": entry.kind,
        "locale": entry.locale,
        "tags": entry.tags,
        "age_from": ages.lower,
        "age_to": ages.upper,
        "starts_on": entry.starts_on and entry.starts_on.toordinal(),
        "ends_on": entry.ends_on and entry.ends_on.toordinal(),
        "schedule": entry.schedule_id,
        "updated_at": entry.updated_at and microseconds(entry.updated_at),
        "expires_at": entry.expires_at and microseconds(entry.expires_at),
    }
    if entry.latitude is not None and entry.longitude is not None:
        document |= {
            "position": {"lat": entry.latitude, "lon": entry.longitude},
            "latitude": entry.latitude,
            "longitude": entry.longitude,
        }
    return document


def objects(ids: Sequence[int]) -> dict[int, Document]:
    rows = IndexedObject.objects.filter(pk__in=ids)
    return {
        row.pk: {
            "present": True,
            "id": row.pk,
            "digest": row.digest,
            "tokens": row.tokens,
            "autocomplete": row.autocomplete,
            "content_type": row.content_type_id,
        }
        for row in rows
    }


EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)


def microseconds(moment: datetime.datetime) -> int:
    """Since 1970, exactly."""
    return (moment - EPOCH) // datetime.timedelta(microseconds=1)
