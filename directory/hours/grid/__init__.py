"""Opening hours as an editor fills them in, and the way to the text and back."""

from directory.hours.grid.fields import NEW_YEAR_CLOSURE, Annual, Closure, GridError, MoreTimes, NthWeeks
from directory.hours.grid.week import WeekGrid

__all__ = ["NEW_YEAR_CLOSURE", "Annual", "Closure", "GridError", "MoreTimes", "NthWeeks", "WeekGrid"]
