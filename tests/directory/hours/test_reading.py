"""Hours out of municipal columns: what is sure becomes hours, what is not is never claimed and stays words."""

from datetime import date, datetime, timedelta
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from directory.hours import Annual, Hours, HoursReading, WeekGrid, read_hours
from directory.hours.reading.columns import is_unfilled
from directory.hours.reading.halves import NOON_ASSUMED
from directory.hours.reading.signs import Dates

NEW_YEAR = 'Dec 29-Jan 3 off "年末年始"'


class Row(NamedTuple):
    """The columns of a row, and what they mean: text, shift, remark, codes of doubts."""

    days: str = ""
    opens: str = ""
    closes: str = ""
    remark: str = ""
    free: str = ""
    closed: str = ""
    text: str = ""
    shift: str = ""
    left: str = ""
    codes: tuple[str, ...] = ()

    def read(self, **more: str) -> HoursReading:
        columns = {name: getattr(self, name) for name in ("days", "opens", "closes", "remark", "free", "closed")}
        return read_hours(**{**columns, **more}, new_year=Dates(Annual(12, 29), Annual(1, 3)))


CLINIC = ("月火水金土", "0.375", "0.75")
ROWS = {
    # Columns
    "nothing is filled in": Row(),
    "midnight to midnight is nothing": Row(opens="0:00", closes="0:00"),
    "every day, with holidays": Row("毎日", "9:00", "17:00", text="09:00-17:00"),
    "full-width and 時": Row("毎日", "９時", "１７時３０分", text="09:00-17:30"),
    "half past, and noon": Row("毎日", "9時半", "正午", text="09:30-12:00"),
    "with seconds": Row("毎日", "09:00:00", "17:00:00", text="09:00-17:00"),
    "fractions of a day": Row("毎日", "0.371527777777778", "0.743055555555555", text="08:55-17:50"),
    "until midnight": Row("毎日", "9:00", "24:00", text="09:00-24:00"),
    "until after midnight": Row("毎日", "18:00", "翌2:00", text="18:00-26:00"),
    "until after midnight, unsaid": Row("毎日", "18:00", "2:00", text="18:00-26:00"),
    "24 hours": Row("毎日", "24時間", "", text="00:00-24:00"),
    "workdays are no holidays": Row("平日", "8:30", "17:15", text="Mo-Fr 08:30-17:15; PH off"),
    "week-ends and holidays": Row("土日祝", "9:00", "17:00", text="Sa-Su 09:00-17:00; PH 09:00-17:00"),
    "semicolons, and holidays unsaid": Row(
        "月;火", "9:00", "12:00", text="Mo-Tu 09:00-12:00; PH 09:00-12:00 unknown; We-Su off", codes=("holidays_unsaid",)
    ),
    "a range of days": Row(
        "月～金", "9:00", "12:00", text="Mo-Fr 09:00-12:00; PH 09:00-12:00 unknown; Sa-Su off", codes=("holidays_unsaid",)
    ),
    "dots, Sunday first": Row("日・月・祝", "9:00", "12:00", text="Mo,Su 09:00-12:00; PH 09:00-12:00"),
    "days without times": Row("月火水木金", left="月火水木金", codes=("times_missing",)),
    "days that are no days": Row("備考参照", "9:00", "12:00", text='09:00-12:00 unknown "備考参照"', left="備考参照",
                             codes=("days_unclear", "days_missing")),
    "an end before the start": Row("毎日", "17:00", "9:00", left="毎日 17:00~9:00", codes=("times_unclear",)),
    "a time that is none": Row("毎日", "朝", "17:00", left="毎日 朝~17:00", codes=("times_unclear",)),
    "a fraction that is no minute": Row("毎日", "0.3701", "0.75", left="毎日 0.3701~18:00", codes=("times_unclear",)),
    # Sections
    "a centre": Row(
        remark="【開館時間】9:00～12:00、13:00～16:30【休館日】月曜日、第3日曜日、年末年始（月曜日が祝日の場合は翌日休）",
        text=f"Tu-Su 09:00-12:00,13:00-16:30; Su[3] off; Mo off; {NEW_YEAR}", shift="next_day",
    ),
    "a hall": Row(
        remark="【利用時間】10:00〜18:00 【休業日】木曜日、年末年始（木曜日が祝日の場合は翌平日休）",
        text=f"Mo-We,Fr-Su 10:00-18:00; Th off; {NEW_YEAR}", shift="next_weekday",
    ),
    "closed on holidays": Row(
        remark="【開館時間】9:30～12:00【休館日】日曜日、年末年始、祝日", text=f"Mo-Sa 09:30-12:00; Su off; PH off; {NEW_YEAR}"
    ),
    # A column of closed days
    "an office": Row(free="8:30～17:15", closed="土日祝、年末年始", text=f"Mo-Fr 08:30-17:15; Sa-Su off; PH off; {NEW_YEAR}"),
    "an office, the list being a remark": Row(
        free="8:30～17:15", remark="土日祝、年末年始", text=f"Mo-Fr 08:30-17:15; Sa-Su off; PH off; {NEW_YEAR}"
    ),
    "open on the holidays that a list leaves out": Row(
        free="10:00～19:00", closed="水曜日", text="Mo-Tu,Th-Su 10:00-19:00; We off"
    ),
    "closed from Sunday to Tuesday": Row(free="11：00～19：00", closed="日曜日～火曜日", text="We-Sa 11:00-19:00; Mo-Tu,Su off"),
    "a Sunday of the month": Row(
        free="9:00～21:30", closed="毎月第3日曜日及び祝日・年末年始（12/28～1/4）",
        text='09:00-21:30; Su[3] off; PH off; Dec 28-Jan 4 off "年末年始"',
    ),
    "the last Wednesday": Row(free="10:00-20:00", closed="最終水曜", text="10:00-20:00; We[-1] off"),
    "two Mondays": Row(free="10:00-20:00", closed="第1・第3月曜日", text="10:00-20:00; Mo[1,3] off"),
    "the holiday in brackets": Row(
        free="9:00～17:00", closed="月曜（祝日の場合は翌日）", text="Tu-Su 09:00-17:00; Mo off", shift="next_day"
    ),
    "two weekdays that move": Row(
        free="9:00～17:00", closed="月・火曜（祝休日の場合は、翌平日）", text="We-Su 09:00-17:00; Mo-Tu off", shift="next_weekday"
    ),
    "an nth day that moves": Row(
        free="9:00～17:00", closed="月曜日、第3日曜日（月・第3日曜が祝日の場合は翌日休）",
        text="Tu-Su 09:00-17:00; Su[3] off; Mo off", shift="next_day",
        left="月・第3日曜が祝日の場合は翌日休", codes=("nth_shift",),
    ),
    "times by day": Row(
        free="平日9:00～17:00　土日祝10:00～19:00", closed="月曜日（月曜日が祝日の場合は、翌平日）",
        text="Tu-Fr 09:00-17:00; Sa-Su 10:00-19:00; PH 10:00-19:00; Mo off", shift="next_weekday",
    ),
    "a closed day with holidays' hours": Row(
        free="火～金9:00～19:00　土日祝9:00～17:00", closed="月曜日",
        text="Tu-Fr 09:00-19:00; Sa-Su 09:00-17:00; PH 09:00-17:00; Mo off", codes=("holiday_on_closed_day",),
    ),
    "times by bracketed day": Row(
        free="（月・水）9:00～12:00、13:30～17:30（火）9:00～12:00（土）8:30～12:00", closed="日曜日、祝日",
        text="Mo,We 09:00-12:00,13:30-17:30; Tu 09:00-12:00; Sa 08:30-12:00; Su off; PH off",
    ),
    "an afternoon in a list": Row(
        free="9:00～12:00、14:00～18:00", closed="土曜午後、日曜日、祝日",
        text="Mo-Fr 09:00-12:00,14:00-18:00; Sa 09:00-12:00; Su off; PH off",
    ),
    "never closed": Row(free="9:00～24:00", closed="年中無休", text="09:00-24:00"),
    "always open": Row(free="終日", closed="無し", text="00:00-24:00"),
    "New Year apart": Row(free="9:00～21:00", closed="無休（正月除く）", text=f"09:00-21:00; {NEW_YEAR}"),
    "New Year's Day": Row(free="10:00～19:00", closed="1月1日", text="10:00-19:00; Jan 1 off"),
    "two days of January": Row(free="9:00～22:00", closed="1月1、2日", text="09:00-22:00; Jan 1 off; Jan 2 off"),
    "now and then": Row(
        free="9:00～17:00", closed="1月1日、設備点検による臨時休業あり",
        text='09:00-17:00 open "設備点検による臨時休業あり"; Jan 1 off',
        left="設備点検による臨時休業あり", codes=("sometimes_closed",),
    ),
    "a summer holiday": Row(
        free="9:30～12:00", closed="土日祝日、夏季休暇",
        text='Mo-Fr 09:30-12:00; Jul-Sep Mo-Fr 09:30-12:00 unknown "夏季休暇"; Sa-Su off; PH off',
        left="夏季休暇", codes=("summer_dates",),
    ),
    "a calendar elsewhere": Row(
        free="10:00～17:00", closed="月曜日（その他社内カレンダーによる）",
        text='Mo off; Tu-Su 10:00-17:00 unknown "その他社内カレンダーによる"',
        left="その他社内カレンダーによる", codes=("words_unclear",),
    ),
    "it depends": Row(
        free="9:00～22:00（曜日により異なる）", closed="月曜日", text='Mo off; Tu-Su 09:00-22:00 unknown "曜日により異なる"',
        left="曜日により異なる", codes=("words_unclear",),
    ),
    "closed once, and no word of the week": Row(
        free="10:00～15:00", closed="2020年2月4日（火）～７日（金）",
        text="10:00-15:00 unknown; 2020 Feb 4-2020 Feb 7 off", codes=("days_missing",),
    ),
    "times alone": Row(
        free="10:00～15:00", text="10:00-15:00 unknown", codes=("days_missing",)
    ),
    # Kindergartens
    "earlier on Wednesdays": Row(
        "月火水木金", "09:00", "14:30", "水曜日は午後2時まで利用可能",
        text="Mo-Tu,Th-Fr 09:00-14:30; We 09:00-14:00; PH 09:00-14:30 unknown; Sa-Su off", codes=("holidays_unsaid",),
    ),
    "what changes nothing": Row(
        "平日", "08:00", "14:30", "預かり保育あり", text="Mo-Fr 08:00-14:30; PH off", left="預かり保育あり"
    ),
    "a Saturday whose beginning nobody says": Row(
        "平日", "08:30", "14:30", "第1土曜日は午前11時まで利用可能",
        text='Mo-Fr 08:30-14:30; Sa[1] 08:30-11:00 unknown "第1土曜日は午前11時まで利用可能"; PH off',
        left="第1土曜日は午前11時まで利用可能", codes=("words_unclear",),
    ),
    "extended hours": Row(
        "月火水木金土", "08:30", "16:30",
        "平日延長保育：平日午前7時から8時30分まで、午後4時30分から7時まで;土曜保育：午前8時から午後5時まで；日曜・祝日休園",
        text='Mo-Fr 08:30-16:30; Sa 08:00-17:00, Mo-Fr 07:00-08:30,16:30-19:00 open "延長保育"; Su off; PH off',
    ),
    # Clinics
    "closed on days": Row(*CLINIC, "木・日曜・祝日休診", text="Mo-We,Fr-Sa 09:00-18:00; Th,Su off; PH off"),
    "closed on days, by the list alone": Row(*CLINIC, "木･日曜･祝日（土曜は17：00まで）",
                                            text="Mo-We,Fr 09:00-18:00; Sa 09:00-17:00; Th,Su off; PH off"),
    "an afternoon": Row(*CLINIC, "木・日曜・祝日・土曜午後休診", text="Mo-We,Fr 09:00-18:00; Sa 09:00-12:00; Th,Su off; PH off",
                        left=NOON_ASSUMED, codes=("noon",)),
    "what is said of an assumed noon, read again": Row(*CLINIC, f"木・日曜・祝日休診。土曜 9:00～12:00。{NOON_ASSUMED}",
                        text="Mo-We,Fr 09:00-18:00; Sa 09:00-12:00; Th,Su off; PH off", left=NOON_ASSUMED),
    "afternoons of days that are open else": Row(
        "月火水木金土", "9:00", "18:00", "日曜・祝日　木・土曜午後休診",
        text="Mo-We,Fr 09:00-18:00; Th,Sa 09:00-12:00; Su off; PH off", left=NOON_ASSUMED, codes=("noon", "noon"),
    ),
    "a morning that ends by one": Row("月火水木金土", "8:00", "13:00", "日曜・祝日・土曜午後休診",
                                      text="Mo-Sa 08:00-13:00; Su off; PH off"),
    "a holiday's afternoon, or day": Row(
        "月火水金土日", "8:30", "18:00", "木・祝・日曜午後休診。",
        text="Mo-We,Fr-Sa 08:30-18:00; Su 08:30-12:00; PH 08:30-18:00 unknown; Th off",
        left=f"{NOON_ASSUMED}、木・祝・日曜午後休診", codes=("words_unclear", "noon"),
    ),
    "an afternoon of its own": Row(
        *CLINIC, "木・日曜・祝日休診（土曜午後14：00～16：30）",
        text="Mo-We,Fr 09:00-18:00; Sa 09:00-12:00,14:00-16:30; Th,Su off; PH off", left=NOON_ASSUMED, codes=("noon",),
    ),
    "a day of its own": Row(*CLINIC, "木・日曜・祝日休診（水のみ9：00～13：00　15：30～18：00）",
                            text="Mo-Tu,Fr-Sa 09:00-18:00; We 09:00-13:00,15:30-18:00; Th,Su off; PH off"),
    "a head of its own": Row("平日", "8:00", "12:00", "【土曜】 8:00～12:00/14:00～17:00診察　日曜休診",
                             text="Mo-Fr 08:00-12:00; Sa 08:00-12:00,14:00-17:00; Su off; PH off"),
    "some Saturdays": Row(*CLINIC, "木・日曜・祝日休診　第１・３・５土曜は12：30まで　水・金午後は完全予約制",
                          text="Mo-We,Fr-Sa 09:00-18:00; Sa[1,3,5] 09:00-12:30; Th,Su off; PH off",
                          left="水・金午後は完全予約制"),
    "in some weeks": Row(*CLINIC, "木(祝日のある週は診療)･日曜･祝日休診",
                         text='Mo-We,Fr-Sa 09:00-18:00; Su off; Th 09:00-18:00 unknown "木(祝日のある週は診療)"; PH off',
                         left="木(祝日のある週は診療)", codes=("words_unclear",)),
    "sometimes another day": Row("月火木金土", "9:00", "18:00", "水(水を木に変更することあり)･日曜･祝日休診",
                                 text='Mo-Tu,Fr-Sa 09:00-18:00; Su off; '
                                      'We-Th 09:00-18:00 unknown "水(水を木に変更することあり)"; PH off',
                                 left="水(水を木に変更することあり)", codes=("words_unclear",)),
    "an afternoon now and then": Row(*CLINIC, "木・日曜・祝日休診（火曜午後に不定期休診あり）",
                                     text='Mo,We,Fr-Sa 09:00-18:00; Tu 09:00-12:00, '
                                          'Tu 12:00-18:00 unknown "火曜午後に不定期休診あり"; Th,Su off; PH off',
                                     left="火曜午後に不定期休診あり", codes=("words_unclear",)),
    "a date that may be one year's": Row(*CLINIC, "木・日曜・祝日・10/12休診",
                                         text='Mo-We,Fr-Sa 09:00-18:00; Oct 12 Mo-We,Fr-Sa 09:00-18:00 unknown "10/12"; '
                                              "Th,Su off; PH off",
                                         left="10/12", codes=("dates_unclear",)),
    "an anniversary": Row(*CLINIC, "木・日曜・祝日・4月1日(開院記念日)休診",
                          text="Mo-We,Fr-Sa 09:00-18:00; Th,Su off; PH off; Apr 1 off"),
    "New Year with dates": Row(*CLINIC, "木・日曜・祝日・年末年始（12月30日～1月4日）休診※救急外来を除く",
                               text='Mo-We,Fr-Sa 09:00-18:00; Th,Su off; PH off; Dec 30-Jan 4 off "年末年始"',
                               left="救急外来を除く"),
    "holidays unsaid": Row("月火水木金土", "9:00", "18:00", "日曜休診",
                           text="Mo-Sa 09:00-18:00; PH 09:00-18:00 unknown; Su off", codes=("holidays_unsaid",)),
    "holidays until noon": Row("毎日", "9:00", "18:00", "祝日は正午まで", text="09:00-18:00; PH 09:00-12:00"),
    "never closed, by a remark": Row("月火水木金土日", "0.375", "0.833333333333333", "無休", text="09:00-20:00"),
    "open and closed on one day": Row("月火水木金土日", "9:00", "18:00", "木曜・祝日休診",
                                      text='Mo-We,Fr-Su 09:00-18:00; Th 09:00-18:00 unknown "木曜"; PH off',
                                      codes=("contradiction",)),
    "times against times": Row("毎日", "9:00", "18:00", "10:00～19:00", text='09:00-18:00 unknown "10:00~19:00"',
                               left="10:00~19:00", codes=("contradiction",)),
    "several services": Row("月火水木金", "0.375", "17:30", "内科：月～木　耳鼻科：金",
                            left="月火水木金 9:00~17:30 内科:月~木 耳鼻科:金", codes=("several_services",)),
    "services at other times": Row(*CLINIC, "外来：日曜休診 透析：月水金は23：00まで",
                                   left="月火水金土 9:00~18:00 外来:日曜休診 透析:月水金は23:00まで",
                                   codes=("several_services",)),
    "elsewhere": Row(
        remark="時間についてはホームページ参照", left="時間についてはホームページ参照", codes=("words_unclear",)
    ),
    "in the middle of a sentence": Row("毎日", "9:00", "17:00", "10:00～12:00の間で相談できます",
                                       text='09:00-17:00 unknown "10:00~12:00の間で相談できます"',
                                       left="10:00~12:00の間で相談できます", codes=("words_unclear",)),
}  # fmt: skip


