"""What of a row of イベント一覧 fills which field of an event, as plain values that JSON holds."""

import datetime
from collections.abc import Collection, Mapping
from typing import Any

from django.conf import settings
from django.utils.translation import gettext

from cms.core.navigation import absolute
from directory.models import Place
from directory.opendata import cells
from directory.opendata.cells import Doubt, doubt
from directory.opendata.plain import Values, plain
from directory.opendata.records import Record

KINDS = (
    ("講演", "lecture"),
    ("学習会", "study"),
    ("勉強会", "study"),
    ("講習", "training"),
    ("講座", "course"),
    ("教室", "course"),
    ("セミナー", "course"),
    ("相談", "consultation"),
    ("ひろば", "play"),
    ("あそび", "play"),
    ("遊び", "play"),
    ("おはなし会", "play"),
    ("交流", "gathering"),
    ("サロン", "gathering"),
)
"""The word that tells of what kind an event is, in the order in which they are looked for; no other is guessed."""
STATES = (("中止", "cancelled"), ("延期", "postponed"))
AS_READ = ("title", "summary", "capacity", "contact_email", "apply_url", "age_min", "age_max")
TEXTS = (
    ("subtitle", ""),
    ("description", ""),
    ("sub_events", "サブイベント"),
    ("hours_remark", "日時"),
    ("duration", "所要時間"),
    ("target", "対象"),
    ("target_note", "対象"),
    ("conditions", "参加の条件"),
    ("capacity_note", "定員"),
    ("meeting_point", "集まる場所"),
    ("access", "行き方"),
    ("parking", "駐車場"),
    ("parking_fee", "駐車場の料金"),
    ("bicycle_parking", "駐輪場"),
    ("eating", "飲食"),
    ("payment", "支払い方法"),
    ("apply_from", "申し込みの始まり"),
    ("apply_from_time", "申し込みの始まり（時刻）"),
    ("apply_until_time", "申し込みの締め切り（時刻）"),
    ("online_tools", "オンラインの環境"),
    ("languages", "外国語対応"),
    ("languages_note", "外国語対応"),
    ("related_organisations", "関係する団体"),
    ("contact_form_url", "問い合わせフォーム"),
    ("remark", ""),
)
"""What the text of an event says, in order, and what stands before it."""
SAYS_NOTHING = frozenset({"対象者検索対象外"})
"""Words for the machines of a municipality's own site."""
ORGANISERS = ("organiser", "co_organisers")
PLACE = ("place_name", "address", "building", "latitude", "longitude", "prefecture", "city", "town", "street")
ONLINE = ("online", "online_url")
DATES = ("starts_on", "ends_on", "starts_at", "ends_at")
FEES = ("fee_amount", "fee", "fee_kind")
ROOMS = ("has_nursing_room", "has_diaper_changing")
LONG = datetime.timedelta(days=31)
"""From here on, a beginning and an end may as well be those of a course with a day now and then."""

OWN_NUMBER = 36
"""Signs of a number of ours, which is a UUID."""

TAKEN = frozenset(
    (
        *AS_READ, *(name for name, _label in TEXTS), *ORGANISERS, *PLACE, *ONLINE, *DATES, *FEES, *ROOMS, "url", "category",
        "status", "contact_name", "contact_phones", "apply", "apply_until", "ages_text",
    )
)  # fmt: skip
"""What a row says that goes into one of an event's fields; the rest stays in the record, and goes out again from there."""


def event_values(record: Record) -> Values:
    """The fields of an event for which the file has columns, and under their own names what an event has no field for."""
    read = record.values
    found: Values = {name: read[name] for name in AS_READ if name in read}
    found["kind"] = kind_of(read)
    found["dates"] = [line_of(read)]
    if "status" in read:
        found["state"] = next((state for word, state in STATES if word in str(read["status"] or "")), "scheduled")
    text = text_of(read, record.texts)
    if text is not None:
        found["description"] = text
    if {"place_name", "address", "building"} & read.keys():
        found |= place_of(read)[0]
    if set(FEES) & read.keys():
        found |= fee_of(read)
    if set(ORGANISERS) & read.keys():
        found["organisers"] = organisers_of(read)
    if "contact_name" in read:
        found["contact_name"] = read["contact_name"] or ""
    if "contact_phones" in read:
        phones = read["contact_phones"] or []
        found["contact_phone"] = phones[0]["number"] if phones else ""
    if "apply" in read:
        found["apply_how"] = read["apply"] or ""
    if "apply_until" in read:
        found["apply_by"] = read["apply_until"]
    if answers := [cells.read_answer(record.texts.get(name, "")).value for name in ROOMS if name in record.texts]:
        found["nursing_room"] = any(answers)
    if set(ONLINE) & read.keys():
        found |= online_of(read, found)
    return found | {name: value for name, value in read.items() if name not in TAKEN and name not in found}


