"""What is said of a place's hours, in the language that is active."""

import datetime

from django.utils import timezone
from django.utils.translation import gettext

from cms.core.dates import day_in_words, local_day, short_day_in_words
from cms.core.openness import OpenState
from directory.duty.times import at, end_in_words
from directory.hours import Day, Interval, Status, remark_in_words
from directory.models import DutySlot, Place

OPEN, CLOSED, UNKNOWN = "open", "closed", "unknown"
WEEK = 7


def state_in_words(state: str) -> str:
    """開いています, 閉まっています, or that nobody knows."""
    return {OPEN: gettext("開いています"), CLOSED: gettext("閉まっています")}.get(state, gettext("時間が分かりません"))


def open_state(status: Status, now: datetime.datetime, moment: datetime.datetime | None = None) -> OpenState:
    """A status as a card says it; where it is not of now but of another `moment`, it says so. 明日 is always that of now."""
    said = state_in_words(status.state)
    if moment is not None and status.state != UNKNOWN:
        said = gettext("その時間に開いています") if status.state == OPEN else gettext("その時間は閉まっています")
    return OpenState(
        status.state,
        said,
        change_in_words(status, now),
        remark_in_words(status.comment),
        status.until,
        status.opens_at,
        remark_in_words(status.opens_comment),
    )


def change_in_words(status: Status, now: datetime.datetime) -> str:
    """18:00まで, 明日 9:00から, 17:00から（当番）; nothing where nobody knows when it changes."""
    if status.state == OPEN and status.until:
        return gettext("%(moment)sまで") % {"moment": moment_in_words(status.until, now, ends=True)}
    if status.state == OPEN or not status.opens_at:
        return ""
    said = gettext("%(moment)sから") % {"moment": moment_in_words(status.opens_at, now)}
    remark = remark_in_words(status.opens_comment)
    return gettext("%(times)s（%(remark)s）") % {"times": said, "remark": remark} if remark else said


def moment_in_words(moment: datetime.datetime, now: datetime.datetime, ends: bool = False) -> str:
    """A moment as one says it today: 18:00, 明日 9:00, 金曜 9:00, 2026年4月1日（水） 9:00. Midnight ends a day as 24:00."""
    local, today = timezone.localtime(moment), local_day(now)
    clock = f"{local.hour}:{local.minute:02d}"
    day = local.date()
    if ends and clock == "0:00":
        day, clock = day - datetime.timedelta(days=1), "24:00"
    ahead = (day - today).days
    if ahead == 0:
        return clock
    if ahead == 1:
        return gettext("明日 %(clock)s") % {"clock": clock}
    if 1 < ahead < WEEK:
        return gettext("%(weekday)s %(clock)s") % {"weekday": weekday_in_words(day), "clock": clock}
    return f"{day_in_words(day)} {clock}"


def weekday_in_words(day: datetime.date) -> str:
    names = (
        gettext("月曜"),
        gettext("火曜"),
        gettext("水曜"),
        gettext("木曜"),
        gettext("金曜"),
        gettext("土曜"),
        gettext("日曜"),
    )
    return names[day.weekday()]


def interval_in_words(interval: Interval) -> str:
    """10:00–16:00; over midnight 22:00–翌2:00; with its remark in brackets."""
    start, end = timezone.localtime(interval.start), timezone.localtime(interval.end)
    length = interval.end - interval.start
    opens = f"{start.hour}:{start.minute:02d}"
    closes = f"{end.hour}:{end.minute:02d}"
    if closes == "0:00":
        closes = "24:00"
    elif end.date() > start.date():
        closes = gettext("翌%(clock)s") % {"clock": closes}
    said = gettext("24時間") if length >= datetime.timedelta(days=1) and opens == "0:00" else f"{opens}–{closes}"
    if interval.state == CLOSED:
        said = gettext("休み")
    if interval.state == UNKNOWN:
        said = (
            gettext("時間が分かりません")
            if opens == "0:00" and closes == "24:00"
            else gettext("%(times)s 不明") % {"times": said}
        )
    if not interval.comment:
        return said
    return gettext("%(times)s（%(remark)s）") % {"times": said, "remark": remark_in_words(interval.comment)}


def turn_in_words(slot: DutySlot, today: datetime.date) -> str:
    """9:00–17:00（当番）; of one that began before today until when: 前日から8:00まで（当番）."""
    said = slot.times
    if slot.day < today:
        said = gettext("前日から%(moment)sまで") % {"moment": end_in_words(slot.ends_at, at(today))}
    return gettext("%(times)s（%(remark)s）") % {"times": said, "remark": gettext("当番")}


def day_of_week_in_words(day: Day) -> str:
    """11月24日（火）, and the holiday's name."""
    said = short_day_in_words(day.date)
    return f"{said} {day.holiday}" if day.holiday else said


def age_note(place: Place) -> str:
    """What a place's own information leaves open of its ages and its kind bounds; said as of the kind, as the source did not."""
    of_kind = place.kind_ages
    if of_kind.is_everyone:
        return ""
    if place.ages.is_everyone:
        missing = gettext("対象年齢は、この施設の情報に書かれていません。")
    elif of_kind.minimum is None:
        missing = gettext("対象年齢の上限は、この施設の情報に書かれていません。")
    else:
        missing = gettext("対象年齢の下限は、この施設の情報に書かれていません。")
    found_by = gettext("年齢でさがすときは、種別（%(kind)s）から「%(ages)s」とみなしています。") % {
        "kind": place.get_kind_display(),
        "ages": of_kind,
    }
    return f"{missing}{found_by}"
