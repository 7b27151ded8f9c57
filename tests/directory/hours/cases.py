"""What sentences about opening hours mean, worked out by hand with a calendar before anything was run.

Each row: a name, the text, the shift, a moment, what is the case and until when ("–": no change within a year).
Weekdays that matter: 2026-05-04 Monday (GW: Sunday 3rd to Wednesday 6th are holidays), 2026-07-20 Monday 海の日,
2026-08-11 Tuesday 山の日, 2026-09-21 to 23 Monday to Wednesday 敬老の日, 国民の休日, 秋分の日, 2026-12-31 Thursday,
2027-03-21 Sunday 春分の日 and 22 Monday its 振替休日, 2029-01-01 Monday 元日.
"""

from typing import NamedTuple


class Case(NamedTuple):
    name: str
    text: str
    shift: str
    moment: str
    state: str
    until: str


OFFICE = "Mo-Fr 09:00-12:00,13:00-17:00; PH off; Dec 29-Jan 3 off"
CLINIC = "Mo-Fr 09:00-12:00,15:00-18:00; Sa 09:00-12:00; We 09:00-12:00; PH off"
MUSEUM = "09:00-17:00; Mo off; Dec 29-Jan 3 off"
LIBRARY = "Tu-Fr 09:00-19:00; Sa-Su,PH 09:00-17:00; Mo off; Fr[4] off"
CHILDREN = "Tu-Su 09:30-16:30; Mo off; PH off"
CENTRE = "Mo-Sa 10:00-17:00; Su off"
BAR = "Mo-Sa 22:00-02:00; Dec 29-Jan 3 off"
NIGHTLY = "22:00-02:00; Dec 31 off"
SATURDAYS = "Sa[2,4] 09:00-12:00; PH off"
GYM = "09:00-21:00; We[-1] off"
POOL = "Jul-Aug 09:00-19:00; Sep-Jun 10:00-17:00; Th off"
NOON = "Mo-Su 09:00-17:00; PH 09:00-12:00"
OBON = 'Mo-Fr 10:00-16:00; Aug 13-Aug 16 off "お盆休み"'
BOOKED = 'Mo-Fr 10:00-12:00 open "要予約"; We 10:00-12:00 unknown "電話で確認"'
BY_PHONE = 'Mo-Fr 09:00-17:00; PH unknown "電話で確認"'

