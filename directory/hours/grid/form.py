"""A grid of opening hours as plain data: what a form shows and sends, and what goes into JSON."""

import re
import unicodedata
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from directory.hours.grid.fields import AS_WEEKDAY, Annual, Closure, GridError, MoreTimes, NthWeeks, Times
from directory.hours.grid.week import WeekGrid
from directory.hours.rules import DAY, TimeSpan

_CLOCK = re.compile(r"(\d{1,2})(?::(\d{1,2})|時(?:(\d{1,2})分?|(半))?)?")
"""9:00, 9時, 9時30分, 17時半, 9."""
_DATE = re.compile(r"(?:(\d{4})[-/.年])?(\d{1,2})(?:[-/.](\d{1,2})|月(\d{1,2})日?)")
"""8月13日, 8/13, 08-13, 8.13; 2026年8月13日, 2026-08-13, 2026/8/13."""
_DASHES = str.maketrans("‐‑‒–—―−ー", "--------")
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
        "new_year_unknown": _closure_data(grid.new_year_unknown) if grid.new_year_unknown else None,
        "more": [{"days": list(row.days), "times": _times_data(row.times), "remark": row.remark} for row in grid.more],
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
        new_year, new_year_unknown = data.get("new_year"), data.get("new_year_unknown")
        return {
            **{name: str(data.get(name) or usual) for name, usual in _CHOSEN.items()},
            "days": tuple(self._times(f"days.{day}", times) for day, times in enumerate(days)),
            "weekly_closed": tuple(sorted(int(day) for day in data.get("weekly_closed") or ())),
            "holiday_times": self._times("holiday_times", data.get("holiday_times")),
            "nth": self._nth_rows(data.get("nth")),
            "new_year": self._closure("new_year", new_year) if new_year else None,
            "new_year_unknown": self._closure("new_year_unknown", new_year_unknown) if new_year_unknown else None,
            "more": self._more_rows(data.get("more")),
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
        found = _CLOCK.fullmatch(unicodedata.normalize("NFKC", "".join(str(said or "").split())))
        minutes = 30 if found and found[4] else int(found[2] or found[3] or 0) if found else 0
        if not found or minutes > 59:
            self.faults[field] = _("時刻を「9:00」のように入れてください。")
            return 0
        return int(found[1]) * 60 + minutes

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

    def _more_rows(self, rows: list[dict[str, Any]] | None) -> tuple[MoreTimes, ...]:
        filled = [(n, row) for n, row in enumerate(rows or ()) if row.get("days") or row.get("remark") or _has_times(row)]
        self.places["more"] = [n for n, _row in filled]
        return tuple(self._more(f"more.{n}", row) for n, row in filled)

    def _more(self, field: str, row: dict[str, Any]) -> MoreTimes:
        days = sorted({int(day) for day in row.get("days") or ()})
        return MoreTimes(tuple(days), self._times(f"{field}.times", row.get("times")), _line(row.get("remark")))

    def _closures(self, rows: list[dict[str, Any]] | None) -> tuple[Closure, ...]:
        filled = [(n, row) for n, row in enumerate(rows or ()) if row.get("start") or row.get("end") or row.get("remark")]
        self.places["closures"] = [n for n, _row in filled]
        return tuple(self._closure(f"closures.{n}", row) for n, row in filled)

    def _closure(self, field: str, row: dict[str, Any]) -> Closure:
        start = self._date(f"{field}.start", row.get("start"))
        end = self._date(f"{field}.end", row["end"]) if row.get("end") else start
        return Closure(start, end, _line(row.get("remark")))

    def _date(self, field: str, said: object) -> Annual | date:
        line = "".join(str(said or "").split())
        found = _DATE.fullmatch(unicodedata.normalize("NFKC", line).translate(_DASHES))
        if not found:
            self.faults[field] = _("日付を「8月13日」か「2026年8月13日」のように入れてください。")
            return Annual(1, 1)
        month, day = int(found[2]), int(found[3] or found[4])
        if not found[1]:
            return Annual(month, day)
        try:
            return date(int(found[1]), month, day)
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


def _has_times(row: dict[str, Any]) -> bool:
    return any(time.get("start") or time.get("end") for time in row.get("times") or ())


def _line(said: object) -> str:
    """One line as the text can hold it: no line breaks, and no straight quotes, which end a comment there."""
    return " ".join(str(said if said is not None else "").split()).replace('"', "”")
