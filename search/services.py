"""What can be done to the index. Every function changes it inside the caller's transaction."""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from itertools import islice
from typing import Any, TypeVar

from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction
from django.db.models import Model, OneToOneField, Value
from django.db.models.functions import Concat, Substr
from wagtail.models import Page

from search import ages, analysis, outbox, registry, schedules, suggestion_rows
from search.models import Entry, EntryText, TagSet
from search.registry import Adapter, Content
from search.sources import Source

BATCH = 200
# A word in the title says more than one in the text. Engines get one stream of tokens, in which such words are repeated,
# so that all of them weigh alike.
TITLE_TIMES = 4
READING_TIMES = 2
TAG_TIMES = 2
SUMMARY_TIMES = 1

T = TypeVar("T")


def batches(items: Iterable[T], size: int = BATCH) -> Iterator[list[T]]:
    iterator = iter(items)
    while batch := list(islice(iterator, size)):
        yield batch


def content_type_of(adapter: Adapter) -> ContentType:
    return ContentType.objects.get_for_model(adapter.model_class, for_concrete_model=False)


_noted: ContextVar[dict[Adapter, dict[Any, None]] | None] = ContextVar("search.noted", default=None)


@contextmanager
def at_once() -> Iterator[None]:
    """Around changes of many things, in one transaction: each is followed once, as it is at the end."""
    if _noted.get() is not None:
        yield
        return
    noted: dict[Adapter, dict[Any, None]] = {}
    before = _noted.set(noted)
    try:
        yield
    finally:
        _noted.reset(before)
    for adapter, pks in noted.items():
        follow(adapter, pks)


def follow(adapter: Adapter, pks: Iterable[Any]) -> None:
    """Make the entries of these objects what the objects are now: written where public, gone where not.

    The objects are read afresh: an instance in somebody's hands may hold a draft. Within `at_once` they are only noted.
    """
    noted = _noted.get()
    if noted is not None:
        noted.setdefault(adapter, {}).update(dict.fromkeys(pks))
        return
    content_type = content_type_of(adapter)
    for batch in batches(dict.fromkeys(pks)):
        with transaction.atomic():
            hold(adapter.model_class, batch)
            contents: dict[str, Content] = {}
            for obj in adapter.public().filter(pk__in=batch):
                content = adapter.content(obj)
                if content is not None:
                    contents[str(obj.pk)] = content
            remove(content_type, [str(pk) for pk in batch if str(pk) not in contents])
            write(content_type, contents)


def hold(model: type[Model], pks: Sequence[Any]) -> None:
    """Nobody else changes or follows these objects until the transaction ends.

    Of two who read an object and write its entry, the slower would otherwise leave what it had read before the other's change.
    """
    if not connection.features.has_select_for_update:
        return  # SQLite lets one transaction write at a time (`transaction_mode`).
    while isinstance(key := model._meta.pk, OneToOneField) and key.remote_field.parent_link:
        model = key.remote_field.model
    rows = model._base_manager.filter(pk__in=pks).order_by("pk").select_for_update(no_key=True)
    list(rows.values_list("pk", flat=True))


def follow_object(obj: Model) -> None:
    """`follow` for one object of any model; nothing where its model is not searched."""
    adapter = registry.adapter_of(type(obj))
    if adapter is not None:
        follow(adapter, [obj.pk])


def follow_pages(pages: Iterable[Page]) -> None:
    """`follow` for pages of any types, known by their content type."""
    by_model: dict[type[Model], list[int]] = {}
    for page in pages:
        model = page.specific_class
        if model is not None:
            by_model.setdefault(model, []).append(page.pk)
    for model, pks in by_model.items():
        adapter = registry.adapter_of(model)
        if adapter is not None:
            follow(adapter, pks)


def follow_subtree(page: Page, inclusive: bool = True) -> None:
    """`follow` for a page and all below it, after a change that they inherit: privacy, address."""
    follow_pages(Page.objects.descendant_of(page, inclusive=inclusive).only("pk", "content_type", "path"))


def remove(content_type: ContentType, object_ids: Sequence[str]) -> None:
    """Take things out of the index."""
    if not object_ids:
        return
    gone = list(Entry.objects.filter(content_type=content_type, object_id__in=object_ids).values_list("pk", flat=True))
    if gone:
        with transaction.atomic():
            Entry.objects.filter(pk__in=gone).delete()
            outbox.note(Source.ENTRIES, gone)


def rename_urls(old: str, new: str) -> None:
    """Everything below the address `old` is now below `new`; both are paths that end with a slash."""
    Entry.objects.filter(url__startswith=old).update(url=Concat(Value(new), Substr("url", len(old) + 1)))


