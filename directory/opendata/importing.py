"""From a file to the directory: first a plan, which changes nothing, then the plan carried out, all of it or nothing.

Who is who: within a source, the file's own number; where that is not known, name, address and kind. A list that was numbered anew
is recognised by the latter. What an editor corrected stands until the source says something else of that field than it said last.
What a file has no more is told, and never deleted.
"""

import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Generator, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import PurePath
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.text import Truncator
from django.utils.translation import gettext, gettext_lazy

from directory.models import DataSource, ImportedRecord, ImportRun
from directory.opendata.adopting import adopt, by_own_number
from directory.opendata.cells import doubt, split_address
from directory.opendata.columns import find
from directory.opendata.datasets import BY_CODE, reader_for, recognise
from directory.opendata.exact import is_empty, same
from directory.opendata.fields import PLACES, PROGRAMS, Target, fit
from directory.opendata.files import Table, read_table
from directory.opendata.keeping import keep_unread
from directory.opendata.plain import Values
from directory.opendata.programs import read_programs
from directory.opendata.records import LONGEST_NAME, Record, Rejected, read_records
from directory.opendata.remembering import header_key, in_words, is_of, remembered
from directory.opendata.rooms import NoParentError, room_for
from directory.opendata.steps import (
    CHANGED,
    NEW,
    REJECTED,
    STATES,
    UNCHANGED,
    Change,
    Step,
    alike,
    finding,
    is_field,
    key_of,
    standing,
    told,
)
from directory.opendata.wording import change_of, field_in_words, label_of
from directory.opendata.writing import objects_of, pk_of, writing_of

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
    "overwritten": gettext_lazy("上書きする編集者の直し"),
    "kept": gettext_lazy("編集者の直しを残す項目"),
    "disappeared": gettext_lazy("ファイルからなくなった"),
}
"""What is counted, and what it is called."""
STALE = gettext_lazy("確認のあいだに、同じ出どころのファイルが取り込まれました。もう一度、内容を確かめてください。")
OTHERWISE = gettext_lazy(
    "確認のあいだに、サイトの内容が変わりました。まだ何も取り込んでいません。今の内容と比べ直したので、もう一度確かめてください。"
)

Progress = Callable[[int, int], None]
"""(rows that are done, rows in all)"""


class PlanError(Exception):
    """A plan that cannot be carried out. Its text is for the person who wants it."""


class UnknownListError(PlanError):
    """Nobody has said of what the file is a list, and its header does not tell."""


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
    sheet: str = ""


def categories(table: Table) -> set[str]:
    """The words of 種別 in a table, which tell of what it is a list where its header does not."""
    at = [index for index, text in enumerate(table.header) if (column := find(text, "place")) and column.field == "category"]
    return {row.cells[at[0]].strip() for row in table.rows if len(row.cells) > at[0]} if at else set()


def read_file(content: bytes, name: str, dataset: str = "", mapping: dict[str, str] | None = None, city: str = "") -> FileRead:
    """The records of a file. `dataset` is a code of NAMES; without one it is recognised. `mapping` is that of `reader_for`.

    Raises:
        FileError: it cannot be read.
        PlanError: nobody knows of what the file is a list.
        ValueError: the mapping names a field that the dataset does not have.
    """
    return _read(content, name, table_of(content, name, dataset), dataset, mapping=mapping, city=city)


def table_of(content: bytes, name: str, dataset: str = "") -> Table | None:
    """The table of a file; None of a registry of programmes, which has none.

    Raises:
        FileError: it cannot be read.
    """
    if dataset == PROGRAM_DATASET or (not dataset and content.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"{")):
        return None
    return read_table(content, name)


def _read(content: bytes, name: str, table: Table | None, dataset: str, *, mapping: dict[str, str] | None, city: str) -> FileRead:
    sha256, file_name = hashlib.sha256(content).hexdigest(), PurePath(name).name[-255:]
    if table is None:
        return FileRead(file_name, sha256, "utf-8", PROGRAM_DATASET, "registry", list(read_programs(content)))
    match = recognise(table.header, file_name, categories(table))
    known = BY_CODE[dataset] if dataset else match.dataset
    if known is None:
        raise UnknownListError(gettext("何の一覧か、見出しから分かりません。データの種類を選んでください。"))
    return FileRead(
        file_name,
        sha256,
        table.encoding,
        known.code,
        match.layout if match.dataset == known else "",
        list(read_records(table, known, mapping, city)),
        table.header,
        reader_for(known, table.header, mapping).unknown,
        table.sheet,
    )


