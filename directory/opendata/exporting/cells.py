"""What stands in the cells of a place, by field: our codes in the standards' words, figures as the standards write them."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Final

import jaconv
from django.utils.translation import gettext_lazy as _

from cms.core.ages import years_and_months
from directory import kinds
from directory.opendata import cells
from directory.opendata.datasets import Dataset
from directory.opendata.exporting.hours import hours_cells
from directory.opendata.plain import Values
from directory.opendata.records import FLAGS, OFFERS, PRESENCE
from directory.vocabularies import ACCESSIBILITY, LANGUAGES

LAYOUT: Final = "standard"
"""In which the datasets are written, unless another of LAYOUTS is asked for."""
LAYOUTS = {
    LAYOUT: _("今の標準（自治体標準オープンデータセット）"),
    "recommended": _("以前の標準（推奨データセット、2017〜2022年）"),
}
SECOND_ASKED = frozenset({"has_stroller_rental"})
"""Of two columns for one service, the one that is answered only where the source did."""


def cells_of(
    values: Values, texts: Mapping[str, str], fields: Iterable[str], dataset: Dataset, layout: str = LAYOUT
) -> dict[str, str]:
    """The cells of a place, for those of the fields that a file has a column for.

    `values` are its plain values by field, `texts` the cells in which its source had them.
    """
    asked = set(fields)
    found = {name: write(values) for name, write in WRITERS.items() if name in asked}
    found |= {name: cell for name, cell in hours_cells(values)._asdict().items() if name in asked}
    found |= {name: _answer(name, values, texts) for name in FLAGS if name in asked}
    found["category"] = _category(values, dataset)
    found["note" if "説明" in dataset.layouts[layout] else "remark"] = str(values.get("note") or "")
    if "services_listed" in asked:
        found["services_listed"] = _services(values, texts, asked, dataset)
    if not values.get("operator_name") and "operator_name" in asked:
        found["operator_name"] = str(values.get("organisation_name") or "")
    found["authority"] = texts.get("authority") or "".join(_origin(values, texts))
    for name in asked - found.keys() - NOT_WRITTEN:
        found[name] = _text(values.get(name))
    return {name: text for name, text in found.items() if name in asked}


def _origin(values: Values, texts: Mapping[str, str]) -> Iterator[str]:
    """Whose list it is: as the source says, else where the place is."""
    for name in ("prefecture", "city"):
        yield texts.get(f"{name}_name") or str(values.get(name) or "")


NOT_WRITTEN = frozenset(
    {
        "hours_free", "hours_closed", "offers", "offers_note", "installed_at", "equipment", "playground", "toilets", "eating",
        "contact_note", "remark", "note", "care_fee_kind", "care_fee", "care_fee_note", "prefecture_name", "city_name", "exact",
        "number",
    }
)  # fmt: skip
"""Fields that have gone into another of ours, and come back only as the source wrote them."""


def _text(value: Any) -> str:
    if isinstance(value, list):
        return ";".join(map(str, value))
    if isinstance(value, float):
        return repr(value).removesuffix(".0")
    return "" if value is None else str(value)


def _category(values: Values, dataset: Dataset) -> str:
    """What it is called in detail, else its kind, where the dataset is of several."""
    return str(values.get("category") or (kinds.BY_CODE[values["kind"]].words[0] if dataset.tells_kind else ""))


def _phones(values: Values) -> str:
    phones = values.get("phones") or []
    return "、".join(_phone(phone, is_alone=len(phones) == 1) for phone in phones)


def _phone(phone: Mapping[str, str], is_alone: bool) -> str:
    inner = "" if is_alone or not phone["extension"] else f" 内線{phone['extension']}"
    return phone["number"] + inner + (f"（{phone['purpose']}）" if phone["purpose"] else "")


def _extension(values: Values) -> str:
    phones = values.get("phones") or []
    return str(phones[0]["extension"]) if len(phones) == 1 else ""


def ages_in_words(low: int | None, high: int | None) -> str:
    """A range of months as municipalities write it: 6か月～5歳 is from 6 to 71 months."""
    if low is None and high is None:
        return ""
    if low is not None and high is not None and low % 12 and low >= 0 and low // 12 == high // 12:
        return f"{_first(low)}～{_exactly(high)}"
    first = "" if low is None else _first(low)
    last = "" if high is None else _last(high)
    return first if first == last else f"{first}～{last}"


def _first(months: int) -> str:
    years, rest = years_and_months(months)
    if months == 0 or not rest:
        return f"{years}歳"
    return f"{years}歳{rest}か月" if years else f"{rest}か月"


def _last(months: int) -> str:
    years, rest = years_and_months(months + 1)
    if months >= 0 and not rest:
        return f"{years - 1}歳"
    return _exactly(months)


def _exactly(months: int) -> str:
    years, rest = years_and_months(months)
    return f"{years}歳{rest}か月" if years else f"{rest}か月"


def _words(values: Values, name: str, words: Mapping[str, Any]) -> str:
    return ";".join(str(words.get(code, code)) for code in values.get(name) or ())


def _answer(name: str, values: Values, texts: Mapping[str, str]) -> str:
    """有 or 無; nothing where nobody said that it is not there."""
    service = FLAGS[name]
    is_there = service in (values.get("services") or ())
    said = {other: cells.read_answer(texts.get(other, "")).value for other, meant in FLAGS.items() if meant == service}
    if said[name] is False:
        return "無" if not is_there or any(said.values()) else "有"
    if said[name] is None and (name in SECOND_ASKED or any(said.values())):
        return ""
    return "有" if is_there else ""


def _services(values: Values, texts: Mapping[str, str], asked: set[str], dataset: Dataset) -> str:
    """The names of the services that no other column speaks of."""
    told = {FLAGS[name] for name in FLAGS.keys() & asked} | dataset.services
    told |= {service for name, service in PRESENCE.items() if name in asked and (values.get(name) or texts.get(name))}
    for name in OFFERS:
        told |= cells.services_in(texts.get(name, "")) if name in asked else set()
    names = cells.service_names()
    return ";".join(names.get(code, code) for code in values.get("services") or () if code not in told)


WRITERS: dict[str, Callable[[Values], str]] = {
    "kana": lambda values: jaconv.hira2kata(str(values.get("kana") or "")),
    "latitude": lambda values: "" if values.get("latitude") is None else repr(values["latitude"]),
    "longitude": lambda values: "" if values.get("longitude") is None else repr(values["longitude"]),
    "phones": _phones,
    "extension": _extension,
    "ages": lambda values: ages_in_words(values.get("age_min"), values.get("age_max")),
    "accessibility": lambda values: _words(values, "accessibility", ACCESSIBILITY),
    "languages": lambda values: _words(values, "languages", LANGUAGES),
}
"""How the fields are written that are no plain text or figure."""