def write(content_type: ContentType, contents: dict[str, Content]) -> None:
    """Write entries, by object id. What has not changed is left alone."""
    if not contents:
        return
    standing = {e.object_id: e for e in Entry.objects.filter(content_type=content_type, object_id__in=list(contents))}
    numbers = schedules.keep(content_type, (content.schedule for content in contents.values()))
    new: list[tuple[Entry, Content]] = []
    changed: list[tuple[Entry, Content]] = []
    for object_id, content in contents.items():
        entry = standing.get(object_id)
        digest = digest_of(content)
        if entry is not None and entry.digest == digest and entry.url == content.url:
            continue
        fields = entry_fields(content, digest, numbers.get(content.schedule))
        if entry is None:
            new.append((Entry(content_type=content_type, object_id=object_id, **fields), content))
        else:
            for name, value in fields.items():
                setattr(entry, name, value)
            changed.append((entry, content))
    if not new and not changed:
        return
    with transaction.atomic():
        tag_sets = TagSet.objects.stored(content.tags for _, content in new + changed)
        for entry, content in new + changed:
            entry.tag_set_id = tag_sets.get(frozenset(content.tags))
        Entry.objects.bulk_create([entry for entry, _ in new], batch_size=BATCH)
        if changed:
            columns = [*entry_fields(changed[0][1], ""), "tag_set"]
            Entry.objects.bulk_update([e for e, _ in changed], columns, batch_size=BATCH)
        written = new + changed
        EntryText.objects.bulk_create(
            [EntryText(entry_id=entry.pk, body=content.body, tokens=" ".join(tokens_of(content))) for entry, content in written],
            batch_size=BATCH,
            update_conflicts=True,
            unique_fields=["entry"],
            update_fields=["body", "tokens"],
        )
        suggestion_rows.write(written, [entry for entry, _ in changed])
        outbox.note(Source.ENTRIES, [entry.pk for entry, _ in written])


def entry_fields(content: Content, digest: str, schedule: int | None = None) -> dict[str, Any]:
    latitude, longitude = content.position or (None, None)
    return {
        "locale": content.locale,
        "kind": content.kind,
        "title": content.title,
        "reading": analysis.reading(content.reading or content.title),
        "summary": content.summary,
        "url": content.url,
        "place": content.place,
        "latitude": latitude,
        "longitude": longitude,
        "age_min": content.ages.minimum,
        "age_max": content.ages.maximum,
        "stages": ages.mask_of(content.ages),
        "starts_on": content.dates[0],
        "ends_on": content.dates[1] or content.dates[0],
        "schedule_id": schedule,
        "confirmed_on": content.confirmed_on,
        "updated_at": content.updated_at,
        "expires_at": content.expires_at,
        "digest": digest,
    }


def digest_of(content: Content) -> str:
    """Changes with whatever an entry is made from: the content, the analysis, the weights, the rules of suggesting."""
    weights = (TITLE_TIMES, READING_TIMES, TAG_TIMES, SUMMARY_TIMES)
    return hashlib.sha256(repr((content, analysis.version(), weights, suggestion_rows.RULES, ages.RULES)).encode()).hexdigest()


def tokens_of(content: Content) -> list[str]:
    """The stream of tokens that every engine indexes."""
    short = [content.title, " ".join(content.tags), content.summary, content.place]
    return [
        *analysis.tokens(content.title) * TITLE_TIMES,
        *analysis.tokens_of_reading(content.reading) * READING_TIMES,
        *analysis.tokens(" ".join(content.tags)) * TAG_TIMES,
        *analysis.tokens(content.summary) * SUMMARY_TIMES,
        *analysis.tokens(content.place),
        *analysis.tokens(content.keywords),
        *ages.tokens_of(content.ages, content.locale),
        *[token for text in short for token in analysis.pairs(text)],
        *analysis.tokens(content.body),
    ]


def follow_all() -> dict[str, int]:
    """Go over everything that is or was public, and mend what differs. Model label → entries that stand now.

    Readers never see an empty index: entries are changed one batch after the other.
    """
    counts: dict[str, int] = {}
    known = [content_type_of(adapter) for adapter in registry.adapters().values()]
    forgotten = list(Entry.objects.exclude(content_type__in=known).values_list("pk", flat=True))
    for batch in batches(forgotten):
        with transaction.atomic():
            Entry.objects.filter(pk__in=batch).delete()
            outbox.note(Source.ENTRIES, batch)
    for model, adapter in registry.adapters().items():
        content_type = content_type_of(adapter)
        to_python = model._meta.pk.to_python
        public = set(adapter.public().values_list("pk", flat=True))
        written = {to_python(i) for i in Entry.objects.filter(content_type=content_type).values_list("object_id", flat=True)}
        follow(adapter, sorted(public | written))
        counts[model._meta.label] = Entry.objects.filter(content_type=content_type).count()
    for locale in Entry.objects.order_by().values_list("locale", flat=True).distinct():
        suggestion_rows.write_past_queries(locale)
    return counts