@pytest.mark.parametrize("name", ROWS)
def test_what_a_row_says(name: str) -> None:
    row = ROWS[name]
    reading = row.read()
    assert (reading.hours.text, reading.hours.shift, reading.remark) == (row.text, row.shift, row.left)
    assert tuple(doubt.code for doubt in reading.doubts) == row.codes
    assert all(doubt.done for doubt in reading.doubts)


UNREAD = (
    *("変わることがあります", "電話で確かめてください", "開く日は館内の表による", "水道の工事で閉めることがあります"),
    *("金曜以外は変わることがあります", "土曜を除く日は人により違う", "料金により違う"),
)
"""Words that may be about any day, also where they have the sign of one in them."""


def open_days(hours: Hours) -> set[date]:
    """The days of a year on which the hours claim that it is open at some time."""
    days = (date(2026, 1, 1) + timedelta(days=n) for n in range(365))
    return {day for day in days if any(interval.state == "open" for interval in hours.on(day))}


@pytest.mark.parametrize("name", [name for name, row in ROWS.items() if row.text])
@pytest.mark.parametrize("words", UNREAD)
def test_words_that_nobody_understands_leave_nothing_claimed_as_open(name: str, words: str) -> None:
    reading = ROWS[name].read(remark=f"{ROWS[name].remark}。{words}")
    assert open_days(reading.hours) == set()
    assert words in reading.remark
    assert any(words in doubt.words for doubt in reading.doubts)


