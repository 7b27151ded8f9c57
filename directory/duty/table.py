"""The duties of a month as one form: a row a day, a column a kind, in each cell as many duties as there are.

A duty that is there is known by its number, so that two people who keep the table do not write over each other unawares.
"""

import datetime
import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from directory.duty.places import PlaceNameError, PlaceNames
from directory.duty.queries import duty_of_month
from directory.duty.times import USUAL, days_of, is_off, local, off_name, span
from directory.models import DutySlot
from directory.models.codes import WordsFormField

LONGEST = datetime.timedelta(days=1)
MOST_NEW = 20
"""New duties in one cell; nobody has more, and a forged number asks for no more."""


class EntryForm(forms.Form):
    """One duty. Without a place, and with everything else as it was offered, it is none."""

    place = forms.CharField(label=_("医療機関"), max_length=500, required=False)
    departments = WordsFormField(label=_("診療科目"), max_length=2000, required=False)
    starts = forms.TimeField(label=_("開始"), required=False, widget=forms.TimeInput({"type": "time"}, format="%H:%M"))
    ends = forms.TimeField(label=_("終了"), required=False, widget=forms.TimeInput({"type": "time"}, format="%H:%M"))
    remove = forms.BooleanField(label=_("消す"), required=False)

    def __init__(self, day: datetime.date, kind: str, names: PlaceNames, slot: DutySlot | None = None, **kwargs: Any) -> None:
        self.day, self.kind, self.names, self.slot = day, kind, names, slot
        super().__init__(initial=self._offered(), empty_permitted=slot is None, use_required_attribute=False, **kwargs)
        if slot is None:
            del self.fields["remove"]
        says = {"day": f"{day.month}/{day.day}", "kind": DutySlot.Kind(kind).label}
        for name, bound in self.fields.items():
            heard = {**says, "field": bound.label}
            bound.widget.attrs["aria-label"] = gettext("%(day)s %(kind)s %(field)s") % heard
            bound.widget.attrs["autocomplete"] = "off"
            if name == "place":
                bound.widget.attrs |= {"list": "duty-places", "placeholder": bound.label}
            if name == "departments":
                bound.widget.attrs |= {"list": "duty-departments", "placeholder": bound.label}

    def _offered(self) -> dict[str, Any]:
        if self.slot is None:
            starts, ends = USUAL.get(self.kind, (None, None))
            return {"place": "", "departments": "", "starts": starts, "ends": ends}
        starts_at, ends_at = local(self.slot.starts_at), local(self.slot.ends_at)
        return {
            "place": self.names.label(self.slot.place),
            "departments": "、".join(self.slot.departments),
            "starts": starts_at.time(),
            "ends": ends_at.time(),
        }

    @property
    def is_long(self) -> bool:
        """Whether it lasts longer than the clock can say: its times are changed by themselves, not in the table."""
        return self.slot is not None and self.slot.ends_at - self.slot.starts_at > LONGEST

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("remove"):
            self.errors.clear()  # what goes away need not be right
            return cleaned
        name = cleaned.get("place", "").strip()
        if not name:
            self.add_error(
                "place",
                _("医療機関を書いてください。当番をなくすときは「消す」に印を付けます。")
                if self.slot
                else _("医療機関を書いてください。"),
            )
        else:
            try:
                cleaned["found"] = self.names.find(name)
            except PlaceNameError as error:
                self.add_error("place", str(error))
        for time in ("starts", "ends"):
            if cleaned.get(time) is None and time not in self.errors:
                self.add_error(time, _("時間を書いてください。"))
        return cleaned

    def changed_slot(self) -> DutySlot | None:
        """The duty as it is to be; None where there is none, or nothing changes. Only of a valid form."""
        if not self.has_changed() or self.cleaned_data.get("remove"):
            return None
        slot = self.slot or DutySlot(kind=self.kind)
        slot.place = self.cleaned_data["found"]
        slot.departments = self.cleaned_data["departments"]
        if not {"starts", "ends"}.isdisjoint(self.changed_data) or self.slot is None:
            slot.starts_at, slot.ends_at = span(self.day, self.cleaned_data["starts"], self.cleaned_data["ends"])
        return slot

    @property
    def removes(self) -> bool:
        return bool(self.slot and self.cleaned_data.get("remove"))


