"""From a file to the directory: first a plan, which changes nothing, then the plan carried out, all of it or nothing.

Who is who: within a source, the file's own number; where that is not known, name, address and kind. A list that was numbered anew
is recognised by the latter. What an editor corrected stands until the source says something else of that field than it said last.
What a file has no more is told, and never deleted.
"""

import hashlib
import json
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import PurePath
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Model
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext, gettext_lazy
from modelsearch.backends import get_search_backends_with_name
from wagtail.models import Locale

from cms.core import version
from cms.core.languages.follow import take_over
from directory.models import DataSource, ImportedRecord, ImportRun, PlacePhone
from directory.opendata.cells import CODES, Doubt, doubt, split_address
from directory.opendata.datasets import BY_CODE, reader_for, recognise
from directory.opendata.fields import PLACES, PROGRAMS, TOGETHER, Target, Values, fit, plain
from directory.opendata.files import read_table
from directory.opendata.programs import read_programs
from directory.opendata.records import Finding, Record, Rejected, read_records
from search import registry
from search.services import batches, follow

NEW, CHANGED, UNCHANGED, REJECTED = STATES = ("new", "changed", "unchanged", "rejected")
EVENTS = "events"
PROGRAM_DATASET = "programs"
NAMES = {**{code: dataset.name for code, dataset in BY_CODE.items()}, PROGRAM_DATASET: gettext_lazy("子育て支援制度の一覧")}
"""What can be read: code → name."""
COUNTS = {
    "read": gettext_lazy("読んだ行"),
    NEW: gettext_lazy("新しい"),
    CHANGED: gettext_lazy("変わった"),
    UNCHANGED: gettext_lazy("変わらない"),
    REJECTED: gettext_lazy("取り込めない"),
    "doubtful": gettext_lazy("疑問のある行"),
    "disappeared": gettext_lazy("ファイルからなくなった"),
}
"""What is counted, and what it is called."""
STALE = gettext_lazy("確認のあいだに、同じ出どころのファイルが取り込まれました。もう一度、内容を確かめてください。")
BATCH = 200

Progress = Callable[[int, int], None]
"""(rows that are done, rows in all)"""


class PlanError(Exception):
    """A plan that cannot be carried out. Its text is for the person who wants it."""


@dataclass(frozen=True)
class FileRead:
    """A file that was read: a Record or a Rejected for each of its rows. `unknown` are columns that fill no field."""

    name: str
    sha256: str
    encoding: str
    dataset: str
    layout: str
    outcomes: list[Record | Rejected]
    header: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()


def read_file(content: bytes, name: str, dataset: str = "", mapping: dict[str, str] | None = None, city: str = "") -> FileRead:
    """The records of a file. `dataset` is a code of NAMES; without one it is recognised. `mapping` is that of `reader_for`.

    Raises:
        FileError: it cannot be read.
        PlanError: nobody knows of what the file is a list.
        ValueError: the mapping names a field that the dataset does not have.
    """
    sha256, name = hashlib.sha256(content).hexdigest(), PurePath(name).name[-255:]
    if dataset == PROGRAM_DATASET or (not dataset and content.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"{")):
        outcomes = list(read_programs(content))
        return FileRead(name, sha256, "utf-8", PROGRAM_DATASET, "registry", outcomes)
    table = read_table(content, name)
    match = recognise(table.header, name)
    known = BY_CODE[dataset] if dataset else match.dataset
    if known is None:
        raise PlanError(gettext("何の一覧か、見出しから分かりません。データの種類を選んでください。"))
    return FileRead(
        name,
        sha256,
        table.encoding,
        known.code,
        match.layout if match.dataset == known else "",
        list(read_records(table, known, mapping, city)),
        table.header,
        reader_for(known, table.header, mapping).unknown,
    )


def usual_name(read: FileRead, city: str = "") -> str:
    """What the source of a file is called where nobody named it: whose list it is, and of what."""
    if not city:
        places = Counter(_authority(record.values) for record in read.outcomes if isinstance(record, Record))
        city = places.most_common(1)[0][0] if places else ""
    return f"{city} {NAMES[read.dataset]}".strip()


