"""Opening hours: text of OpenStreetMap's `opening_hours`, with Japan's holidays. No database, no request."""

from directory.hours.errors import HoursError
from directory.hours.evaluating import Day, Hours, Interval, Status
from directory.hours.grid import NEW_YEAR_CLOSURE, Annual, Closure, GridError, MoreTimes, NthWeeks, WeekGrid
from directory.hours.reading import Doubt, HoursReading, read_hours
from directory.hours.rules import TimeSpan
from directory.hours.words import in_words, remark_in_words

__all__ = [
    "NEW_YEAR_CLOSURE",
    "Annual",
    "Closure",
    "Day",
    "Doubt",
    "GridError",
    "Hours",
    "HoursError",
    "HoursReading",
    "Interval",
    "MoreTimes",
    "NthWeeks",
    "Status",
    "TimeSpan",
    "WeekGrid",
    "in_words",
    "read_hours",
    "remark_in_words",
]