@dataclass
class Cell:
    """The duties of a kind on a day, and room for another."""

    kind: str
    key: str
    forms: list[EntryForm]

    @property
    def label(self) -> str:
        return str(DutySlot.Kind(self.kind).label)

    @property
    def room(self) -> int:
        """How many new duties it has room for."""
        return sum(form.slot is None for form in self.forms)


@dataclass
class Row:
    """A day; `name` says why somebody has to be on duty, and is empty on working days."""

    day: datetime.date
    name: str
    is_off: bool
    cells: list[Cell] = field(default_factory=list)


class MonthTable:
    """The form of a month.

    Args:
        month: its first day.
        data: what was posted; None for the table as it stands. `rooms-DAY-KIND` is how many new duties a cell has room for;
            `more` names the cell that wants room for another.
    """

    def __init__(self, month: datetime.date, data: Mapping[str, str] | None = None) -> None:
        self.month, self.data = month, data
        self.slots = duty_of_month(month)
        self.names = PlaceNames()
        self.seen = _fingerprint(self.slots)
        self.errors: list[str] = []
        self.rows = [self._row(day) for day in days_of(month)]

    def _row(self, day: datetime.date) -> Row:
        row = Row(day, off_name(day), is_off(day))
        for kind in DutySlot.Kind.values:
            key = f"{day.day}-{kind}"
            there = [slot for slot in self.slots if slot.day == day and slot.kind == kind]
            shown = [self._form(day, kind, f"slot-{slot.pk}", slot) for slot in there]
            new = [self._form(day, kind, f"new-{key}-{number}") for number in range(self._room(key))]
            row.cells.append(Cell(kind, key, shown + new))
        return row

    def _room(self, key: str) -> int:
        given = (self.data or {}).get(f"rooms-{key}", "1")
        room = int(given) if given.isascii() and given.isdigit() and len(given) < 4 else 1
        return min(MOST_NEW, max(1, room) + ((self.data or {}).get("more") == key))

    def _form(self, day: datetime.date, kind: str, prefix: str, slot: DutySlot | None = None) -> EntryForm:
        # What was not posted is not there to be emptied: somebody else entered it meanwhile.
        posted = self.data if self.data is not None and f"{prefix}-place" in self.data else None
        return EntryForm(day, kind, self.names, slot, data=posted, prefix=prefix)

    @property
    def forms(self) -> Iterator[EntryForm]:
        for row in self.rows:
            for cell in row.cells:
                yield from cell.forms

    @property
    def bound(self) -> list[EntryForm]:
        return [form for form in self.forms if form.is_bound]

    def is_valid(self) -> bool:
        """Whether all of it can be saved. What is wrong stands in `errors` and at the cells."""
        if (self.data or {}).get("seen") != self.seen:
            self.errors.append(
                gettext(
                    "開いているあいだに、ほかの人がこの月の当番を変えました。まだ何も保存していません。表を見直して、もう一度保存してください。"
                )
            )
            return False
        valid = [form.is_valid() for form in self.bound]
        return all(valid) and self._none_twice()

    def _none_twice(self) -> bool:
        """Whether no hospital has two duties of a kind that begin at one time."""
        taken: dict[tuple[int, str, datetime.datetime], EntryForm] = {}
        valid = True
        for form in self.bound:
            if form.removes or (form.slot is None and not form.has_changed()):
                continue
            slot = form.changed_slot() or form.slot
            assert slot is not None  # noqa: S101 (an unchanged form without a duty was left out above)
            key = (slot.place.pk, slot.kind, slot.starts_at)
            if key in taken:
                form.add_error("place", ValidationError(_("同じ医療機関の、同じ時間に始まる当番が、もう一つあります。")))
                valid = False
            taken[key] = form
        return valid

    def changes(self) -> tuple[list[DutySlot], list[DutySlot]]:
        """The duties to save and those to delete. Only of a valid table."""
        saved = [slot for form in self.bound if (slot := form.changed_slot()) is not None]
        return saved, [form.slot for form in self.bound if form.removes and form.slot is not None]


def _fingerprint(slots: list[DutySlot]) -> str:
    """Another for every other state of the month."""
    state = sorted((s.pk, s.place_id, s.kind, s.departments, s.starts_at.timestamp(), s.ends_at.timestamp()) for s in slots)
    return hashlib.sha256(repr(state).encode()).hexdigest()[:32]