SENTENCES: dict[str, list[Case]] = {
    "月〜金曜 9:00〜12:00、13:00〜17:00。土日・祝日・年末年始（12/29〜1/3）は休み": [
        Case("open in the morning", OFFICE, "", "2026-07-06 10:00", "open", "2026-07-06 12:00"),
        Case("opens on the minute", OFFICE, "", "2026-07-06 09:00", "open", "2026-07-06 12:00"),
        Case("a minute before it opens", OFFICE, "", "2026-07-06 08:59", "closed", "2026-07-06 09:00"),
        Case("closes on the minute, for lunch", OFFICE, "", "2026-07-06 12:00", "closed", "2026-07-06 13:00"),
        Case("open in the afternoon", OFFICE, "", "2026-07-06 16:59", "open", "2026-07-06 17:00"),
        Case("Friday evening, until Monday", OFFICE, "", "2026-07-10 17:00", "closed", "2026-07-13 09:00"),
        Case("Saturday", OFFICE, "", "2026-07-11 10:00", "closed", "2026-07-13 09:00"),
        Case("Friday before a holiday Monday", OFFICE, "", "2026-07-17 18:00", "closed", "2026-07-21 09:00"),
        Case("holiday on a Monday", OFFICE, "", "2026-07-20 10:00", "closed", "2026-07-21 09:00"),
        Case("holiday on a Tuesday", OFFICE, "", "2026-08-11 10:00", "closed", "2026-08-12 09:00"),
        Case("振替休日 on a Wednesday, three days late", OFFICE, "", "2026-05-06 10:00", "closed", "2026-05-07 09:00"),
        Case("振替休日 on a Monday", OFFICE, "", "2027-03-22 10:00", "closed", "2027-03-23 09:00"),
        Case("国民の休日", OFFICE, "", "2026-09-22 10:00", "closed", "2026-09-24 09:00"),
        Case("the day after GW", OFFICE, "", "2026-05-07 10:00", "open", "2026-05-07 12:00"),
        Case("28 December", OFFICE, "", "2026-12-28 16:00", "open", "2026-12-28 17:00"),
        Case("New Year begins on the 29th", OFFICE, "", "2026-12-29 10:00", "closed", "2027-01-04 09:00"),
        Case("New Year is over on the 4th", OFFICE, "", "2027-01-04 09:00", "open", "2027-01-04 12:00"),
        Case("2 January", OFFICE, "", "2026-01-02 10:00", "closed", "2026-01-05 09:00"),
    ],
    "午前9〜12時、午後3〜6時。水・土曜は午後休診、日曜・祝日休診": [
        Case("afternoon", CLINIC, "", "2026-07-07 15:30", "open", "2026-07-07 18:00"),
        Case("Wednesday afternoon", CLINIC, "", "2026-07-08 15:30", "closed", "2026-07-09 09:00"),
        Case("Wednesday morning", CLINIC, "", "2026-07-08 11:00", "open", "2026-07-08 12:00"),
        Case("Saturday afternoon", CLINIC, "", "2026-07-11 13:00", "closed", "2026-07-13 09:00"),
        Case("a holiday that is a Wednesday", CLINIC, "", "2026-09-23 10:00", "closed", "2026-09-24 09:00"),
    ],
    "9:00〜17:00。月曜休館（月曜が祝日の場合は翌日休）、年末年始休館": [
        Case("ordinary Monday", MUSEUM, "next_day", "2026-07-06 10:00", "closed", "2026-07-07 09:00"),
        Case("holiday Monday is open", MUSEUM, "next_day", "2026-07-20 10:00", "open", "2026-07-20 17:00"),
        Case("the Tuesday after it is closed", MUSEUM, "next_day", "2026-07-21 10:00", "closed", "2026-07-22 09:00"),
        Case("GW Monday", MUSEUM, "next_day", "2026-05-04 16:00", "open", "2026-05-04 17:00"),
        Case("GW Tuesday is closed though a holiday", MUSEUM, "next_day", "2026-05-05 10:00", "closed", "2026-05-06 09:00"),
        Case("GW Wednesday", MUSEUM, "next_day", "2026-05-06 10:00", "open", "2026-05-06 17:00"),
        Case("a Monday that is a 振替休日", MUSEUM, "next_day", "2027-03-22 10:00", "open", "2027-03-22 17:00"),
        Case("the day after a 振替休日", MUSEUM, "next_day", "2027-03-23 10:00", "closed", "2027-03-24 09:00"),
        Case("元日 on a Monday stays closed", MUSEUM, "next_day", "2029-01-01 10:00", "closed", "2029-01-04 09:00"),
        Case("a holiday that is a Tuesday", MUSEUM, "next_day", "2026-08-11 10:00", "open", "2026-08-11 17:00"),
        Case("Sunday evening before a holiday Monday", MUSEUM, "next_day", "2026-07-19 17:30", "closed", "2026-07-20 09:00"),
    ],
    "9:00〜17:00。月曜休館（月曜が祝日の場合は翌平日休）、年末年始休館": [
        Case("GW Monday, weekday shift", MUSEUM, "next_weekday", "2026-05-04 10:00", "open", "2026-05-04 17:00"),
        Case("GW Tuesday is open", MUSEUM, "next_weekday", "2026-05-05 10:00", "open", "2026-05-05 17:00"),
        Case("GW Wednesday is open", MUSEUM, "next_weekday", "2026-05-06 17:00", "closed", "2026-05-08 09:00"),
        Case("the Thursday after GW is closed", MUSEUM, "next_weekday", "2026-05-07 10:00", "closed", "2026-05-08 09:00"),
        Case("国民の休日 is no 平日", MUSEUM, "next_weekday", "2026-09-22 10:00", "open", "2026-09-22 17:00"),
        Case("Thursday after three holidays", MUSEUM, "next_weekday", "2026-09-24 10:00", "closed", "2026-09-25 09:00"),
    ],
    "9:00〜17:00。月曜休館（祝日でも休み）": [
        Case("holiday Monday without a shift", MUSEUM, "", "2026-07-20 10:00", "closed", "2026-07-21 09:00"),
        Case("the Tuesday after, without a shift", MUSEUM, "", "2026-07-21 10:00", "open", "2026-07-21 17:00"),
    ],
    "火〜金9:00〜19:00、土日祝9:00〜17:00。月曜（祝日の場合は翌平日）、第4金曜休館": [
        Case("holiday Monday with a holiday's hours", LIBRARY, "next_weekday", "2026-07-20 10:00", "open", "2026-07-20 17:00"),
        Case("holiday Tuesday with a holiday's hours", LIBRARY, "next_weekday", "2026-08-11 16:00", "open", "2026-08-11 17:00"),
        Case("after a holiday Monday", LIBRARY, "next_weekday", "2026-07-21 10:00", "closed", "2026-07-22 09:00"),
        Case("fourth Friday", LIBRARY, "next_weekday", "2026-07-24 10:00", "closed", "2026-07-25 09:00"),
        Case("third Friday", LIBRARY, "next_weekday", "2026-07-17 18:00", "open", "2026-07-17 19:00"),
        Case("fifth Friday", LIBRARY, "next_weekday", "2026-07-31 18:30", "open", "2026-07-31 19:00"),
    ],
    "火〜日曜 9:30〜16:30。月曜・祝日休館（月曜が祝日の場合は翌日も休館）": [
        Case("holiday Monday, closed on holidays too", CHILDREN, "next_day", "2026-07-20 10:00", "closed", "2026-07-22 09:30"),
    ],
    "月〜土曜 10:00〜17:00。日曜休み（日曜が祝日の場合は翌日休）": [
        Case("a holiday on a Sunday is a holiday", CENTRE, "next_day", "2027-03-21 11:00", "open", "2027-03-21 17:00"),
        Case("its next day, a 振替休日", CENTRE, "next_day", "2027-03-22 11:00", "closed", "2027-03-23 10:00"),
        Case("an ordinary Sunday", CENTRE, "next_day", "2026-07-05 11:00", "closed", "2026-07-06 10:00"),
    ],
    "月〜土曜 22:00〜翌2:00。12月29日〜1月3日は休み": [
        Case("after midnight", BAR, "", "2026-07-07 01:00", "open", "2026-07-07 02:00"),
        Case("before midnight", BAR, "", "2026-07-06 23:00", "open", "2026-07-07 02:00"),
        Case("the end of Saturday night is on a Sunday", BAR, "", "2026-07-12 01:30", "open", "2026-07-12 02:00"),
        Case("Sunday night", BAR, "", "2026-07-12 23:00", "closed", "2026-07-13 22:00"),
        Case("the last night lasts into the 29th", BAR, "", "2026-12-29 01:00", "open", "2026-12-29 02:00"),
        Case("then closed over New Year", BAR, "", "2026-12-29 02:00", "closed", "2027-01-04 22:00"),
        Case("New Year's night", BAR, "", "2027-01-01 00:30", "closed", "2027-01-04 22:00"),
    ],
    "毎日 22:00〜翌2:00。12月31日は休み": [
        Case("the night before New Year's Eve", NIGHTLY, "", "2026-12-31 00:30", "open", "2026-12-31 02:00"),
        Case("New Year's Eve", NIGHTLY, "", "2026-12-31 23:00", "closed", "2027-01-01 22:00"),
        Case("the night after New Year's Eve", NIGHTLY, "", "2027-01-01 00:30", "closed", "2027-01-01 22:00"),
    ],
    "毎日 22:00〜翌2:00": [
        Case("open across the year", "22:00-02:00", "", "2026-12-31 23:30", "open", "2027-01-01 02:00"),
        Case("still open in the new year", "22:00-02:00", "", "2027-01-01 01:59", "open", "2027-01-01 02:00"),
    ],
    "第2・第4土曜 9:00〜12:00（祝日は休み）": [
        Case("first Saturday", SATURDAYS, "", "2026-07-04 10:00", "closed", "2026-07-11 09:00"),
        Case("second Saturday", SATURDAYS, "", "2026-07-11 10:00", "open", "2026-07-11 12:00"),
        Case("fourth Saturday", SATURDAYS, "", "2026-07-25 11:59", "open", "2026-07-25 12:00"),
        Case("fifth Saturday", SATURDAYS, "", "2026-08-29 10:00", "closed", "2026-09-12 09:00"),
    ],
    "9:00〜21:00。最終水曜休み": [
        Case("last Wednesday, a fifth", GYM, "", "2026-07-29 10:00", "closed", "2026-07-30 09:00"),
        Case("fourth Wednesday of five", GYM, "", "2026-07-22 10:00", "open", "2026-07-22 21:00"),
        Case("last Wednesday, a fourth", GYM, "", "2026-08-26 10:00", "closed", "2026-08-27 09:00"),
    ],
    "9:00〜17:00、祝日は正午まで": [
        Case("a holiday's morning", NOON, "", "2026-05-05 10:00", "open", "2026-05-05 12:00"),
        Case("a holiday's afternoon", NOON, "", "2026-05-05 13:00", "closed", "2026-05-06 09:00"),
        Case("a holiday that is a Sunday", NOON, "", "2026-05-03 13:00", "closed", "2026-05-04 09:00"),
        Case("国民の休日 until noon", NOON, "", "2026-09-22 09:30", "open", "2026-09-22 12:00"),
        Case("an ordinary Sunday, until evening", NOON, "", "2026-07-05 13:00", "open", "2026-07-05 17:00"),
    ],
    "夏期（7〜8月）9:00〜19:00、その他 10:00〜17:00。木曜休み": [
        Case("summer", POOL, "", "2026-07-31 18:00", "open", "2026-07-31 19:00"),
        Case("after the summer", POOL, "", "2026-09-01 18:00", "closed", "2026-09-02 10:00"),
        Case("last evening of summer", POOL, "", "2026-08-31 19:00", "closed", "2026-09-01 10:00"),
        Case("winter", POOL, "", "2027-01-04 10:00", "open", "2027-01-04 17:00"),
        Case("Thursday in summer", POOL, "", "2026-07-09 10:00", "closed", "2026-07-10 09:00"),
    ],
    "月〜金曜 10:00〜16:00。8月13〜16日はお盆休み": [
        Case("お盆", OBON, "", "2026-08-13 11:00", "closed", "2026-08-17 10:00"),
        Case("before お盆", OBON, "", "2026-08-12 11:00", "open", "2026-08-12 16:00"),
    ],
    "月〜金曜 10:00〜12:00（要予約）。水曜は電話で確認してください": [
        Case("with a remark", BOOKED, "", "2026-07-06 11:00", "open", "2026-07-06 12:00"),
        Case("nobody can know", BOOKED, "", "2026-07-08 11:00", "unknown", "2026-07-08 12:00"),
        Case("before nobody can know", BOOKED, "", "2026-07-08 09:00", "closed", "2026-07-08 10:00"),
    ],
    "24時間・年中無休": [
        Case("always open", "24/7", "", "2026-05-05 03:00", "open", "–"),
        Case("always open but on New Year's Day", "24/7; Jan 1 off", "", "2026-12-31 12:00", "open", "2027-01-01 00:00"),
    ],
    "9:00〜24:00、年中無休": [
        Case("until midnight", "09:00-24:00", "", "2026-07-06 23:59", "open", "2026-07-07 00:00"),
        Case("from midnight", "09:00-24:00", "", "2026-07-07 00:00", "closed", "2026-07-07 09:00"),
    ],
    "当分の間休み": [Case("closed for good", "off", "", "2026-07-06 12:00", "closed", "–")],
    "時間は分かりません": [
        Case("nothing is known", "", "", "2026-07-06 12:00", "unknown", "–"),
        Case("known to be unknown", 'unknown "電話で確認"', "", "2026-07-06 12:00", "unknown", "–"),
    ],
    "月〜金曜 9:00〜17:00。祝日は電話で確認": [
        Case("an uncertain holiday", BY_PHONE, "", "2026-07-20 12:00", "unknown", "2026-07-21 00:00"),
    ],
    "9:00〜17:00。2026年7月7日は臨時休館": [
        Case("closed on one date", "09:00-17:00; 2026 Jul 7 off", "", "2026-07-07 12:00", "closed", "2026-07-08 09:00"),
        Case("the same date a year later", "09:00-17:00; 2026 Jul 7 off", "", "2027-07-07 12:00", "open", "2027-07-07 17:00"),
    ],
}  # fmt: skip

CASES = [case for cases in SENTENCES.values() for case in cases]
