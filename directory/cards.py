"""A place as a vCard 3.0 (RFC 2426): the version that every telephone reads."""

from cms.core.navigation import absolute
from directory.models import Place

LONGEST_LINE = 75
"""Octets; a longer line is folded (RFC 2426, 2.6)."""


def vcard(place: Place) -> str:
    """Its name, how it is read, its numbers, address and position, with its page."""
    lines = [
        "BEGIN:VCARD",
        "VERSION:3.0",
        f"N:{escaped(place.name)};;;;",
        f"FN:{escaped(place.name)}",
        f"ORG:{escaped(place.name)}",
        "X-ABSHOWAS:COMPANY",
        f"UID:{place.translation_key}",
    ]
    if place.kana:
        lines.append(f"X-PHONETIC-ORG:{escaped(place.kana)}")
    lines += [_phone(number, phone.number, phone.purpose) for number, phone in enumerate(place.phones.all(), 1)]
    if place.fax:
        lines.append(f"TEL;TYPE=FAX,WORK:{escaped(place.fax)}")
    if place.email:
        lines.append(f"EMAIL;TYPE=WORK:{escaped(place.email)}")
    if place.address:
        street = f"{place.town}{place.street}" if place.city else place.address
        parts = ("", place.building, street, place.city, place.prefecture, place.postal_code, "")
        lines.append(f"ADR;TYPE=WORK:{';'.join(map(escaped, parts))}")
        lines.append(f"LABEL;TYPE=WORK:{escaped(place.address)}")
    if place.latitude is not None and place.longitude is not None:
        lines.append(f"GEO:{place.latitude};{place.longitude}")
    lines.append(f"URL:{absolute(place.get_absolute_url())}")
    lines.append("END:VCARD")
    return "".join(folded(line) + "\r\n" for line in lines)


def _phone(place: int, number: str, purpose: str) -> str:
    if not purpose:
        return f"TEL;TYPE=WORK,VOICE:{escaped(number)}"
    return f"item{place}.TEL;TYPE=WORK,VOICE:{escaped(number)}\r\nitem{place}.X-ABLabel:{escaped(purpose)}"


def escaped(text: str) -> str:
    """A value as it stands in a vCard."""
    for sign in ("\\", ";", ","):
        text = text.replace(sign, f"\\{sign}")
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\n", "\\n")


def folded(line: str) -> str:
    """Lines of at most LONGEST_LINE octets, never cut within a character."""
    if "\r\n" in line:
        return "\r\n".join(map(folded, line.split("\r\n")))
    rows, row, size = [], "", 0
    for character in line:
        width = len(character.encode())
        if size + width > LONGEST_LINE:
            rows.append(row)
            row, size = " ", 1
        row, size = row + character, size + width
    return "\r\n".join([*rows, row])
