"""Opening hours out of the columns of municipal files: what is sure becomes hours, the rest stays words."""

from directory.hours.reading.draft import Doubt, HoursReading
from directory.hours.reading.read import read_hours

__all__ = ["Doubt", "HoursReading", "read_hours"]