def doubts_of(record: Record) -> list[tuple[str, Doubt]]:
    """A span of weeks, a place of which there are several, an event that somebody has entered already."""
    found = []
    first, last = record.values["starts_on"], record.values.get("ends_on")
    if last and last - first > LONG:
        column, cell = record.cell("ends_on", f"{last:%Y/%m/%d}", gettext("終了日"))
        found.append((column, doubt("long_span", cell, f"{first:%Y/%m/%d}〜{last:%Y/%m/%d}")))
    where, is_one_of_several = place_of(record.values)
    if record.values.get("latitude") is not None and not where["place"] and not is_one_of_several:
        column, cell = record.cell("latitude", str(record.values["latitude"]), gettext("緯度"))
        found.append((column, doubt("place_unregistered", cell)))
    if is_one_of_several:
        column, cell = record.cell("place_name", str(record.values.get("place_name") or ""), gettext("場所名称"))
        found.append((column, doubt("place_not_known", cell)))
    if _is_entered_by_hand(record):
        column, cell = record.cell("title", record.values["title"], gettext("イベント名"))
        found.append((column, doubt("page_known", cell)))
    return found


MADE_OF = {
    "price": FEES,
    "dates": DATES,
    "contact_phone": ("contact_phones",),
    "apply_by": ("apply_until",),
    "age_min": ("ages", "target"),
    "age_max": ("ages", "target"),
}
"""The cells that an event's fields are made of, where they bear other names."""
OF_LINE = {"ends_on": ("last_day",), "starts_at": ("starts_at", "ends_at"), "ends_at": ("ends_at",)}
"""Of a line of dates, what a cell says; an end is nothing without its beginning."""


def kept(name: str, value: Any, before: Any, cells: Collection[str]) -> Any:
    """Of a line of dates, what holds where some of its cells could not be read: what they said before."""
    if name != "dates" or not before:
        return value
    if is_beyond_cells(name, before):
        return before
    line = {**{part: before[0][part] for cell in cells for part in OF_LINE.get(cell, ()) if part in before[0]}, **value[0]}
    if line.get("last_day", line["first_day"]) < line["first_day"]:
        del line["last_day"]
    if "last_day" not in line and line.get("ends_at") and line["ends_at"] <= line.get("starts_at", ""):
        del line["ends_at"]
    return [line]


def is_beyond_cells(name: str, value: Any) -> bool:
    """Whether a value says more than a row's cells can: of dates, several lines or a repeat."""
    return name == "dates" and isinstance(value, list) and (len(value) > 1 or any(line.get("repeat") for line in value))


def _is_entered_by_hand(record: Record) -> bool:
    """Whether an event of that name begins on that day, which no source told of; not of a file that we wrote."""
    from partnership.models import EventPage

    if len(record.number) == OWN_NUMBER:
        return False
    found = EventPage.objects.filter(title=record.values["title"], dates__first_day=record.values["starts_on"])
    return found.filter(imported__isnull=True).exists()


def kind_of(read: Mapping[str, Any]) -> str:
    """By what the file calls its kind, else by its title; else it is just an event."""
    for text in (read.get("category"), read.get("genre"), read.get("title")):
        for word, kind in KINDS:
            if word in str(text or ""):
                return kind
    return "event"