def test_words_about_one_day_leave_the_others() -> None:
    reading = ROWS["closed on days"].read(remark="木・日曜・祝日休診。火曜は往診のときあり")
    assert {day.weekday() for day in open_days(reading.hours)} == {0, 2, 4, 5}


def test_around_new_year_nothing_is_sure_but_the_first_day() -> None:
    reading = read_hours("", "", "", "", free="9:00〜17:00", closed="年末年始")
    assert [doubt.code for doubt in reading.doubts] == ["new_year_dates"]
    states = [reading.hours.state(datetime.fromisoformat(f"{day}T10:00+09:00")).state for day in
              ("2026-12-28", "2026-12-29", "2026-12-31", "2027-01-01", "2027-01-03", "2027-01-04")]  # fmt: skip
    assert states == ["open", "unknown", "unknown", "closed", "unknown", "open"]
    assert not reading.hours.is_open(datetime.fromisoformat("2026-12-30T20:00+09:00"))


def test_an_ordinance_may_say_when_new_year_is() -> None:
    reading = read_hours("", "", "", "", free="9:00〜17:00", closed="年末年始", new_year=Dates(Annual(12, 28), Annual(1, 4)))
    assert reading.hours.text == '09:00-17:00; Dec 28-Jan 4 off "年末年始"'
    assert not reading.doubts