def kind_of(table: Table | None, name: str, dataset: str = "") -> str:
    """What a file is a list of: as it is said, as its header tells, as one with the same header was taken in last; else empty."""
    if table is None:
        return PROGRAM_DATASET
    match = recognise(table.header, name, categories(table))
    if dataset or match.dataset:
        return dataset or (match.dataset.code if match.dataset else "")
    known = remembered(table.header)
    return known.dataset if known else ""


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
    A source that has none of its own has that of the last file with the same header.

    Raises:
        FileError, PlanError, ValueError: as `read_file`.
    """
    said = dataset or _dataset_of(source_name)
    table = table_of(content, name, said)
    dataset = kind_of(table, name, said)
    header = table.header if table else ()
    known = remembered(header, dataset) if dataset else None
    used = (known.mapping if known else {}) if mapping is None else mapping
    read = _read(content, name, table, dataset, mapping=used, city=city)
    source_name = (source_name or usual_name(read, city))[:200]
    source = DataSource.objects.filter(name=source_name, dataset=read.dataset).first()
    source = source or DataSource(name=source_name, dataset=read.dataset)
    chosen_for = source if known is None or is_of(source, header) else known
    if mapping is None and (chosen_for.mapping != used or source.city not in ("", city)):
        used = chosen_for.mapping
        read = _read(content, name, table, read.dataset, mapping=used, city=city or source.city)
    planned = plan(read, source)
    source.city = city or source.city
    source.mapping, source.header_key = used, header_key(header)
    if mapping is None and table:
        planned.recalled = in_words(chosen_for, used, header, BY_CODE[read.dataset].scope) or _same_kind(table, name, said, known)
    return planned


def _same_kind(table: Table, name: str, said: str, known: DataSource | None) -> str:
    """What is said where the last file with this header tells what it is a list of, and nothing else does."""
    if known is None or said or recognise(table.header, name, categories(table)).dataset:
        return ""
    told = gettext(
        "見出しが同じファイルを前に「%(dataset)s」として取り込んだので、同じ種類として読みました（出どころ「%(source)s」）。"
    )
    return told % {"dataset": NAMES[known.dataset], "source": known.name}


def _dataset_of(source_name: str) -> str:
    """Of what a source's files are lists, where one source alone has the name."""
    found = list(DataSource.objects.filter(name=source_name).values_list("dataset", flat=True)[:2]) if source_name else []
    return found[0] if len(found) == 1 else ""


def _authority(values: Values) -> str:
    if "contact_address" in values:
        parts = split_address(values["contact_address"])
        return f"{parts.prefecture}{parts.city}"
    return f"{values.get('prefecture', '')}{values.get('city', '')}"


@dataclass
class Plan:
    """What taking in a file would do. It read `source` as it was after its run `since`."""

    read: FileRead
    source: DataSource
    steps: list[Step]
    disappeared: list[ImportedRecord]
    since: int | None
    recalled: str = ""
    """Which choices of before were used to read it, in words."""

    def of(self, state: str) -> list[Step]:
        return [step for step in self.steps if step.state == state]

    @cached_property
    def counts(self) -> dict[str, int]:
        """read = new + changed + unchanged + rejected; doubtful are rows taken in with a doubt; overwritten, kept are fields."""
        states = Counter(step.state for step in self.steps)
        return {
            "read": len(self.read.outcomes),
            **{state: states[state] for state in STATES},
            "doubtful": sum(bool(step.doubts) for step in self.steps if step.state != REJECTED),
            "overwritten": sum(change.is_corrected for step in self.steps for change in step.changes),
            "kept": sum(len(step.kept) for step in self.steps),
            "disappeared": len(self.disappeared),
        }

    @cached_property
    def doubts(self) -> list[dict[str, Any]]:
        """Of every row, the rejected included: {row, column, value, code, found, done}. With the corrections that are kept."""
        return [each for step in self.steps for each in (*step.doubts, *step.kept)]

    @cached_property
    def changes(self) -> list[dict[str, Any]]:
        """What changes, row by row, in words: {row, name, fields: [{label, old, new, ours, is_corrected}]}."""
        target = target_of(self.read.dataset)
        return [
            {"row": step.row, "name": step.name, "fields": [change_of(change, target) for change in step.changes]}
            for step in self.of(CHANGED)
            if target
        ]

    @cached_property
    def mark(self) -> str:
        """A digest of what it would do: another one, if what is there has changed since somebody looked at it."""
        done = [
            (step.row, step.state, step.known and step.known.pk, step.adopted, [asdict(each) for each in step.changes])
            for step in self.steps
        ]
        gone = [record.pk for record in self.disappeared]
        text = json.dumps([done, gone], ensure_ascii=False, sort_keys=True, default=str)
        return hashlib.sha256(text.encode()).hexdigest()[:32]

    @property
    def can_be_stored(self) -> bool:
        """Whether an installed app takes what it is a list of."""
        return target_of(self.read.dataset) is not None


