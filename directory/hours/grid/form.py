"""A grid of opening hours as plain data: what a form shows and sends, and what goes into JSON."""

import re
import unicodedata
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from directory.hours.grid.fields import AS_WEEKDAY, Annual, Closure, GridError, NthWeeks, Times
from directory.hours.grid.week import WeekGrid
from directory.hours.rules import DAY, TimeSpan

_CLOCK = re.compile(r"(\d{1,2}):(\d{2})")
_DATE = re.compile(r"(?:(\d{4})[-/])?(\d{1,2})[-/](\d{1,2})")
_CHOSEN = {"holidays": AS_WEEKDAY, "shift": ""}


def data_of(grid: WeekGrid) -> dict[str, Any]:
    """The grid as plain data."""
    return {
        "days": [_times_data(times) for times in grid.days],
        "weekly_closed": list(grid.weekly_closed),
        "holidays": grid.holidays,
        "holiday_times": _times_data(grid.holiday_times),
        "nth": [{"weekday": row.weekday, "weeks": list(row.weeks), "times": _times_data(row.times)} for row in grid.nth],
        "new_year": _closure_data(grid.new_year) if grid.new_year else None,
        "closures": [_closure_data(closure) for closure in grid.closures],
        "shift": grid.shift,
        "remark": grid.remark,
    }


def _times_data(times: Times) -> list[dict[str, Any]]:
    return [
        {
            "start": _clock(span.start),
            "end": _clock(span.end - DAY if span.end > DAY else span.end),
            "next_day": span.end > DAY,
        }
        for span in times
    ]


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def _closure_data(closure: Closure) -> dict[str, str]:
    start, end = (
        day.isoformat() if isinstance(day, date) else f"{day.month:02d}-{day.day:02d}" for day in (closure.start, closure.end)
    )
    return {"start": start, "end": end, "remark": closure.remark}


class Form:
    """Reads a form's data. Blank rows are passed over; what is said of a row is said of the place it has in the form."""

    def __init__(self) -> None:
        self.faults: dict[str, str] = {}
        self.places: dict[str, list[int]] = {}
        """For each list, where in the form the rows are that were not blank."""

    def grid(self, data: dict[str, Any]) -> WeekGrid:
        """The grid. GridError, by field, for what is not filled in right."""
        try:
            fields = self._fields(data)
        except (AttributeError, TypeError, ValueError, KeyError) as error:
            raise GridError({"": _("開いている時間の形が正しくありません。")}) from error
        if self.faults:
            raise GridError(self.faults)
        try:
            return WeekGrid(**fields)
        except GridError as error:
            raise GridError({self._in_form(field): message for field, message in error.fields.items()}) from error

    def _fields(self, data: dict[str, Any]) -> dict[str, Any]:
        days = data.get("days") or [[]] * 7
        new_year = data.get("new_year")
        return {
            **{name: str(data.get(name) or usual) for name, usual in _CHOSEN.items()},
            "days": tuple(self._times(f"days.{day}", times) for day, times in enumerate(days)),
            "weekly_closed": tuple(sorted(int(day) for day in data.get("weekly_closed") or ())),
            "holiday_times": self._times("holiday_times", data.get("holiday_times")),
            "nth": self._nth_rows(data.get("nth")),
            "new_year": self._closure("new_year", new_year) if new_year else None,
            "closures": self._closures(data.get("closures")),
            "remark": _line(data.get("remark")),
        }

    def _times(self, field: str, rows: list[dict[str, Any]] | None) -> Times:
        filled = [(n, row) for n, row in enumerate(rows or ()) if row.get("start") or row.get("end")]
        self.places[field] = [n for n, _row in filled]
        return tuple(self._time(f"{field}.{n}", row) for n, row in filled)

    def _time(self, field: str, row: dict[str, Any]) -> TimeSpan:
        start, end = (self._minutes(f"{field}.{name}", row.get(name)) for name in ("start", "end"))
        return TimeSpan(start, end + DAY if row.get("next_day") else end)

    def _minutes(self, field: str, said: object) -> int:
        found = _CLOCK.fullmatch(_line(said))
        if not found or int(found[2]) > 59:
            self.faults[field] = _("時刻を「9:00」のように入れてください。")
            return 0
        return int(found[1]) * 60 + int(found[2])

    def _nth_rows(self, rows: list[dict[str, Any]] | None) -> tuple[NthWeeks, ...]:
        filled = [(n, row) for n, row in enumerate(rows or ()) if row.get("weekday") not in {None, ""} or row.get("weeks")]
        self.places["nth"] = [n for n, _row in filled]
        return tuple(self._nth(f"nth.{n}", row) for n, row in filled)

    def _nth(self, field: str, row: dict[str, Any]) -> NthWeeks:
        weeks = sorted((int(week) for week in row.get("weeks") or ()), key=lambda week: week if week > 0 else 9)
        weekday = row.get("weekday")
        return NthWeeks(
            -1 if weekday in {None, ""} else int(str(weekday)), tuple(weeks), self._times(f"{field}.times", row.get("times"))
        )

    def _closures(self, rows: list[dict[str, Any]] | None) -> tuple[Closure, ...]:
        filled = [(n, row) for n, row in enumerate(rows or ()) if row.get("start") or row.get("end") or row.get("remark")]
        self.places["closures"] = [n for n, _row in filled]
        return tuple(self._closure(f"closures.{n}", row) for n, row in filled)

    def _closure(self, field: str, row: dict[str, Any]) -> Closure:
        start = self._date(f"{field}.start", row.get("start"))
        end = self._date(f"{field}.end", row["end"]) if row.get("end") else start
        return Closure(start, end, _line(row.get("remark")))

    def _date(self, field: str, said: object) -> Annual | date:
        found = _DATE.fullmatch(_line(said))
        if found and not found[1]:
            return Annual(int(found[2]), int(found[3]))
        try:
            if found:
                return date(int(found[1]), int(found[2]), int(found[3]))
            self.faults[field] = _("日付を入れてください。")
        except ValueError:
            self.faults[field] = _("その日はありません。")
        return Annual(1, 1)

    def _in_form(self, field: str) -> str:
        """The field's name with the places that its rows have in the form: a time's within its row, a row's in its list."""
        parts = field.split(".")
        for place, part in enumerate(parts):
            rows = self.places.get(".".join(parts[:place]))
            if rows and part.isdecimal():
                parts[place] = str(rows[int(part)])
        return ".".join(parts)


def _line(said: object) -> str:
    """One line as the text can hold it: no line breaks, and no straight quotes, which end a comment there."""
    line = " ".join(str(said if said is not None else "").split()).replace('"', "”")
    return line if not _CLOCKLIKE.search(line) else unicodedata.normalize("NFKC", line)


_CLOCKLIKE = re.compile(r"^[\d０-９:：/／\-－]+$")
