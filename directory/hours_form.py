"""Opening hours in the admin's forms: a grid of the week, or the text for those that no grid can say."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from cms.core.announcing.choosing import AnnouncingFormMixin
from cms.core.forms import AgedModelForm
from directory.hours import Hours, HoursError, in_words
from directory.hours.grid import GridError, WeekGrid
from directory.hours.grid.fields import AS_WEEKDAY, HOLIDAY_CLOSED, HOLIDAY_UNKNOWN, NTH, OWN, RANGES
from directory.hours.grid.form import data_of

GRID, TEXT = "grid", "text"
BLANK_ROWS = 2
"""Empty rows to fill in below those that are there."""
MOST_ROWS = 40
WEEKDAYS = [gettext_lazy(f"{day}曜") for day in "月火水木金土日"]
HOLIDAYS = {
    AS_WEEKDAY: gettext_lazy("開いている（曜日どおりの時間）"),
    OWN: gettext_lazy("開いている（祝日だけの時間）"),
    HOLIDAY_CLOSED: gettext_lazy("休み"),
    HOLIDAY_UNKNOWN: gettext_lazy("分からない"),
}
NEW_YEAR_OPEN, NEW_YEAR_CLOSED, NEW_YEAR_UNKNOWN = "", "closed", "unknown"
NEW_YEARS = {
    NEW_YEAR_OPEN: gettext_lazy("開いている（いつもどおり）"),
    NEW_YEAR_CLOSED: gettext_lazy("休み"),
    NEW_YEAR_UNKNOWN: gettext_lazy("分からない"),
}
USUAL_NEW_YEAR = {"start": "12-29", "end": "01-03"}
NEW_YEARS_DAY = {"start": "01-01", "end": "01-01"}
SHIFTS = {
    "": gettext_lazy("なにもしない（祝日でも休み）"),
    "next_day": gettext_lazy("祝日は開けて、翌日を休みにする"),
    "next_weekday": gettext_lazy("祝日は開けて、次の平日を休みにする"),
}
PARTS = {
    "holiday_times": gettext_lazy("祝日"),
    "holidays": gettext_lazy("祝日"),
    "nth": gettext_lazy("第何週かの曜日"),
    "closures": gettext_lazy("そのほかの休み"),
    "new_year": gettext_lazy("年末年始"),
    "new_year_unknown": gettext_lazy("年末年始"),
    "more": gettext_lazy("名前のある時間"),
    "weekly_closed": gettext_lazy("定休日"),
    "shift": gettext_lazy("定休日が祝日のとき"),
    "remark": gettext_lazy("ひとこと"),
}
Data = dict[str, Any]


def data_from(posted: Mapping[str, Any], name: str) -> Data:
    """What a form sent for the field `name`: its mode, the text and its shift, and the grid as `WeekGrid.from_data` reads it."""

    def said(key: str) -> str:
        return str(posted.get(f"{name}-{key}", "")).strip()

    def several(key: str) -> list[str]:
        values = posted.getlist(f"{name}-{key}") if hasattr(posted, "getlist") else posted.get(f"{name}-{key}", [])
        return [str(value) for value in values]

    def times(key: str) -> list[Data]:
        return [
            {"start": said(f"{key}-{n}-start"), "end": said(f"{key}-{n}-end"), "next_day": bool(said(f"{key}-{n}-next_day"))}
            for n in range(RANGES)
        ]

    def closure(key: str) -> dict[str, str]:
        return {part: said(f"{key}-{part}") for part in ("start", "end", "remark")}

    def rows(key: str) -> range:
        count = said(f"{key}-count")
        return range(min(int(count), MOST_ROWS) if count.isdecimal() else 0)

    new_year = {"start": said("new_year-start"), "end": said("new_year-end")}
    answer = said("new_year")
    new_years_day = NEW_YEARS_DAY if answer == NEW_YEAR_UNKNOWN and said("new_year-first") else None
    return {
        "filled": said("filled"),
        "mode": TEXT if said("mode") == TEXT else GRID,
        "text": said("text"),
        "text_shift": said("text_shift"),
        "grid": {
            "days": [times(f"days-{day}") for day in range(7)],
            "weekly_closed": [day for day in range(7) if said(f"weekly_closed-{day}")],
            "holidays": said("holidays") or AS_WEEKDAY,
            "holiday_times": times("holiday_times"),
            "nth": [
                {"weekday": said(f"nth-{n}-weekday"), "weeks": several(f"nth-{n}-weeks"), "times": times(f"nth-{n}-times")}
                for n in rows("nth")
            ],
            "new_year": new_year if answer == NEW_YEAR_CLOSED else new_years_day,
            "new_year_unknown": new_year if answer == NEW_YEAR_UNKNOWN else None,
            "more": [
                {"days": several(f"more-{n}-days"), "times": times(f"more-{n}-times"), "remark": said(f"more-{n}-remark")}
                for n in rows("more")
            ],
            "closures": [closure(f"closures-{n}") for n in rows("closures")],
            "shift": said("shift"),
            "remark": said("remark"),
        },
    }


def hours_from(data: Data) -> Hours:
    """The hours that a form's data say. HoursError; GridError by field."""
    if data["mode"] == TEXT or keeps_text(data):
        return Hours(data["text"], data["text_shift"] if data["text_shift"] in SHIFTS else "")
    return WeekGrid.from_data(data["grid"]).to_hours()