NOT_TAKEN = gettext_lazy(
    "「%(name)s」を受け取るアプリが入っていません（イベントは、アプリ partnership が受け取ります）。"
    "読み取りの結果だけを確かめられます。何も保存しません。"
)
"""What is said of a dataset that nobody installed stores."""


def not_taken(dataset: str) -> str:
    return str(NOT_TAKEN) % {"name": NAMES[dataset]}


def target_of(dataset: str) -> Target | None:
    """What the rows of a dataset become; None where no installed app takes them."""
    if dataset == PROGRAM_DATASET:
        return PROGRAMS
    if BY_CODE[dataset].scope == "place":
        return PLACES
    room = room_for(dataset)
    return room.target if room else None


def plan(read: FileRead, source: DataSource) -> Plan:
    """What taking in a file would do to what is there. Changes nothing; `source` may be one that is not saved yet."""
    target = target_of(read.dataset)
    if target is None:
        return Plan(read, source, [_step_of_nobody(outcome) for outcome in read.outcomes], [], None)
    steps = _steps(read.outcomes, target)
    known, since = _known(source, target)
    taken = [step for step in steps if step.state != REJECTED]
    by_own_number(taken, known, target)
    _match(taken, known)
    adopt(taken, known, target, read.dataset)
    _compare(taken, target, BY_CODE[read.dataset].services if target is PLACES else ())
    matched = {step.known.pk for step in taken if step.known}
    disappeared = [record for record in known if record.pk not in matched and not record.is_gone]
    disappeared = _not_spoken_of(disappeared, read.outcomes, target)
    return Plan(read, source, steps, disappeared, since)


def _not_spoken_of(
    records: Sequence[ImportedRecord], outcomes: Iterable[Record | Rejected], target: Target
) -> list[ImportedRecord]:
    """Those of which no rejected row seems to speak either: a row that could not be taken does not say that it is gone."""
    rejected = [outcome for outcome in outcomes if isinstance(outcome, Rejected)]
    numbers, names = {each.number for each in rejected} - {""}, {each.name for each in rejected} - {""}
    return [each for each in records if each.number not in numbers and each.values.get(target.named) not in names]


def _known(source: DataSource, target: Target) -> tuple[list[ImportedRecord], int | None]:
    if source.pk is None:
        return [], None
    records = source.records.filter(**{f"{target.link}__isnull": False}).order_by("pk")
    return list(records), source.runs.filter(state=ImportRun.State.DONE).values_list("pk", flat=True).first()


def _step_of_nobody(outcome: Record | Rejected) -> Step:
    if isinstance(outcome, Rejected):
        return _rejected(outcome)
    return Step(outcome.row, NEW, str(outcome.values.get("title", "")), outcome.number, doubts=told(outcome.row, outcome.doubts))


def _rejected(outcome: Rejected) -> Step:
    return Step(outcome.row, REJECTED, doubts=told(outcome.row, outcome.reasons), cells=outcome.cells)


