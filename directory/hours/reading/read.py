"""What the columns of a row and its sentences say together."""

from directory.hours.reading.columns import is_unfilled, read_columns
from directory.hours.reading.draft import HoursReading
from directory.hours.reading.prose import statements
from directory.hours.reading.row import Row
from directory.hours.reading.signs import Dates, column_minutes, normal


def read_hours(  # noqa: PLR0917
    days: str,
    opens: str,
    closes: str,
    remark: str,
    free: str = "",
    closed: str = "",
    new_year: Dates | None = None,
) -> HoursReading:
    """Opening hours out of the columns of a municipal file.

    `days` (月火水木金, 平日, 土日祝), `opens` and `closes` (09:00, 9時半, 0.375) and `remark` (利用可能日時特記事項) as the
    standard has them; `free` is prose with times (提供時間), `closed` a column that lists closed days (定休日), and so all
    of them. `new_year`: what 年末年始 means where the file does not say, by the ordinance of the municipality whose file it
    is; without it the days around New Year stay uncertain.

    What is not sure is not claimed: the times it is about are `unknown`, with the words as their comment, and a doubt says
    so. Without times, or with several services that have their own, the hours are empty and all the words are the remark.
    What is taken as sure though one might object:

    - 午後休診 ends at noon, where the file gives no end of the morning (doubt "noon"; the remark says so).
    - A list of closed days that has a column or heading of its own, or 無休, is whole: on holidays it does not name it is open.
      Elsewhere holidays that nobody mentions are uncertain (doubt "holidays_unsaid"); 平日 alone excludes them.
    - 休業日 now and then (棚卸し, 臨時休業) leave the hours; their words are the comment of these (doubt "sometimes_closed").
    """
    row = Row(read_columns(days, opens, closes), new_year)
    row.take_all([*statements(free), *statements(remark), *statements(closed, closed=True)])
    times = (_time(column) for column in (opens, closes) if not is_unfilled(column))
    words = (normal(days), "~".join(times), *map(normal, (free, remark, closed)))
    return row.reading(" ".join(word for word in words if word))


def _time(column: str) -> str:
    """A time for people: not the fraction that a spreadsheet has."""
    minutes = column_minutes(column)
    return normal(column) if minutes is None else f"{minutes // 60}:{minutes % 60:02d}"
