"""What a grid of opening hours is made of."""

from dataclasses import dataclass
from datetime import date

from directory.hours.errors import HoursError
from directory.hours.rules import TimeSpan

RANGES = 3
"""Times a day may have."""
AS_WEEKDAY, HOLIDAY_CLOSED, OWN, HOLIDAY_UNKNOWN = "as_weekday", "closed", "own", "unknown"
HOLIDAYS = (AS_WEEKDAY, HOLIDAY_CLOSED, OWN, HOLIDAY_UNKNOWN)
NTH = (1, 2, 3, 4, 5, -1)
"""Which of a month; -1 the last."""
NEW_YEAR = "年末年始"
"""The comment by which the closure around New Year is known in a text. It is content, and so not translated."""
REMARK = 100
"""Characters of a remark."""

Times = tuple[TimeSpan, ...]


class GridError(HoursError):
    """What is wrong with a grid: messages by the field they are about, such as `days.0.1.end` or `closures.2.start`."""

    def __init__(self, fields: dict[str, str]):
        super().__init__(" ".join(dict.fromkeys(fields.values())))
        self.fields = fields


@dataclass(frozen=True, order=True)
class Annual:
    """A date without a year."""

    month: int
    day: int


@dataclass(frozen=True)
class Closure:
    """Closed from a date to a date, both included: every year (`Annual`), or once (`date`). The remark says why (お盆)."""

    start: Annual | date
    end: Annual | date
    remark: str = ""


@dataclass(frozen=True)
class NthWeeks:
    """The nth of a weekday in a month, 0 for Monday: with times of their own, or closed if there are none."""

    weekday: int
    weeks: tuple[int, ...]
    times: Times = ()


@dataclass(frozen=True)
class MoreTimes:
    """Times of some days, 0 for Monday, that are told by a name of their own (延長保育), beside the usual times of these days."""

    days: tuple[int, ...]
    times: Times
    remark: str


NEW_YEARS_DAY_OFF = Closure(Annual(1, 1), Annual(1, 1))
NEW_YEAR_CLOSURE = Closure(Annual(12, 29), Annual(1, 3))


def is_around_new_year(closure: Closure) -> bool:
    """Does it last, every year, from a day of December to one of January?"""
    return (
        isinstance(closure.start, Annual)
        and isinstance(closure.end, Annual)
        and (closure.start.month, closure.end.month) == (12, 1)
    )