def _steps(outcomes: Sequence[Record | Rejected], target: Target) -> list[Step]:
    """The rows with their values. A row that says nothing new is rejected; rows of one name and place are told apart in order."""
    steps: list[Step] = []
    numbers: set[str] = set()
    unnumbered: Counter[str] = Counter()
    rows = {outcome.row: _taken(outcome, target) for outcome in outcomes if isinstance(outcome, Record)}
    _tell_apart(rows.values(), next((each.columns.get("name", "") for each in outcomes if isinstance(each, Record)), ""))
    repeated = _repeated(rows.values())
    for outcome in outcomes:
        if isinstance(outcome, Rejected):
            steps.append(_rejected(outcome))
            continue
        step = rows[outcome.row]
        steps.append(step)
        if step.row in repeated:
            step.state = REJECTED
            step.doubts = told(step.row, [finding("", doubt("row_repeated", step.name))])
            continue
        if step.number in numbers:
            step.own = "" if step.own == step.number else step.own
            step.number = ""  # which tells nothing the second time: what else the row says stands in its place
        numbers.add(step.number)
        step.key = key_of(step.values, target.telling)
        if not step.number:
            nth = unnumbered[step.key]
            unnumbered[step.key] += 1
            if nth:
                step.doubts += told(step.row, [finding("", doubt("identity_repeated", step.name))])
                step.key = key_of(step.values, target.telling, nth)
    return steps


def _taken(record: Record, target: Target) -> Step:
    fitted = fit(record, target)
    findings = [*record.doubts, *(finding(column, found) for column, found in fitted.doubts)]
    return Step(
        record.row,
        NEW,
        fitted.values[target.named],
        record.number[:100],
        record.own or record.number,
        values=fitted.values,
        originals=record.originals,
        # What could not be read is no cell to give back; what stood there before is.
        texts={name: text for name, text in record.texts.items() if name not in record.unread},
        doubts=told(record.row, findings),
        unread=record.unread,
    )


def _tell_apart(steps: Iterable[Step], column: str) -> None:
    """Names by where they are the several AEDs of one building, which else nobody could tell from each other in a list."""
    same: dict[tuple[str, ...], list[Step]] = defaultdict(list)
    for step in steps:
        if step.texts.get("installed_at"):
            same[step.name, str(step.values.get("address"))].append(step)
    for alike_steps in same.values():
        if len({step.texts["installed_at"] for step in alike_steps}) < 2:
            continue
        for step in alike_steps:
            name = f"{step.name}（{step.texts['installed_at']}）"
            if len(name) <= LONGEST_NAME:
                found = doubt("named_by_position", step.name, name)
                step.doubts += told(step.row, [finding(column, found)])
                step.name = step.values["name"] = name


def _repeated(steps: Iterable[Step]) -> set[int]:
    """The rows that say the same as one before, number and all."""
    seen: set[str] = set()
    found: set[int] = set()
    for step in steps:
        said = json.dumps([step.number, step.own, step.values], ensure_ascii=False, sort_keys=True)
        if said in seen:
            found.add(step.row)
        seen.add(said)
    return found


def _match(steps: Sequence[Step], known: Sequence[ImportedRecord]) -> None:
    """Gives each step what the source said of it last, save those that are found already.

    First those of which number and name agree; then those that only the name, address and kind tell, if they tell them from all
    others, as in a list that was numbered anew; then those that only the number tells, which were renamed or moved.
    """
    found = {step.known.pk for step in steps if step.known}
    for told_by in (
        lambda thing: (thing.number, thing.key),
        lambda thing: thing.key,
        lambda thing: thing.number,
    ):
        steps_by, known_by = (
            _by(told_by, [step for step in steps if step.known is None and step.adopted is None]),
            _by(told_by, [record for record in known if record.pk not in found]),
        )
        for mark, same_steps in steps_by.items():
            if mark and len(same_steps) == len(known_by.get(mark, ())) == 1:
                step, record = same_steps[0], known_by[mark][0]
                step.known = record
                found.add(record.pk)
                if step.number and record.number and step.number != record.number:
                    step.doubts += told(step.row, [finding("", doubt("number_changed", f"{record.number} → {step.number}"))])


def _by(told_by: Callable[[Any], Any], things: Iterable[Any]) -> dict[Any, list[Any]]:
    found: dict[Any, list[Any]] = defaultdict(list)
    for thing in things:
        found[told_by(thing)].append(thing)
    return found


