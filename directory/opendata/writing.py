"""The writing of a plan: in bulk, and with all that follows of itself when one thing is saved."""

from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Model
from modelsearch.backends import get_search_backends_with_name
from wagtail.log_actions import log
from wagtail.models import Locale, ModelLogEntry

from cms.core import version
from cms.core.entries import open_revisions, put_into_drafts
from cms.core.languages.follow import take_over
from cms.core.models import ReviewedEntry
from directory.history import IMPORTED
from directory.models import ImportedRecord, ImportRun, Place, PlacePhone
from directory.opendata.fields import PLACES, TOGETHER, Target
from directory.opendata.pages import ImportedPage
from directory.opendata.plain import Values
from directory.opendata.rooms import RoomDataset, room_for
from directory.opendata.steps import CHANGED, NEW, UNCHANGED, Step, standing
from search import registry
from search.services import batches, follow

if TYPE_CHECKING:
    from directory.opendata.importing import Plan

BATCH = 200


def pk_of(step: Step, target: Target) -> int:
    return step.adopted if step.known is None and step.adopted else int(getattr(step.known, f"{target.link}_id"))


def objects_of(steps: Iterable[Step], target: Target) -> dict[int, Any]:
    found: dict[int, Any] = {}
    for batch in batches([pk_of(step, target) for step in steps]):
        found |= target.things(batch)
    return found