def prepare(
    content: bytes,
    name: str,
    *,
    dataset: str = "",
    source_name: str = "",
    city: str = "",
    mapping: dict[str, str] | None = None,
) -> "Plan":
    """The plan for a file, with what its source has kept: whose city it is, and what its columns are.

    `mapping`, where it is given, goes in place of the source's own; both are stored with the source when the plan is carried out.

    Raises:
        FileError, PlanError, ValueError: as `read_file`.
    """
    read = read_file(content, name, dataset, mapping, city)
    source_name = (source_name or usual_name(read, city))[:200]
    source = DataSource.objects.filter(name=source_name, dataset=read.dataset).first()
    source = source or DataSource(name=source_name, dataset=read.dataset)
    if mapping is None and (source.mapping or source.city not in ("", city)):
        read = read_file(content, name, read.dataset, source.mapping, city or source.city)
    source.city = city or source.city
    source.mapping = source.mapping if mapping is None else mapping
    return plan(read, source)


def _authority(values: Values) -> str:
    if "contact_address" in values:
        parts = split_address(values["contact_address"])
        return f"{parts.prefecture}{parts.city}"
    return f"{values.get('prefecture', '')}{values.get('city', '')}"


@dataclass(frozen=True)
class Change:
    """A field that the source says otherwise than last time. `ours` is an editor's correction, which gives way to it."""

    field: str
    old: Any
    new: Any
    ours: Any = None
    is_corrected: bool = False


@dataclass
class Step:
    """What becomes of one row."""

    row: int
    state: str
    name: str = ""
    number: str = ""
    key: str = ""
    values: Values = field(default_factory=dict)
    originals: dict[str, str] = field(default_factory=dict)
    doubts: list[dict[str, Any]] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    cells: dict[str, str] = field(default_factory=dict)
    """Of a rejected row: what stood in it, by column."""
    known: ImportedRecord | None = None
    """What the source said last of it."""


@dataclass
class Plan:
    """What taking in a file would do. It read `source` as it was after its run `since`."""

    read: FileRead
    source: DataSource
    steps: list[Step]
    disappeared: list[ImportedRecord]
    since: int | None

    def of(self, state: str) -> list[Step]:
        return [step for step in self.steps if step.state == state]

    @cached_property
    def counts(self) -> dict[str, int]:
        """read = new + changed + unchanged + rejected; doubtful are those taken in with a doubt."""
        states = Counter(step.state for step in self.steps)
        return {
            "read": len(self.read.outcomes),
            **{state: states[state] for state in STATES},
            "doubtful": sum(bool(step.doubts) for step in self.steps if step.state != REJECTED),
            "disappeared": len(self.disappeared),
        }

    @cached_property
    def doubts(self) -> list[dict[str, Any]]:
        """Of every row, the rejected included: {row, column, value, code, found, done}."""
        return [each for step in self.steps for each in step.doubts]

    @property
    def can_be_stored(self) -> bool:
        return self.read.dataset != EVENTS


def target_of(dataset: str) -> Target:
    return PROGRAMS if dataset == PROGRAM_DATASET else PLACES


def plan(read: FileRead, source: DataSource) -> Plan:
    """What taking in a file would do to what is there. Changes nothing; `source` may be one that is not saved yet."""
    if read.dataset == EVENTS:
        return Plan(read, source, [_event_step(outcome) for outcome in read.outcomes], [], None)
    target = target_of(read.dataset)
    steps = _steps(read.outcomes, target)
    known, since = _known(source, target)
    taken = [step for step in steps if step.state != REJECTED]
    matched = _match(taken, known)
    _compare(taken, target)
    disappeared = [record for record in known if record.pk not in matched and not record.is_gone]
    return Plan(read, source, steps, disappeared, since)


def _known(source: DataSource, target: Target) -> tuple[list[ImportedRecord], int | None]:
    if source.pk is None:
        return [], None
    records = source.records.filter(**{f"{target.link}__isnull": False}).order_by("pk")
    return list(records), source.runs.filter(state=ImportRun.State.DONE).values_list("pk", flat=True).first()


def _event_step(outcome: Record | Rejected) -> Step:
    if isinstance(outcome, Rejected):
        return _rejected(outcome)
    return Step(outcome.row, NEW, str(outcome.values.get("title", "")), outcome.number, doubts=_told(outcome.row, outcome.doubts))