def _compare(steps: Iterable[Step], target: Target, services: Collection[str]) -> None:
    """Which of the known ones changed, and in what; and which of their fields an editor has corrected, which stand.

    `services` are those of the dataset, where it is of places that have something, and not of places of a kind.
    """
    known = [step for step in steps if step.known]
    for step in known:
        assert step.known is not None  # noqa: S101 (for the type alone)
        last = step.known.values
        keep_unread(step, target, last.get)
        step.changes = [
            Change(name, last.get(name), value) for name, value in step.values.items() if not same(last.get(name), value)
        ]
        step.given = frozenset(step.values)
        # Of what the file has no column for, the source said what it said before.
        step.values = {**last, **step.values}
        step.texts = {**step.known.texts, **step.texts}
    objects = objects_of(known, target)
    for step in known:
        assert step.known is not None  # noqa: S101 (for the type alone)
        thing = objects[pk_of(step, target)]
        step.kept = list(_kept(step, thing, target, services))
        if step.changes:
            step.changes = [_with_correction(change, thing) for change in step.changes if _is_news(change, step.known, thing)]
        step.state = CHANGED if step.changes else UNCHANGED


def _kept(step: Step, thing: Any, target: Target, services: Collection[str]) -> Iterator[dict[str, Any]]:
    """What an editor has made otherwise than the source says now as it said last; where the source says nothing, nothing is."""
    changed = {change.field for change in step.changes}
    for name, value in step.values.items():
        if name not in step.given or name in changed or not is_field(thing, name) or is_empty(value) or alike(thing, name, value):
            continue
        if services and (name == "kind" or (name == "services" and set(value) <= set(standing(thing, name)))):
            continue  # What such a list says of every place of it fills in, and is no answer to what the place is.
        label, ours = label_of(name, target), field_in_words(name, standing(thing, name), target) or gettext("空欄")
        done = gettext("「%(name)s」の「%(label)s」は、編集者が直した「%(ours)s」のままにします") % {
            "name": step.name,
            "label": label,
            "ours": Truncator(ours).chars(LONGEST_TOLD),
        }
        said = Truncator(field_in_words(name, value, target)).chars(LONGEST_TOLD)
        yield from told(step.row, [finding(label, doubt("correction_kept", said, done))])


def _is_news(change: Change, known: ImportedRecord, thing: Any) -> bool:
    """Whether it changes anything: not what stands here already, nor what the file merely has a column for this time."""
    if is_field(thing, change.field):
        return not alike(thing, change.field, change.new)
    return change.field in known.values


def _with_correction(change: Change, thing: Any) -> Change:
    stands = standing(thing, change.field)
    if not is_field(thing, change.field) or alike(thing, change.field, change.old):
        return change
    return Change(change.field, change.old, change.new, stands, is_corrected=True)


# Carrying it out --------------------------------------------------------------------------------------------------------


def apply(planned: Plan, user: Any = None, progress: Progress | None = None) -> ImportRun:
    """Carries out a plan, in one transaction; where it fails, nothing of it stands, and the run is noted as failed.

    Raises:
        PlanError: as `applying`.
    """
    carrying_out = applying(planned, user)
    while True:
        try:
            done, total = next(carrying_out)
        except StopIteration as finished:
            run: ImportRun = finished.value
            return run
        if progress:
            progress(done, total)


def applying(planned: Plan, user: Any = None) -> Generator[tuple[int, int], None, ImportRun]:
    """Carries out a plan, and says in between how many rows of how many are done; a caller who stops listening undoes it all.

    Raises:
        PlanError: no installed app stores what the file is a list of, or it has no page for that; or the source was imported
            by somebody else since the plan was made.
    """
    target = target_of(planned.read.dataset)
    if target is None:
        raise PlanError(not_taken(planned.read.dataset))
    started, was_saved = timezone.now(), planned.source.pk is not None
    try:
        with transaction.atomic():
            _hold(planned)
            run = _run(planned, user, started, ImportRun.State.DONE)
            yield from writing_of(planned, run, target).write()
            run.finished_at = timezone.now()
            run.save()
            return run
    except PlanError:
        raise
    except NoParentError as error:
        raise PlanError(str(error)) from error
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
        changes=planned.changes if state == ImportRun.State.DONE else [],
    )


LONGEST_TOLD = 200
