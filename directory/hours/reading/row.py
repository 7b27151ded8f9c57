"""A row of a municipal file while it is read."""

from functools import singledispatchmethod

from django.utils.translation import gettext as _

from directory.hours.grid import NthWeeks
from directory.hours.grid.fields import Times
from directory.hours.reading import prose
from directory.hours.reading.columns import Columns
from directory.hours.reading.draft import Doubt, Draft, HoursReading
from directory.hours.reading.halves import AFTERNOON, MORNING, NOON_ASSUMED, halves_of, only_half, without_half
from directory.hours.reading.signs import DAYS, Dates, DayItem
from directory.hours.rules import CLOSED, DAY, OPEN, UNKNOWN, TimeSpan


class Row:
    """A row while it is read: first what gives hours, then what changes them, then what closes, then what is uncertain."""

    def __init__(self, columns: Columns, new_year: Dates | None) -> None:
        self.draft = Draft(holiday_state=columns.holidays or "")
        self.column = columns.days
        self.usual = columns.times
        self.new_year = new_year
        self.said_of_holidays = columns.holidays is not None
        self.unsure_words: str | None = None
        """Words that make everything uncertain; None if nothing does."""
        self.is_whole = False
        """Is every closed day named?"""
        self.is_closed_list = False
        """Is a bare list of days one of closed days? With 年末年始 in it, it is."""
        self.words: list[str] = []
        self.doubts: list[Doubt] = []
        self.comments: list[str] = []
        if columns.unclear_days:
            self._everything_uncertain("days_unclear", columns.unclear_days)
        if columns.unclear_times:
            self._doubt("times_unclear", columns.unclear_times, _("時刻が分からないので、時間を入れませんでした。"))
            self.words.append(columns.unclear_times)

    def take_all(self, said: list[prose.Statement]) -> None:
        """Fill in what the statements say, in the order in which they count."""
        self.is_whole = any(isinstance(one, prose.NeverCloses | prose.AllNamed) for one in said)
        if any(isinstance(one, prose.NewYear) for one in said):
            self.is_whole |= self.column is None
            self.is_closed_list = True
        self._usual_times(said)
        self._usual_days(said)
        for kind in _ORDER:
            for statement in said:
                if isinstance(statement, kind):
                    self._take(statement)
        if self.draft.has_hours:
            self._holidays()

    def _usual_times(self, said: list[prose.Statement]) -> None:
        given = [one for one in said if isinstance(one, prose.Opens) and not one.items]
        for opens in given:
            if self.usual and opens.times != self.usual:
                self._everything_uncertain("contradiction", opens.words)
            self.usual = self.usual or opens.times

    def _usual_days(self, said: list[prose.Statement]) -> None:
        """The days that have the usual times: those a column names, or all if the closed ones are all named."""
        by_day = any(isinstance(one, prose.Opens) and one.items for one in said)
        if self.column is not None or (self.is_whole and not by_day):
            for day in range(7) if self.column is None else self.column:
                self.draft.days[day] = self.usual
        elif self.usual and not by_day:
            self.draft.days = [self.usual] * 7
            words = "、".join(map(str, self.usual))
            self._doubt("days_missing", words, _("曜日が書かれていないので、どの日も「不明」としました。"))
            self.unsure_words = self.unsure_words or ""

    @singledispatchmethod
    def _take(self, statement: object) -> None:
        raise TypeError(statement)

    @_take.register
    def _opens(self, said: prose.Opens) -> None:
        for item in said.items:
            if item.holiday:
                self.said_of_holidays, self.draft.holiday_state, self.draft.holiday_times = True, OPEN, said.times
            if item.nth:
                self.draft.nth.append(NthWeeks(item.days[0], item.nth, said.times))
                continue
            for day in item.days:
                self.draft.days[day] = self._with_half(day, said)
        if said.items and not self.said_of_holidays and all(item.workdays for item in said.items):
            self.said_of_holidays, self.draft.holiday_state = True, CLOSED

    def _with_half(self, day: int, said: prose.Opens) -> Times:
        if not said.half:
            return said.times
        other = MORNING if said.half == AFTERNOON else AFTERNOON
        kept = only_half(self.draft.days[day], other)
        self._noon(day, kept, said.words)
        return tuple(sorted({*kept, *said.times}, key=lambda one: one.start))

    def _noon(self, day: int, kept: Times, words: str) -> None:
        if any(one not in self.draft.days[day] for one in kept):
            self._doubt("noon", words, _("午前の終わりが書かれていないので、12:00としました。"))

    @_take.register
    def _until(self, said: prose.Until) -> None:
        for item in said.items:
            if item.holiday:
                self._holidays_until(said)
            for day in item.days:
                times = _ending(self.draft.days[day] or self.usual, said.end)
                if not times:
                    self._item_uncertain(item, said.words)
                elif item.nth and self.draft.days[day]:
                    self.draft.nth.append(NthWeeks(day, item.nth, times))
                elif item.nth or not self.draft.days[day]:
                    # It opens on a day that the columns do not name; when, nobody says.
                    self._uncertain_other_day(NthWeeks(day, item.nth, times), said.words)
                else:
                    self.draft.days[day] = times

    def _holidays_until(self, said: prose.Until) -> None:
        times = _ending(self.usual, said.end)
        self.said_of_holidays = True
        self.draft.holiday_state, self.draft.holiday_times = (OPEN, times) if times else (UNKNOWN, ())

    def _uncertain_other_day(self, row: NthWeeks, words: str) -> None:
        self._doubt("words_unclear", words, _("始まりの時刻が分からないので、その日は「不明」としました。"))
        self.words.append(words)
        if row.weeks:
            self.draft.uncertain_nth.append((row, words))
        else:
            self.draft.days[row.weekday] = row.times
            self.draft.uncertain[row.weekday] = words

    @_take.register
    def _closes(self, said: prose.Closes) -> None:
        if said.is_list and not self._is_list_of_closed_days(said):
            self._everything_uncertain("words_unclear", said.words)
            return
        for group in said.groups:
            for item, half in halves_of(group, self.column):
                self._close(item, half, said.words)

    def _is_list_of_closed_days(self, said: prose.Closes) -> bool:
        """A bare list means closed days if it names 年末年始, or if the days column leaves its days out."""
        listed = {day for group in said.groups for item, half in group if not half and not item.nth for day in item.days}
        return self.is_closed_list or (self.column is not None and bool(listed) and not listed & self.column)

    def _close(self, item: DayItem, half: str | None, words: str) -> None:
        if half is None:
            self._item_uncertain(item, words)
        elif item.holiday:
            self._close_holidays(half)
        elif item.nth:
            self._close_nth(item, half)
        else:
            for day in item.days:
                self._close_day(day, half)

    def _close_holidays(self, half: str) -> None:
        self.said_of_holidays = True
        times = without_half(self.usual, half) if half else ()
        if self.draft.holiday_state == OPEN and not half:
            self._doubt("contradiction", _("祝日"), _("開いているとも休みとも書かれているので、祝日は「不明」としました。"))
            self.draft.holiday_state = UNKNOWN
            return
        self.draft.holiday_state, self.draft.holiday_times = (OPEN, times) if times else (CLOSED, ())
        if any(one not in self.usual for one in times):
            self._doubt("noon", _("祝日"), _("午前の終わりが書かれていないので、12:00としました。"))

    def _close_nth(self, item: DayItem, half: str) -> None:
        day = item.days[0]
        times = without_half(self.draft.days[day], half) if half else ()
        if any(one not in self.draft.days[day] for one in times):
            self._doubt("noon", half, _("午前の終わりが書かれていないので、12:00としました。"))
        self.draft.nth.append(NthWeeks(day, item.nth, times))

    def _close_day(self, day: int, half: str) -> None:
        before = self.draft.days[day]
        if half:
            self._noon(day, without_half(before, half), f"{DAYS[day]}曜{half}")
            self.draft.days[day] = without_half(before, half)
            return
        if self.column and day in self.column and before:
            words = f"{DAYS[day]}曜"
            self._doubt("contradiction", words, _("開いているとも休みとも書かれているので、その日は「不明」としました。"))
            self.draft.uncertain[day] = words
            return
        self.draft.days[day] = ()
        self.draft.weekly_closed.add(day)

    @_take.register
    def _all_named(self, _said: prose.AllNamed | prose.NeverCloses) -> None:
        """Taken into account before all others."""

    @_take.register
    def _shifts(self, said: prose.Shifts) -> None:
        moved = {day for item in said.items if not item.nth for day in item.days} or set(self.draft.weekly_closed)
        if not moved or not moved <= self.draft.weekly_closed:
            self._everything_uncertain("words_unclear", said.words)
            return
        self.draft.shift = said.shift
        self.said_of_holidays = True
        self.draft.weekly_closed = moved
        if any(item.nth for item in said.items):
            self._doubt("nth_shift", said.words, _("第何曜日が祝日のときの振替は、表せません。ことばのまま残しました。"))
            self.words.append(said.words)

    @_take.register
    def _new_year(self, said: prose.NewYear) -> None:
        self.draft.new_year = said.dates or self.new_year
        if not self.draft.new_year:
            self.draft.is_new_year_vague = True
            done = _("いつからいつまでか分からないので、12月29日〜1月3日は「不明」、元日は休みとしました。")
            self._doubt("new_year_dates", said.words, done)

    @_take.register
    def _closed_dates(self, said: prose.ClosedDates) -> None:
        is_sure = said.is_yearly or all(dates.year for dates in said.dates)
        if not is_sure:
            self._doubt("dates_unclear", said.words, _("毎年のことか分からないので、その日は「不明」としました。"))
            self.words.append(said.words)
        self.draft.closures += [(dates, "" if is_sure else said.words) for dates in said.dates]

    @_take.register
    def _extended(self, said: prose.Extended) -> None:
        days = tuple(sorted({day for item in said.items for day in item.days}))
        self.draft.extended.append((days, said.times, said.label))

    @_take.register
    def _sometimes(self, said: prose.Sometimes) -> None:
        self._doubt("sometimes_closed", said.words, _("日が決まっていない休みです。時間に備考として付けました。"))
        self.comments.append(said.words)
        self.words.append(said.words)

    @_take.register
    def _summer(self, said: prose.Summer) -> None:
        self.draft.summer = said.words
        self._doubt("summer_dates", said.words, _("いつからいつまでか分からないので、7月〜9月は「不明」としました。"))
        self.words.append(said.words)

    @_take.register
    def _beside(self, said: prose.Beside) -> None:
        self.words.append(said.words)

    @_take.register
    def _services(self, said: prose.Services) -> None:
        self._doubt("several_services", said.words, _("いくつかの受付ごとに時間が違うので、時間を入れませんでした。"))
        self.draft = Draft()

    @_take.register
    def _unread(self, said: prose.Uncertain) -> None:
        if not said.items:
            self._everything_uncertain("words_unclear", said.words)
            return
        self._doubt("words_unclear", said.words, _("分からないことばなので、書かれた曜日は「不明」としました。"))
        self.words.append(said.words)
        for item in said.items:
            if said.half and not item.nth and not item.holiday:
                self._half_uncertain(item, said)
            else:
                self._item_uncertain(item, said.words, remember=False)

    def _half_uncertain(self, item: DayItem, said: prose.Uncertain) -> None:
        for day in item.days:
            perhaps = only_half(self.draft.days[day], said.half)
            if not perhaps:
                self._item_uncertain(DayItem((day,)), said.words, remember=False)
            elif day not in self.draft.uncertain:
                self.draft.days[day] = without_half(self.draft.days[day], said.half)
                self.draft.uncertain_parts[day] = (perhaps, said.words)

    # What is not sure

    def _item_uncertain(self, item: DayItem, words: str, remember: bool = True) -> None:
        if remember:
            self._doubt("words_unclear", words, _("分からないことばなので、書かれた曜日は「不明」としました。"))
            self.words.append(words)
        if item.holiday:
            self.said_of_holidays, self.draft.holiday_state, self.draft.holiday_times = True, UNKNOWN, ()
        for day in item.days:
            times = self.draft.days[day] or self.usual
            if item.nth:
                self.draft.uncertain_nth.append((NthWeeks(day, item.nth, times), words))
            else:
                self.draft.days[day] = times
                self.draft.uncertain[day] = words
                self.draft.weekly_closed.discard(day)

    def _everything_uncertain(self, code: str, words: str) -> None:
        self._doubt(code, words, _("分からないことばなので、どの日も「不明」としました。"))
        self.words.append(words)
        self.unsure_words = words

    def _doubt(self, code: str, words: str, done: str) -> None:
        doubt = Doubt(code, words, done)
        if doubt not in self.doubts:
            self.doubts.append(doubt)

    def _holidays(self) -> None:
        draft = self.draft
        if draft.holiday_state == OPEN and not draft.holiday_times:
            draft.holiday_times = self.usual
            draft.holiday_state = OPEN if self.usual else ""
        if not (self.said_of_holidays or self.is_whole) and any(draft.days) and self.unsure_words is None:
            self._doubt("holidays_unsaid", "", _("祝日のことが書かれていないので、祝日は「不明」としました。"))
            draft.holiday_state = UNKNOWN
        if draft.holiday_state == OPEN and draft.weekly_closed and not draft.shift:
            days = "・".join(DAYS[day] for day in sorted(draft.weekly_closed))
            self._doubt("holiday_on_closed_day", days, _("定休日が祝日のときのことが書かれていないので、休みとしました。"))

    def reading(self, words: str) -> HoursReading:
        """What was read. `words`: all those of the row, which are the remark if it has no hours."""
        draft = self.draft
        if self.unsure_words is not None:
            draft.make_uncertain(self.unsure_words)
        draft.comment = " ".join(self.comments)
        hours = draft.hours()
        if not hours:
            if words and not self.doubts:
                self._doubt("times_missing", words, _("開いている時間が書かれていません。"))
            return HoursReading(hours, words, tuple(self.doubts))
        # Wherever the words stood, this comes first, so that a note that goes out with the hours comes back as it was.
        is_noon_assumed = NOON_ASSUMED in self.words or any(doubt.code == "noon" for doubt in self.doubts)
        remark = dict.fromkeys([*([NOON_ASSUMED] if is_noon_assumed else []), *self.words])
        return HoursReading(hours, "、".join(remark), tuple(self.doubts))


def _ending(times: Times, end: int) -> Times:
    """Times that end at another minute; none if they do not begin before it."""
    kept = [one for one in times if one.start < end <= one.start + DAY]
    return (*kept[:-1], TimeSpan(kept[-1].start, end)) if kept else ()


_ORDER = (
    prose.Opens,
    prose.Until,
    prose.Closes,
    prose.AllNamed,
    prose.NeverCloses,
    prose.Shifts,
    prose.NewYear,
    prose.ClosedDates,
    prose.Extended,
    prose.Sometimes,
    prose.Summer,
    prose.Beside,
    prose.Uncertain,
    prose.Services,
)
"""In which order statements are taken, wherever they stand: what gives hours before what takes them."""