def _rejected(outcome: Rejected) -> Step:
    return Step(outcome.row, REJECTED, doubts=_told(outcome.row, outcome.reasons), cells=outcome.cells)


def _told(row: int, findings: Iterable[Finding]) -> list[dict[str, Any]]:
    return [
        {
            "row": row,
            "column": each.column,
            "value": each.original,
            "code": each.code,
            "found": str(CODES[each.code].found) if each.code in CODES else "",
            "done": each.done,
        }
        for each in findings
    ]


def _steps(outcomes: Iterable[Record | Rejected], target: Target) -> list[Step]:
    """The rows with their values. A row that says nothing new is rejected; rows of one name and place are told apart in order."""
    steps: list[Step] = []
    numbers: set[str] = set()
    unnumbered: Counter[str] = Counter()
    rows = {outcome.row: _taken(outcome, target) for outcome in outcomes if isinstance(outcome, Record)}
    repeated = _repeated(rows.values())
    for outcome in outcomes:
        if isinstance(outcome, Rejected):
            steps.append(_rejected(outcome))
            continue
        step = rows[outcome.row]
        steps.append(step)
        if step.row in repeated:
            step.state = REJECTED
            step.doubts += _told(step.row, [_finding("", doubt("row_repeated", step.name))])
            continue
        if step.number in numbers:
            step.number = ""  # which tells nothing the second time: what else the row says stands in its place
        numbers.add(step.number)
        step.key = _key(step.values, target.telling)
        if not step.number:
            nth = unnumbered[step.key]
            unnumbered[step.key] += 1
            if nth:
                step.doubts += _told(step.row, [_finding("", doubt("identity_repeated", step.name))])
                step.key = _key(step.values, target.telling, nth)
    return steps


def _taken(record: Record, target: Target) -> Step:
    fitted = fit(record, target)
    findings = [*record.doubts, *(_finding(column, found) for column, found in fitted.doubts)]
    return Step(
        record.row,
        NEW,
        fitted.values["name"],
        record.number[:100],
        values=fitted.values,
        originals=record.originals,
        doubts=_told(record.row, findings),
    )


def _repeated(steps: Iterable[Step]) -> set[int]:
    """The rows that say the same as one before, number and all."""
    seen: set[str] = set()
    found: set[int] = set()
    for step in steps:
        said = json.dumps([step.number, step.values], ensure_ascii=False, sort_keys=True)
        if said in seen:
            found.add(step.row)
        seen.add(said)
    return found


def _finding(column: str, found: Doubt) -> Finding:
    return Finding(column, found.value, found.code, found.done)


def _key(values: Values, telling: Iterable[str], nth: int = 0) -> str:
    """A digest of what tells a thing from others, however it is spelt; `nth` of those that are alike."""
    text = "\n".join(unicodedata.normalize("NFKC", str(values.get(name) or "")).casefold() for name in telling)
    return hashlib.sha256(f"{''.join(text.split(' '))}\n{nth or ''}".encode()).hexdigest()


def _match(steps: Sequence[Step], known: Sequence[ImportedRecord]) -> set[int]:
    """Gives each step what the source said of it last; the keys of the records that were found.

    First those of which number and name agree; then those that only the name, address and kind tell, if they tell them from all
    others, as in a list that was numbered anew; then those that only the number tells, which were renamed or moved.
    """
    found: set[int] = set()
    for told_by in (
        lambda thing: (thing.number, thing.key),
        lambda thing: thing.key,
        lambda thing: thing.number,
    ):
        steps_by, known_by = (
            _by(told_by, [step for step in steps if step.known is None]),
            _by(told_by, [record for record in known if record.pk not in found]),
        )
        for mark, alike in steps_by.items():
            if mark and len(alike) == len(known_by.get(mark, ())) == 1:
                step, record = alike[0], known_by[mark][0]
                step.known = record
                found.add(record.pk)
                if step.number and record.number and step.number != record.number:
                    step.doubts += _told(step.row, [_finding("", doubt("number_changed", f"{record.number} → {step.number}"))])
    return found


def _by(told_by: Callable[[Any], Any], things: Iterable[Any]) -> dict[Any, list[Any]]:
    found: dict[Any, list[Any]] = defaultdict(list)
    for thing in things:
        found[told_by(thing)].append(thing)
    return found


