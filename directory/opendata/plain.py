"""Values as JSON holds them."""

import datetime
from typing import Any

Values = dict[str, Any]


def plain(value: Any) -> Any:
    """A value as JSON gives it back: sets sorted, tuples lists, dates ISO 8601."""
    if isinstance(value, set | frozenset):
        return sorted(value)
    if isinstance(value, list | tuple):
        return [plain(each) for each in value]
    if isinstance(value, dict):
        return {key: plain(each) for key, each in value.items()}
    return value.isoformat() if isinstance(value, datetime.date | datetime.time) else value
