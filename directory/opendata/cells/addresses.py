"""Addresses: completed from what the rest of the row says, and split into their parts. Words and kanji numerals stay."""

import re
from dataclasses import dataclass

from directory.opendata.cells.doubts import Reading, doubt
from directory.opendata.cells.text import read_text
from directory.opendata.columns import DASHES

_PREFECTURES = """
北海道 青森県 岩手県 宮城県 秋田県 山形県 福島県 茨城県 栃木県 群馬県 埼玉県 千葉県 東京都 神奈川県 新潟県 富山県
石川県 福井県 山梨県 長野県 岐阜県 静岡県 愛知県 三重県 滋賀県 京都府 大阪府 兵庫県 奈良県 和歌山県 鳥取県 島根県
岡山県 広島県 山口県 徳島県 香川県 愛媛県 高知県 福岡県 佐賀県 長崎県 熊本県 大分県 宮崎県 鹿児島県 沖縄県
"""
PREFECTURES = tuple(_PREFECTURES.split())
"""In the order of their codes (JIS X 0401), which are the first two digits of a municipality's."""
_PECULIAR = (
    "四日市市 廿日市市 野々市市 十日町市 東村山市 武蔵村山市 市川市 市原市 町田市 大町市 村山市 村上市 羽村市 田村市 大村市"
)
PECULIAR = tuple(_PECULIAR.split())
"""Cities whose names hold 市, 町 or 村 before their end."""
CITY = re.compile(
    "|".join(
        (
            *PECULIAR,
            r"[^\d\s市区町村]{1,6}郡[^\d\s]{1,6}?[町村]",
            r"[^\d\s]{1,6}?市(?:[^\d\s市]{1,4}区)?",
            r"[^\d\s]{1,4}?[区町村]",
        )
    )
)
CITY_ALONE = re.compile(
    rf"{'|'.join(PECULIAR)}|[^\d\s市区町村]{{1,6}}(?:市(?!場|原|川|町|ケ|ヶ)(?:[^\d\s市]{{1,4}}区)?|郡[^\d\s]{{1,6}}?[町村])"
)
"""A municipality that no prefecture stands before: only what no part of a town is called."""
NUMERAL = "0-9０-９"
DASHED = re.compile(rf"(?<=[{NUMERAL}])[{re.escape(DASHES)}ー](?=[{NUMERAL}])")
WITH_CHOME = re.compile(rf"(.*?(?:[{NUMERAL}]+|[一二三四五六七八九十]+)(?:丁目|条(?![東西南北])))(.*)", re.DOTALL)
BEFORE_FIGURES = re.compile(rf"([^{NUMERAL}\s]*)(.*)", re.DOTALL)
STREET = re.compile(rf"\s*((?:[{NUMERAL}]|番地?|号|街区|地先|地割|[-のノ之](?=[{NUMERAL}]))*)(.*)", re.DOTALL)


@dataclass(frozen=True)
class Address:
    """An address and its parts. `address` is prefecture to street, joined; the building stands by itself."""

    address: str = ""
    prefecture: str = ""
    city: str = ""
    town: str = ""
    street: str = ""
    building: str = ""


def prefecture_of_code(code: str) -> str:
    """The prefecture of a municipality's code of five or six digits (全国地方公共団体コード); "" for anything else."""
    return PREFECTURES[int(code[:2]) - 1] if re.fullmatch(r"\d{5,6}", code) and 1 <= int(code[:2]) <= 47 else ""


def split_authority(name: str) -> tuple[str, str]:
    """Prefecture and municipality of an authority's name: 東京都小金井市, 焼津市."""
    prefecture = next((known for known in PREFECTURES if name.startswith(known)), "")
    return prefecture, name[len(prefecture) :].strip()


def read_address(text: str, prefecture: str = "", city: str = "", building: str = "") -> Reading[Address]:
    """An address written in one. `prefecture` and `city` are what the row says of itself elsewhere.

    Where the address does not begin with them, it is completed, with a doubt; unless it begins with another city. So is doubted
    what nothing completes, and what ends with the municipality.
    """
    dashed = DASHED.sub("-", text)
    spelt = read_text(dashed)
    if not spelt.value:
        return Reading(Address(building=read_text(building).value))
    doubts = [*spelt.doubts, *([doubt("dash_in_number", text, dashed.strip())] if dashed != text else [])]
    whole, code = _completed(spelt.value, prefecture, city)
    if code:
        doubts.append(doubt(code, text, whole))
    parts = split_address(whole, city)
    if not (parts.town or parts.street):
        doubts.append(doubt("address_of_a_city", text))
    elif not (parts.prefecture or code):
        doubts.append(doubt("address_without_prefecture", text))
    if building.strip():
        parts = _with_building(parts, read_text(building).value)
    return Reading(parts, tuple(doubts))


def _completed(written: str, prefecture: str, city: str) -> tuple[str, str]:
    if written.startswith(PREFECTURES) or not prefecture:
        return written, ""
    if not city or written.startswith(city):
        return prefecture + written, "address_completed"
    if CITY_ALONE.match(written):
        return written, "address_elsewhere"
    return prefecture + city + written, "address_completed"


def split_address(whole: str, city: str = "") -> Address:
    """The parts of an address: 静岡県焼津市本町二丁目16番32号 has the town 本町二丁目 and the street 16番32号.

    Whether the 2 of 本町2-16-32 is a 丁目 cannot be seen: it stays in the street.
    """
    prefecture = next((known for known in PREFECTURES if whole.startswith(known)), "")
    rest = whole[len(prefecture) :].lstrip()
    found = CITY.match(rest) if prefecture else CITY_ALONE.match(rest)
    place = city if city and rest.startswith(city) else found[0] if found else ""
    rest = rest[len(place) :].lstrip()
    match = WITH_CHOME.fullmatch(rest) or BEFORE_FIGURES.fullmatch(rest)
    town, after = (match[1], match[2]) if match else (rest, "")
    numbers = STREET.fullmatch(after)
    street, building = (numbers[1], numbers[2].strip()) if numbers else (after.strip(), "")
    joined = whole[: len(whole) - len(building)].rstrip() if building else whole
    return Address(joined, prefecture, place, town.strip(), street, building)


def _with_building(parts: Address, building: str) -> Address:
    """The building of a column of its own is the better one; what the address had behind its numbers is kept before it."""
    own = parts.building
    if own and own not in building:
        building = f"{own} {building}"
    return Address(parts.address, parts.prefecture, parts.city, parts.town, parts.street, building)


def join_address(prefecture: str, city: str, town: str, street: str, building: str = "") -> Reading[Address]:
    """An address that came in parts, joined."""
    texts = [read_text(part) for part in (prefecture, city, town, street, building)]
    values = [reading.value for reading in texts]
    values[3] = DASHED.sub("-", values[3])
    doubts = [found for reading in texts for found in reading.doubts]
    if values[3] != texts[3].value:
        doubts.append(doubt("dash_in_number", street, values[3]))
    return Reading(Address("".join(values[:4]), *values), tuple(doubts))