def _compare(steps: Iterable[Step], target: Target) -> None:
    """Which of the known ones changed, and in what."""
    for step in steps:
        if step.known is None:
            continue
        last = step.known.values
        step.changes = [Change(name, last.get(name), value) for name, value in step.values.items() if last.get(name) != value]
        step.state = CHANGED if step.changes else UNCHANGED
        # Of what the file has no column for, the source said what it said before.
        step.values = {**last, **step.values}
    changed = [step for step in steps if step.state == CHANGED]
    objects = _objects(changed, target)
    for step in changed:
        thing = objects[_pk_of(step, target)]
        step.changes = [_with_correction(change, thing) for change in step.changes]


def _pk_of(step: Step, target: Target) -> int:
    return int(getattr(step.known, f"{target.link}_id"))


def _objects(steps: Iterable[Step], target: Target) -> dict[int, Any]:
    found: dict[int, Any] = {}
    for batch in batches([_pk_of(step, target) for step in steps]):
        things = target.model._default_manager.all()
        if target is PLACES:
            things = things.prefetch_related("phones")
        found |= things.in_bulk(batch)
    return found


def _with_correction(change: Change, thing: Any) -> Change:
    stands = standing(thing, change.field)
    if stands in (change.old, change.new) or not _is_field(thing, change.field):
        return change
    return Change(change.field, change.old, change.new, stands, is_corrected=True)


def _is_field(thing: Any, name: str) -> bool:
    return name == "phones" or name in {each.name for each in thing._meta.concrete_fields}


def standing(thing: Any, name: str) -> Any:
    """What a place or a programme says now in a field, as a plain value."""
    if name == "phones":
        return [{each: getattr(phone, each) for each in ("number", "extension", "purpose")} for phone in thing.phones.all()]
    value = plain(getattr(thing, name, None))
    return sorted(value) if name == "services" else value


# Carrying it out --------------------------------------------------------------------------------------------------------


def apply(planned: Plan, user: Any = None, progress: Progress | None = None) -> ImportRun:
    """Carries out a plan, in one transaction; where it fails, nothing of it stands, and the run is noted as failed.

    Raises:
        PlanError: events cannot be stored yet; or the source was imported by somebody else since the plan was made.
    """
    if not planned.can_be_stored:
        raise PlanError(gettext("イベントは、まだ保存できません。読み取りの結果だけを確かめられます。"))
    started, was_saved = timezone.now(), planned.source.pk is not None
    try:
        with transaction.atomic():
            _hold(planned)
            run = _run(planned, user, started, ImportRun.State.DONE)
            _Writing(planned, run, progress or (lambda done, total: None)).write()
            run.finished_at = timezone.now()
            run.save()
            return run
    except PlanError:
        raise
    except Exception:
        if was_saved:
            _run(planned, user, started, ImportRun.State.FAILED)
        else:
            planned.source.pk = None
        raise


def _hold(planned: Plan) -> None:
    """Nobody else imports this source until the transaction ends.

    Raises:
        PlanError: somebody did since the plan was made.
    """
    source = planned.source
    if source.pk is not None:
        stored = DataSource.objects.select_for_update().get(pk=source.pk)
        last = stored.runs.filter(state=ImportRun.State.DONE).values_list("pk", flat=True).first()
    elif DataSource.objects.filter(name=source.name, dataset=source.dataset).exists():
        last = -1
    else:
        last = None
    if last == planned.since:
        source.save()
    else:
        raise PlanError(str(STALE))


def _run(planned: Plan, user: Any, started: Any, state: str) -> ImportRun:
    read = planned.read
    return ImportRun.objects.create(
        source=planned.source,
        user=user,
        started_at=started,
        finished_at=timezone.now(),
        state=state,
        file_name=read.name,
        sha256=read.sha256,
        encoding=read.encoding,
        dataset=read.dataset,
        layout=read.layout,
        counts=planned.counts,
        doubts=planned.doubts,
    )