def test_an_afternoon_that_is_uncertain_is_not_claimed_and_the_morning_is() -> None:
    hours = ROWS["an afternoon now and then"].read().hours
    assert hours.is_open(datetime.fromisoformat("2026-07-07T10:00+09:00"))
    assert hours.is_open(datetime.fromisoformat("2026-07-07T15:00+09:00")) is None
    assert hours.is_open(datetime.fromisoformat("2026-07-07T19:00+09:00")) is False


def test_a_holiday_of_which_nobody_speaks_is_uncertain_at_the_usual_times_alone() -> None:
    hours = ROWS["holidays unsaid"].read().hours
    assert hours.is_open(datetime.fromisoformat("2026-07-20T10:00+09:00")) is None
    assert hours.is_open(datetime.fromisoformat("2026-07-20T19:00+09:00")) is False
    assert hours.is_open(datetime.fromisoformat("2026-05-03T10:00+09:00")) is False, "a Sunday is closed, holiday or not"


SURE = [name for name, row in ROWS.items() if row.text and "unknown" not in row.text and "延長" not in row.text]


@pytest.mark.parametrize("name", SURE)
def test_what_is_sure_can_be_edited_in_the_grid(name: str) -> None:
    hours = ROWS[name].read().hours
    grid = WeekGrid.from_hours(hours)
    assert grid
    assert open_days(grid.to_hours()) == open_days(hours)