class Writing:
    """The writing of one plan: in bulk, and with all that follows of itself when one thing is saved."""

    def __init__(self, planned: "Plan", run: ImportRun, target: Target) -> None:
        self.plan, self.run, self.target = planned, run, target
        self.model: Any = self.target.model
        self.columns = {each.name for each in self.model._meta.concrete_fields}
        self.has_drafts = issubclass(self.model, ReviewedEntry)
        self.is_published = not self.has_drafts or may_publish(run.user)

    def write(self) -> Iterator[tuple[int, int]]:
        """Writes, and says in between how many rows of how many are done."""
        written = [*self._create(self.plan.of(NEW)), *self._change(self.plan.of(CHANGED))]
        self._keep_unchanged(self.plan.of(UNCHANGED))
        gone = [record.pk for record in self.plan.disappeared]
        for batch in batches(gone):
            ImportedRecord.objects.filter(pk__in=batch).update(is_gone=True)
        yield from self._follow(written)

    def _create(self, steps: Sequence[Step]) -> list[Any]:
        locale = Locale.objects.get(language_code=settings.LANGUAGE_CODE)
        state = {"locale": locale, "source": self.plan.source.name, **self._state_of_new()}
        things = []
        for step in steps:
            given = {name: value for name, value in step.values.items() if name in self.columns}
            things.append(self.model(**{**state, **given}))
        self.model.objects.bulk_create(things, batch_size=BATCH)
        if self.target is PLACES:
            self._phones(zip(things, (step.values.get("phones") or () for step in steps), strict=True))
        self._record((step, thing.pk) for step, thing in zip(steps, things, strict=True))
        self._log((thing, ()) for thing in things)
        return things

    def _record(self, told: Iterable[tuple[Step, int]]) -> None:
        """Notes what the source says of things it said nothing of before."""
        ImportedRecord.objects.bulk_create(
            [
                ImportedRecord(
                    source=self.plan.source,
                    number=step.number,
                    key=step.key,
                    values=step.values,
                    originals=step.originals,
                    texts=step.texts,
                    last_run=self.run,
                    **{f"{self.target.link}_id": pk},
                )
                for step, pk in told
            ],
            batch_size=BATCH,
        )

    def _state_of_new(self) -> dict[str, Any]:
        if not self.has_drafts:
            return {}
        if not self.is_published:
            return {"live": False, "has_unpublished_changes": True}
        return {"first_published_at": self.run.started_at, "last_published_at": self.run.started_at}

    def _change(self, steps: Sequence[Step]) -> list[Any]:
        objects = objects_of(steps, self.target)
        changed = {thing.pk: (thing, step, names) for thing, step, names in self._changed(objects, steps)}
        if not self.is_published:
            public = [pk for pk, (thing, _step, _names) in changed.items() if thing.live]
            for pk in public:
                self._propose(*changed.pop(pk))
        touched: set[str] = set()
        things, phones = [], []
        for thing, step, names in changed.values():
            for name in names & self.columns:
                setattr(thing, name, _merged(step, thing, name))
            touched |= names & self.columns
            things.append(thing)
            if "phones" in names:
                phones.append((thing, _with_keys(thing, step.values["phones"])))
        self._save(things, touched)
        for batch in batches([thing.pk for thing, _numbers in phones]):
            PlacePhone.objects.filter(place__in=batch).delete()
        self._phones(phones)
        self._log((thing, names) for thing, _step, names in changed.values())
        if self.has_drafts:
            for batch in batches(changed):
                put_into_drafts(self.model, {pk: changed[pk][2] for pk in batch})
        self._remember(steps)
        return things

    def _changed(self, objects: dict[int, Any], steps: Sequence[Step]) -> Iterator[tuple[Any, Step, set[str]]]:
        """What is to change: the thing, its row, and the fields."""
        for step in steps:
            names = {name for change in step.changes for name in _with(change.field, step.values)}
            yield objects[pk_of(step, self.target)], step, names

    def _propose(self, thing: Any, step: Step, names: set[str]) -> None:
        """What somebody brings who may not publish becomes a draft of what is public."""
        draft = thing.get_latest_revision_as_object()
        for name in names & self.columns:
            setattr(draft, name, _merged(step, draft, name))
        if "phones" in names:
            draft.phones = [PlacePhone(locale_id=thing.locale_id, **phone) for phone in _with_keys(thing, step.values["phones"])]
        draft.save_revision(user=self.run.user, clean=False, log_action=True)

    def _log(self, written: Iterable[tuple[Any, Iterable[str]]]) -> None:
        """A line in the history of each: where it came from, and which fields changed. In bulk, as all else."""
        content_type = ContentType.objects.get_for_model(self.model, for_concrete_model=False)
        ModelLogEntry.objects.bulk_create(
            [
                ModelLogEntry(
                    content_type=content_type,
                    object_id=str(thing.pk),
                    label=str(thing),
                    action=IMPORTED,
                    timestamp=self.run.started_at,
                    user=self.run.user,
                    data={"source": self.plan.source.name, "fields": self._named(names)},
                    content_changed=True,
                )
                for thing, names in written
            ],
            batch_size=BATCH,
        )

    def _named(self, names: Iterable[str]) -> list[str]:
        """The fields in the words of the editor; what only stands in the record has none."""
        found = set(names)
        named = [str(field.verbose_name) for field in self.model._meta.concrete_fields if field.name in found]
        return [*named, str(PlacePhone._meta.verbose_name)] if "phones" in found else named

    def _save(self, things: Sequence[Any], touched: set[str]) -> None:
        # What a column fills in of itself is not asked by an update in bulk.
        of_themselves = ("kana_order", "updated_at")
        # No revision says any more what is public.
        emptied = ("live_revision",) if self.has_drafts else ()
        for thing in things:
            for name in of_themselves:
                self.model._meta.get_field(name).pre_save(thing, False)
            for name in emptied:
                setattr(thing, name, None)
        if things:
            self.model.objects.bulk_update(things, [*sorted(touched), *of_themselves, *emptied], batch_size=BATCH)

    def _phones(self, numbers: Iterable[tuple[Any, Iterable[dict[str, str]]]]) -> None:
        PlacePhone.objects.bulk_create(
            [
                PlacePhone(place=place, locale_id=place.locale_id, sort_order=order, **phone)
                for place, phones in numbers
                for order, phone in enumerate(phones)
            ],
            batch_size=BATCH,
        )

    def _remember(self, steps: Iterable[Step]) -> None:
        records = []
        adopted = []
        for step in steps:
            record = step.known
            if record is None:
                adopted.append((step, pk_of(step, self.target)))
                continue
            record.number, record.key, record.last_run, record.is_gone = step.number, step.key, self.run, False
            record.values, record.originals, record.texts = step.values, step.originals, step.texts
            records.append(record)
        ImportedRecord.objects.bulk_update(
            records, ["number", "key", "last_run", "is_gone", "values", "originals", "texts"], batch_size=BATCH
        )
        self._record(adopted)

    def _keep_unchanged(self, steps: Iterable[Step]) -> None:
        same: list[Step] = []
        other: list[Step] = []
        for step in steps:
            record: Any = step.known
            is_same = record is not None and all(
                getattr(record, name) == getattr(step, name) for name in ("number", "key", "values", "originals", "texts")
            )
            (same if is_same else other).append(step)
        for batch in batches([step.known.pk for step in same if step.known]):
            ImportedRecord.objects.filter(pk__in=batch).update(last_run=self.run, is_gone=False)
        self._remember(other)

    def _follow(self, things: Sequence[Model]) -> Iterator[tuple[int, int]]:
        """Entries of the search, the admin's own index, translations, and the content's version."""
        adapter = registry.adapters()[self.model]
        total = len(self.plan.steps)
        done = total - len(things)
        yield done, total
        for batch in batches(things):
            follow(adapter, [thing.pk for thing in batch])
            for _name, backend in get_search_backends_with_name(with_auto_update=True):
                backend.add_bulk(self.model, batch)
            done += len(batch)
            yield done, total
        if things:
            version.bump()
        self._tell_translations(things)

    def _tell_translations(self, things: Sequence[Any]) -> None:
        for batch in batches(things):
            keys = {thing.translation_key: thing for thing in batch}
            locale = batch[0].locale_id
            others = self.model.objects.filter(translation_key__in=list(keys)).exclude(locale=locale)
            for key in others.values_list("translation_key", flat=True).distinct():
                transaction.on_commit(partial(take_over, keys[key]), robust=True)