class _Writing:
    """The writing of one plan: in bulk, and with all that follows of itself when one thing is saved."""

    def __init__(self, planned: Plan, run: ImportRun, progress: Progress) -> None:
        self.plan, self.run, self.progress = planned, run, progress
        self.target = target_of(planned.read.dataset)
        self.model: Any = self.target.model
        self.columns = {each.name for each in self.model._meta.concrete_fields}

    def write(self) -> None:
        written = [*self._create(self.plan.of(NEW)), *self._change(self.plan.of(CHANGED))]
        self._keep_unchanged(self.plan.of(UNCHANGED))
        gone = [record.pk for record in self.plan.disappeared]
        for batch in batches(gone):
            ImportedRecord.objects.filter(pk__in=batch).update(is_gone=True)
        self._follow(written)

    def _create(self, steps: Sequence[Step]) -> list[Any]:
        locale = Locale.objects.get(language_code=settings.LANGUAGE_CODE)
        things = []
        for step in steps:
            given = {name: value for name, value in step.values.items() if name in self.columns}
            things.append(self.model(**{"locale": locale, "source": self.plan.source.name, **given}))
        self.model.objects.bulk_create(things, batch_size=BATCH)
        if self.target is PLACES:
            self._phones(zip(things, (step.values.get("phones") or () for step in steps), strict=True))
        ImportedRecord.objects.bulk_create(
            [
                ImportedRecord(
                    source=self.plan.source,
                    number=step.number,
                    key=step.key,
                    values=step.values,
                    originals=step.originals,
                    last_run=self.run,
                    **{f"{self.target.link}_id": thing.pk},
                )
                for step, thing in zip(steps, things, strict=True)
            ],
            batch_size=BATCH,
        )
        return things

    def _change(self, steps: Sequence[Step]) -> list[Any]:
        objects = _objects(steps, self.target)
        touched: set[str] = set()
        things, phones = [], []
        for step in steps:
            thing = objects[_pk_of(step, self.target)]
            names = {name for change in step.changes for name in _with(change.field, step.values)}
            for name in names & self.columns:
                setattr(thing, name, step.values[name])
            touched |= names & self.columns
            things.append(thing)
            if "phones" in names:
                phones.append((thing, step.values["phones"]))
        self._save(things, touched)
        PlacePhone.objects.filter(place__in=[thing.pk for thing, _numbers in phones]).delete()
        self._phones(phones)
        self._remember(steps)
        return things

    def _save(self, things: Sequence[Any], touched: set[str]) -> None:
        # What a column fills in of itself is not asked by an update in bulk.
        of_themselves = ("kana_order", "updated_at")
        for thing in things:
            for name in of_themselves:
                self.model._meta.get_field(name).pre_save(thing, False)
        if things:
            self.model.objects.bulk_update(things, [*sorted(touched), *of_themselves], batch_size=BATCH)

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
        for step in steps:
            record = step.known
            assert record is not None  # noqa: S101 (only what is known was compared)
            record.number, record.key, record.last_run, record.is_gone = step.number, step.key, self.run, False
            record.values, record.originals = step.values, step.originals
            records.append(record)
        ImportedRecord.objects.bulk_update(
            records, ["number", "key", "last_run", "is_gone", "values", "originals"], batch_size=BATCH
        )

    def _keep_unchanged(self, steps: Iterable[Step]) -> None:
        same: list[Step] = []
        other: list[Step] = []
        for step in steps:
            record: Any = step.known
            is_same = (record.number, record.key, record.originals) == (step.number, step.key, step.originals)
            (same if is_same else other).append(step)
        for batch in batches([step.known.pk for step in same if step.known]):
            ImportedRecord.objects.filter(pk__in=batch).update(last_run=self.run, is_gone=False)
        self._remember(other)

    def _follow(self, things: Sequence[Model]) -> None:
        """Entries of the search, the admin's own index, translations, and the content's version."""
        adapter = registry.adapters()[self.model]
        total = len(self.plan.steps)
        done = total - len(things)
        for batch in batches(things):
            follow(adapter, [thing.pk for thing in batch])
            for _name, backend in get_search_backends_with_name(with_auto_update=True):
                backend.add_bulk(self.model, batch)
            done += len(batch)
            self.progress(done, total)
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


def _with(name: str, values: Values) -> tuple[str, ...]:
    """A field, and those without which it is nothing, as far as the source says them."""
    group = next((group for group in TOGETHER if name in group), (name,))
    return tuple(each for each in group if each in values)
