"""Telephone numbers, mail addresses and URLs."""

import re
from collections.abc import Iterator
from typing import TypedDict
from urllib.parse import urlsplit

import phonenumbers
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from phonenumbers import shortnumberinfo

from directory.opendata.cells.doubts import Doubt, Reading, doubt
from directory.opendata.cells.figures import ROUNDED
from directory.opendata.cells.text import flat

DIALLED = re.compile(r"(?:\+|#)?\(?\d[\d\-() ]*\d\)?|#?\d{3,4}")
EXTENSION = re.compile(r"\(?\s*(?<![a-z])(?:内線|内|ext\.?|x)\s*[:.]?\s*(\d{1,6})\s*\)?", re.I)
MORE_LINES = re.compile(r"~\s*\d{1,4}(?!\d|-)")
"""The last of several lines: of 054-626-1139～1140 the first is dialled."""
EMERGENCY = frozenset({"110", "118", "119"})
"""Nobody's own numbers: whoever writes one of them for a facility has not written the facility's."""
LABELS = re.compile(r"(?:電話番号|電話|でんわ|TEL|Tel|tel|☎|℡|番号)\s*[:.]?")
PURPOSE = re.compile(r"[\w・ァ-ヶー]+")
BETWEEN = re.compile(r"[/、,;・\n]|または|又は|もしくは|及び|および")

EMAIL = re.compile(r"[\w.!#$%&'*+/=?^`{|}~-]+@[\w-]+(?:\.[\w-]+)+", re.ASCII)
HIDDEN_AT = re.compile(r"\s*(?:[(\[{<【]\s*(?:at|アット|アットマーク|@)\s*[)\]}>】]|_at_|★|☆|■|●|アットマーク)\s*", re.I)
HOST = re.compile(r"(?:[a-z0-9](?:[a-z0-9_-]*[a-z0-9])?\.)+[a-z][a-z0-9-]*(?::\d+)?(?:[/?#].*)?", re.I)


class Phone(TypedDict):
    """A number as one dials it, what it is for, and the extension to ask for."""

    number: str
    purpose: str
    extension: str


def read_phones(text: str, extension: str = "") -> Reading[list[Phone]]:
    """The numbers of a cell, in the form of the Japanese numbering plan: (054)626-1139 becomes 054-626-1139.

    `extension` is that of a column of its own. A number the plan does not know is kept as it was written, with a doubt.
    """
    if ROUNDED.search(flat(text)):
        return Reading([], (doubt("number_lost", text),))
    phones: list[Phone] = []
    doubts: list[Doubt] = []
    pieces = [piece for piece in BETWEEN.split(flat(text)) if piece.strip()]
    for piece in pieces:
        for phone, found in _phones_in(piece, text):
            phones.append(phone)
            doubts += found
    if not phones:
        return Reading([], (doubt("phone_unread", text),) if flat(text) else ())
    if extension and not phones[0]["extension"]:
        phones[0]["extension"] = flat(extension)
    if len(phones) > 1:
        doubts.append(doubt("phones_several", text, "、".join(phone["number"] for phone in phones)))
    return Reading(phones, tuple({found.code: found for found in doubts}.values()))


def _phones_in(piece: str, cell: str) -> Iterator[tuple[Phone, list[Doubt]]]:
    inner = EXTENSION.search(piece)
    rest = EXTENSION.sub(" ", piece)
    lines = MORE_LINES.search(rest)
    rest = MORE_LINES.sub(" ", rest)
    for dialled in DIALLED.findall(rest):
        number, code = _number(dialled)
        doubts = [doubt(code, cell, number)] if code else []
        words = re.sub(r"[\s():]+", " ", LABELS.sub(" ", rest).replace(dialled, " ")).strip()
        if LABELS.search(rest) or words or lines:
            doubts.append(doubt("phone_words", cell, number))
        purpose = " ".join(PURPOSE.findall(words))[:60]
        yield Phone(number=number, purpose=purpose, extension=inner[1] if inner else ""), doubts


def _number(dialled: str) -> tuple[str, str]:
    """The number in its usual form, and the code of a doubt. Groups that were written stay: the plan knows no better."""
    digits = re.sub(r"[^\d+#]", "", dialled)
    grouped = re.sub(r"[\-() ]+", "-", dialled).strip("-")
    short = _parsed(digits)
    if digits in EMERGENCY:
        return digits, "phone_emergency"
    if digits.startswith("#") or (short and shortnumberinfo.is_valid_short_number_for_region(short, "JP")):
        return digits, ""
    if not digits.startswith(("0", "+")):
        parsed = _parsed("0" + digits) if len(digits) in {9, 10} else None
        if not parsed or not phonenumbers.is_valid_number(parsed):
            return grouped, "phone_invalid"
        return ("0" + grouped if "-" in grouped else _national(parsed)), "phone_zero"
    parsed = _parsed(digits)
    if not parsed or not phonenumbers.is_valid_number(parsed):
        return grouped, "phone_invalid"
    return grouped if "-" in grouped and not digits.startswith("+") else _national(parsed), ""


def _national(parsed: phonenumbers.PhoneNumber) -> str:
    """The number as the plan groups it; one of another country with that country's code."""
    abroad = parsed.country_code != 81
    shape = phonenumbers.PhoneNumberFormat.INTERNATIONAL if abroad else phonenumbers.PhoneNumberFormat.NATIONAL
    return phonenumbers.format_number(parsed, shape)


def _parsed(digits: str) -> phonenumbers.PhoneNumber | None:
    try:
        return phonenumbers.parse(digits, "JP")
    except phonenumbers.NumberParseException:
        return None


def read_fax(text: str) -> Reading[str]:
    """One fax number; words around it do not matter."""
    reading = read_phones(text)
    return Reading(reading.value[0]["number"] if reading.value else "", reading.doubts)


def read_email(text: str) -> Reading[str]:
    """A mail address, its @ restored where it was hidden from machines: s050899(at)koganei-shi.jp."""
    raw = flat(text)
    if not raw:
        return Reading("")
    shown = HIDDEN_AT.sub("@", raw)
    found = EMAIL.search(shown)
    try:
        validate_email(found[0] if found else "")
    except ValidationError:
        return Reading("", (doubt("email_unread", text),))
    address = found[0] if found else ""
    return Reading(address, () if address in text else (doubt("email_at", text, address),))


def read_url(text: str) -> Reading[str]:
    """An http(s) URL. Without a scheme, https:// is put in front, which is what browsers try first.

    A mail address in its place gives no URL, and the doubt `email_in_url`.
    """
    words = re.sub(r"[;；、\n\u3000]", " ", text).split()
    if not words:
        return Reading("")
    first = flat(words[0]) if not words[0].isascii() and flat(words[0]).isascii() else words[0]
    if EMAIL.fullmatch(first.removeprefix("mailto:")):
        return Reading("", (doubt("email_in_url", text),))
    url, codes = first, []
    if not re.match(r"https?://", url, re.I) and HOST.fullmatch(url):
        url = f"https://{url}"
        codes.append("url_without_scheme")
    if url.rstrip("。．.,，、") != url:
        url = url.rstrip("。．.,，、")
        codes.append("url_trailing")
    if not _is_web(url):
        return Reading("", (doubt("url_unread", text),))
    if len(words) > 1:
        codes.append("urls_several")
    return Reading(url, tuple(doubt(code, text, url) for code in codes))


def _is_web(url: str) -> bool:
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and "." in host.strip(".") and " " not in url