def test_many_words_become_no_endless_text() -> None:
    reading = read_hours("毎日", "9:00", "17:00", "よく分からない" * 400)
    assert len(reading.hours.text) < 300
    assert reading.hours.is_open(datetime.fromisoformat("2026-07-20T10:00+09:00")) is None


@pytest.mark.parametrize(
    ("part", "times", "end"), [("月火水木金土日", 60, "x"), ("月・", 300, "の"), ("9:00~12:00、", 150, "?"), ("第1", 300, "")]
)
def test_a_long_remark_comes_to_an_end(part: str, times: int, end: str) -> None:
    hours = read_hours("毎日", "9:00", "17:00", part * times + end).hours
    assert hours.is_open(datetime.fromisoformat("2026-07-06T10:00+09:00")) is None


PIECES = (
    *("月", "火水", "土曜日", "日曜", "祝", "祝日", "平日", "毎日", "第2土曜", "最終水曜", "月～金"),
    *("午前", "午後", "は", "が", "のみ", "9:00", "９時", "午後5時", "翌26:00", "～", "から", "まで", "、", "・", " "),
    *("（", "）", "【休館日】", "【開館時間】", "※", "。", "：", ";", "休診", "休館", "無休", "なし", "年末年始", "正月除く"),
    *("12/29～1/3", "2月30日", "0000年1月1日", "が祝日の場合は翌日休", "夏季休暇", "預かり保育あり", "延長保育："),
    *("臨時休業", "24時間", "終日", "9:00～12:00", "22:00～2:00", '"', "x", "0.375", "25:00"),
)
TEXT = st.lists(st.sampled_from(PIECES), max_size=8).map("".join)


@given(st.lists(TEXT, min_size=6, max_size=6))
@settings(max_examples=400, deadline=None)
def test_any_row_is_read_and_no_word_is_lost(columns: list[str]) -> None:
    days, opens, closes, remark, free, closed = columns
    reading = read_hours(days, opens, closes, remark, free, closed)
    assert reading.hours.week(date(2026, 12, 28))
    assert reading.hours or reading.remark or all(is_unfilled(column) for column in columns)