def _merged(step: Step, thing: Any, name: str) -> Any:
    """A field's new value; of services, with those beside it that the source never spoke of."""
    value = step.values[name]
    if name != "services" or step.is_ours:
        return value
    said_before = set(step.known.values.get(name) or ()) if step.known else set()
    return sorted(set(value) | (set(standing(thing, name)) - said_before))


def may_publish(user: Any) -> bool:
    """Whether what this person takes in is public at once; without a person, the command does it."""
    return user is None or user.has_perm("directory.publish_place")


def _with_keys(place: Place, phones: Iterable[dict[str, str]]) -> list[dict[str, Any]]:
    """The numbers of a file, each with what it is known by in other languages where the place has had it."""
    known = {phone.number: phone.translation_key for phone in place.phones.all()}
    return [{**phone, **({"translation_key": key} if (key := known.pop(phone["number"], None)) else {})} for phone in phones]


def _with(name: str, values: Values) -> tuple[str, ...]:
    """A field, and those without which it is nothing, as far as the source says them."""
    group = next((group for group in TOGETHER if name in group), (name,))
    return tuple(each for each in group if each in values)


class PageWriting(Writing):
    """The writing of what a room keeps as pages: one by one, each as an editor would publish it, and all in one transaction."""

    def __init__(self, planned: "Plan", run: ImportRun, target: Target, room: RoomDataset) -> None:
        super().__init__(planned, run, target)
        self.room = room
        self.is_published = may_publish(run.user)

    def write(self) -> Iterator[tuple[int, int]]:
        new, changed = self.plan.of(NEW), self.plan.of(CHANGED)
        total = len(self.plan.steps)
        done = total - len(new) - len(changed)
        yield done, total
        for steps, write in ((new, self._create_pages), (changed, self._change_pages)):
            for batch in batches(steps, PAGES_AT_ONCE):
                write(batch)
                done += len(batch)
                yield done, total
        self._keep_unchanged(self.plan.of(UNCHANGED))
        for gone in batches([record.pk for record in self.plan.disappeared]):
            ImportedRecord.objects.filter(pk__in=gone).update(is_gone=True)

    def _create_pages(self, steps: Sequence[Step]) -> None:
        parent, kind = self.room.parent(), _page_class(self.target)
        told = []
        for step in steps:
            page = kind.new(step.values, parent)
            self._put(page, step, kind.fields())
            page.live, page.has_unpublished_changes = False, True
            parent.add_child(instance=page)
            revision = page.save_revision(user=self.run.user, clean=False)
            if self.is_published:
                revision.publish(user=self.run.user, log_action=False, skip_permission_checks=True)
            self._tell(page, ())
            told.append((step, page.pk))
        self._record(told)

    def _change_pages(self, steps: Sequence[Step]) -> None:
        things = objects_of(steps, self.target)
        for thing, step, names in self._changed(things, steps):
            self._change_page(thing.page, step, names & set(thing.fields()))
            self._tell(thing.page, names)
        self._remember(steps)

    def _change_page(self, page: Any, step: Step, names: set[str]) -> None:
        """What is public is changed; what somebody has not published yet stays theirs, with the change in it."""
        if page.live and not self.is_published:
            draft = page.get_latest_revision_as_object()
            self._put(draft, step, names)
            draft.save_revision(user=self.run.user, clean=False, log_action=True)
            return
        self._put(page, step, names)
        if page.live and not open_revisions(type(page), [page.pk]).exists():
            revision = page.save_revision(user=self.run.user, clean=False)
            revision.publish(user=self.run.user, log_action=False, skip_permission_checks=True)
            return
        page.live_revision = None
        page.save(clean=False)
        put_into_drafts(type(page), {page.pk: _page_class(self.target).kept_in(names)})
        follow(registry.adapters()[self.model], [page.pk])
        version.bump()
        transaction.on_commit(partial(take_over, page), robust=True)

    def _put(self, page: Any, step: Step, names: Iterable[str]) -> None:
        thing = _page_class(self.target)(page)
        for name in names:
            if name in step.values:
                thing.put(name, step.values[name])

    def _tell(self, page: Any, names: Iterable[str]) -> None:
        fields = _page_class(self.target).fields()
        named = [str(fields[name]) for name in fields if name in set(names)]
        log(page, IMPORTED, user=self.run.user, data={"source": self.plan.source.name, "fields": named}, content_changed=True)


PAGES_AT_ONCE = 20


def _page_class(target: Target) -> type[ImportedPage]:
    """Raises TypeError: its things are no pages."""
    if target.page is None:
        raise TypeError(target.model)
    return target.page


def writing_of(planned: "Plan", run: ImportRun, target: Target) -> Writing:
    """The writing of a plan, in bulk or page by page."""
    room = room_for(planned.read.dataset)
    return PageWriting(planned, run, target, room) if room else Writing(planned, run, target)
