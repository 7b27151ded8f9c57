"""Opening hours: text of OpenStreetMap's `opening_hours`, with Japan's holidays. No database, no request."""

from directory.hours.errors import HoursError
from directory.hours.evaluating import Day, Hours, Interval, Status

__all__ = ["Day", "Hours", "HoursError", "Interval", "Status"]