def keeps_text(data: Data) -> bool:
    """Whether the text counts though the grid was chosen: the grid came up empty beside it, and nobody has filled in anything."""
    if data["mode"] != GRID or not data["text"] or data.get("filled"):
        return False
    try:
        return WeekGrid.from_data(data["grid"]) == WeekGrid()
    except GridError:
        return False


def faults_in_words(error: HoursError) -> list[str]:
    """What is wrong, each with where: 月曜 1つ目: …"""
    if not isinstance(error, GridError):
        return [str(error)]
    said = [f"{place}: {message}" if (place := _place(field)) else message for field, message in error.fields.items()]
    return list(dict.fromkeys(said))


def _place(field: str) -> str:
    first, *rest = field.split(".")
    numbers = [int(part) for part in rest if part.isdecimal()]
    if first == "days" and numbers:
        place, *numbers = numbers
        said = str(WEEKDAYS[place])
    else:
        said = str(PARTS.get(first, ""))
    return " ".join([said, *(pgettext("欄の番号", "%(n)dつ目") % {"n": number + 1} for number in numbers[:1])]).strip()


def note_of(data: Data) -> str:
    """What somebody has to know who chose the grid for hours that no grid says."""
    if not keeps_text(data):
        return ""
    return _(
        "今の時間は、この表では書けないことを含みます。表に何か入れるまでは、今の内容がそのまま残ります。"
        "入れると、表の内容に置きかわります。時間をなくすときは、「書式で入れる」の欄を空にします。"
    )


def understood(hours: Hours) -> list[str]:
    """The hours in words; that nobody knows, where there are none."""
    return in_words(hours) or [_("まだ何も入っていません。サイトでは「時間が分かりません」になります。")]


class HoursWidget(forms.Widget):
    """The grid. Its value is Hours, or what a form sent (`data_from`)."""

    template_name = "directory/admin/hours.html"
    tells_faults = True
    """Whether it says what is wrong; of a form that was sent, its field does."""

    class Media:
        css = {"all": ["directory/admin-hours.css"]}
        js = ["directory/admin-hours.js"]

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Data:
        return data_from(data, name)

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return f"{name}-mode" not in data

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context = super().get_context(name, None, attrs)
        data = value if isinstance(value, dict) else self._shown(value if isinstance(value, Hours) else Hours(str(value or "")))
        grid = data["grid"]
        context["hours"] = {
            **data,
            "days": [
                {"label": label, "number": day, "closed": day in grid["weekly_closed"], "times": list(_slots(grid["days"][day]))}
                for day, label in enumerate(WEEKDAYS)
            ],
            "holidays": _choices(HOLIDAYS, grid["holidays"]),
            "holiday_times": list(_slots(grid["holiday_times"])),
            "nth": [self._nth_row(row) for row in _with_blanks(grid["nth"])],
            "more": [self._more_row(row) for row in _with_blanks(grid["more"], 1)],
            "closures": [_spoken(row) for row in _with_blanks(grid["closures"])],
            **self._new_year(grid),
            "shifts": _choices(SHIFTS, grid["shift"]),
            "text_shifts": _choices(SHIFTS, data["text_shift"]),
            "remark": grid["remark"],
        }
        context["note"] = note_of(data)
        context["kept"] = note_of({**data, "mode": GRID})
        try:
            context["understood"], context["faults"] = understood(hours_from(data)), []
        except HoursError as error:
            context["understood"], context["faults"] = [], faults_in_words(error) if self.tells_faults else []
        return context

    @staticmethod
    def _shown(hours: Hours) -> Data:
        grid = WeekGrid.from_hours(hours)
        return {
            "mode": GRID if grid else TEXT,
            "filled": "1" if grid and hours else "",
            "text": hours.text,
            "text_shift": hours.shift,
            "grid": data_of(grid or WeekGrid()),
        }

    @staticmethod
    def _new_year(grid: Data) -> Data:
        answer = NEW_YEAR_UNKNOWN if grid["new_year_unknown"] else NEW_YEAR_CLOSED if grid["new_year"] else NEW_YEAR_OPEN
        return {
            "new_year": _choices(NEW_YEARS, answer),
            "new_year_dates": _spoken(grid["new_year_unknown"] or grid["new_year"] or USUAL_NEW_YEAR),
            "new_years_day": bool(grid["new_year_unknown"] and grid["new_year"]),
        }

    @staticmethod
    def _more_row(row: Data) -> Data:
        days = {str(day) for day in row.get("days") or ()}
        return {
            "days": _choices({str(day): label for day, label in enumerate(WEEKDAYS)}, *days),
            "times": list(_slots(row.get("times") or [])),
            "remark": row.get("remark", ""),
        }

    @staticmethod
    def _nth_row(row: Data) -> Data:
        weeks = {str(week) for week in row.get("weeks") or ()}
        names = {week: _("最終") if week == -1 else _("第%(n)d") % {"n": week} for week in NTH}
        return {
            "weekdays": _choices({str(day): label for day, label in enumerate(WEEKDAYS)}, str(row.get("weekday", ""))),
            "weeks": _choices({str(week): name for week, name in names.items()}, *weeks),
            "times": list(_slots(row.get("times") or [])),
        }


