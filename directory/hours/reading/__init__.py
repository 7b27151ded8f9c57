"""Opening hours out of the columns of municipal files: what is sure becomes hours, the rest stays words."""

from directory.hours.reading.draft import Doubt, HoursReading
from directory.hours.reading.read import read_hours
from directory.hours.reading.turn_of_year import uncertain_around_new_year, unsaid_around_new_year

__all__ = ["Doubt", "HoursReading", "read_hours", "uncertain_around_new_year", "unsaid_around_new_year"]