def line_of(read: Mapping[str, Any]) -> dict[str, Any]:
    """The one line of dates that a row holds."""
    first, last = read["starts_on"], read.get("ends_on")
    starts, ends = read.get("starts_at"), read.get("ends_at")
    if starts is None or (starts == ends and last in (None, first)):
        ends = None
    found = {"first_day": first, "last_day": last if last and last > first else None, "starts_at": starts, "ends_at": ends}
    said: dict[str, Any] = plain({name: value for name, value in found.items() if value is not None})
    return said


def text_of(read: Mapping[str, Any], texts: Mapping[str, str]) -> str | None:
    """The lines of its text; None where the file has no column for any."""
    phones = [phone["number"] for phone in (read.get("contact_phones") or [])[1:]]
    url = read.get("url") or ""
    if not ({name for name, _label in TEXTS} | {"url"}) & read.keys() and not phones:
        return None
    lines: list[str] = []
    for name, label in TEXTS:
        said = _in_words(read.get(name))
        if said and said not in SAYS_NOTHING and said not in lines:
            lines.append(f"{label}：{said}" if label else said)
    extension = next((phone["extension"] for phone in read.get("contact_phones") or [] if phone.get("extension")), "")
    lines += [f"内線：{extension}"] if extension else []
    lines += [f"ほかの電話：{'、'.join(phones)}"] if phones else []
    if url and not url.startswith(absolute("/")):
        lines.append(f"くわしくは：{url}")
    return "\n".join(tidy(line) for line in lines if tidy(line))


def tidy(text: str) -> str:
    """A text without empty lines, as a page's paragraphs give it back."""
    return "\n".join(line.strip() for line in text.splitlines() if line.strip())


def _in_words(value: Any) -> str:
    if isinstance(value, datetime.date):
        return f"{value.year}年{value.month}月{value.day}日"
    if isinstance(value, datetime.time):
        return f"{value:%H:%M}"
    if isinstance(value, list | tuple | set):
        return "、".join(map(str, value))
    return "" if value is None else str(value).strip()


def fee_of(read: Mapping[str, Any]) -> Values:
    """The price, and what is said of it; 無料 alone is 0 yen."""
    price, note = read.get("fee_amount"), (read.get("fee") or "").strip()
    if not note and (read.get("fee_kind") or "").strip() == "無料":
        note = "無料"
    if price is None and note in {"無料", "無料。"}:
        return {"price": 0, "fee_note": ""}
    return {"price": price, "fee_note": note}


def organisers_of(read: Mapping[str, Any]) -> list[str]:
    names = [name for field in ORGANISERS for name in cells.read_list(str(read.get(field) or "")).value or ()]
    return list(dict.fromkeys(name[:200] for name in names))


def place_of(read: Mapping[str, Any]) -> tuple[Values, bool]:
    """Where it is, and whether several places of the directory could be meant.

    A place of the directory is meant where it alone bears the name (and, where the row says one, the address); what else is
    told stays text.
    """
    name, address = (read.get("place_name") or "").strip(), (read.get("address") or "").strip()
    building = (read.get("building") or "").strip()
    found = (
        Place.objects.public().filter(locale__language_code=settings.LANGUAGE_CODE, name=name) if name else Place.objects.none()
    )
    keys = {str(key): known for key, known in found.values_list("translation_key", "address")}
    if len(keys) > 1 and address:
        keys = {key: known for key, known in keys.items() if known and (known in address or address in known)}
    if len(keys) == 1 and (not address or not (known := next(iter(keys.values()))) or known in address or address in known):
        return {"place": next(iter(keys)), "place_text": building[:200]}, False
    where = " ".join(filter(None, (address, building)))
    text = f"{name}（{where}）" if name and where else name or where
    return {"place": "", "place_text": text[:200]}, len(keys) > 1


def online_of(read: Mapping[str, Any], found: Values) -> Values:
    """Online only where somebody can find out how to take part."""
    url = read.get("online_url") or ""
    is_online = bool(url) or cells.read_answer(str(read.get("online") or "")).value is True
    can_join = url or found.get("apply_how") or found.get("apply_url")
    if not is_online or not can_join:
        return {"attendance": "place", "online_url": url}
    is_somewhere = found.get("place") or found.get("place_text")
    return {"attendance": "both" if is_somewhere else "online", "online_url": url}