def _slots(times: list[Data]) -> Iterator[Data]:
    for n in range(RANGES):
        yield times[n] if n < len(times) else {}


def _with_blanks(rows: list[Data], blanks: int = BLANK_ROWS) -> list[Data]:
    return [*rows, *({} for _n in range(blanks))]


def _spoken(row: Data) -> Data:
    """Dates as people write them: 08-13 → 8月13日. What somebody typed otherwise stays."""
    return {name: _ISO.sub(_in_japanese, said) if name in {"start", "end"} else said for name, said in row.items()}


def _in_japanese(found: re.Match[str]) -> str:
    """A form's own way of writing, which its field reads again; it is not translated."""
    return (f"{found[1]}年" if found[1] else "") + f"{int(found[2])}月{int(found[3])}日"


_ISO = re.compile(r"^(?:(\d{4})-)?(\d\d)-(\d\d)$")


def _choices(labels: Mapping[str, Any], *chosen: str) -> list[Data]:
    return [{"value": value, "label": label, "chosen": value in chosen} for value, label in labels.items()]


class HoursField(forms.Field):
    """Opening hours; cleaned, they are `Hours`."""

    widget = HoursWidget

    def clean(self, value: Any) -> Hours:
        if not isinstance(value, dict):
            return value if isinstance(value, Hours) else Hours("")
        try:
            return hours_from(value)
        except HoursError as error:
            raise ValidationError(faults_in_words(error)) from error

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return hours_from(data) != initial
        except HoursError:
            return True


class HoursFormMixin:
    """A model form whose opening_hours are filled in as a grid, and bring hours_shift along."""

    fields: dict[str, forms.Field]
    initial: dict[str, Any]
    instance: Any
    is_bound: bool

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "opening_hours" not in self.fields:
            return
        self.fields["opening_hours"] = HoursField(label=self.fields["opening_hours"].label, required=False)
        self.fields["opening_hours"].widget.tells_faults = not self.is_bound
        try:
            self.initial["opening_hours"] = self.instance.hours
        except HoursError:  # Code wrote what is none: it is shown as it is, and refused until somebody mends it.
            data = HoursWidget._shown(Hours(""))
            self.initial["opening_hours"] = {**data, "mode": TEXT, "text": self.instance.opening_hours}

    def clean(self) -> Any:
        cleaned = super().clean()  # type: ignore[misc]
        hours = cleaned.get("opening_hours")
        if isinstance(hours, Hours):
            stored = self.initial.get("opening_hours")
            # The same week in other words is nobody's change: a source's text stays as it wrote it.
            if isinstance(stored, Hours) and hours == hours_from(HoursWidget._shown(stored)):
                hours = stored
            cleaned["opening_hours"] = hours.text
            self.instance.hours_shift = hours.shift
        return cleaned


class PlaceForm(AnnouncingFormMixin, HoursFormMixin, AgedModelForm):
    """The form of a place."""
