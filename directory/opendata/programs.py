"""Support programmes (制度) out of a municipality's registry, as Koganei publishes it: JSON with one item a programme.

The shape is that of the 子育て支援制度 registry (registry_<code>.json): names, summary, whom it is for with limits of age,
what it costs, when and where, how to apply, whom to ask, the law behind it. A programme is no place: its records have fields of
their own.
"""

import json
import re
from collections.abc import Iterator
from typing import Any

from cms.core.ages import MAX_MONTHS
from directory.opendata import cells
from directory.opendata.cells import Reading, doubt
from directory.opendata.files import MAX_BYTES, FileError, decode
from directory.opendata.records import Finding, Record, Rejected

LIMITS = {
    "greaterThanOrEqualTo": ("age_min", 0),
    "greaterThan": ("age_min", 1),
    "lessThanOrEqualTo": ("age_max", 0),
    "lessThan": ("age_max", -1),
}
"""The limits of a target: which end of the range each bounds, and by how many steps it moves it inwards."""

TEXTS = {
    "name": "institutionName.canonicalName",
    "short_name": "institutionName.shortName",
    "summary": "summary",
    "description": "description",
    "target": "target.targetPersons",
    "target_conditions": "target.conditions",
    "support": "support.description",
    "monetary_support": "support.monetarySupport",
    "material_support": "support.materiallySupport",
    "cost_text": "costConditions",
    "period": "implementationPeriod.conditions",
    "use": "utilization",
    # The registry itself spells this key so.
    "use_time": "utilizationTime.condiutilizationConditionstions",
    "specific_date": "specificDate",
    "holiday": "holiday",
    "apply_persons": "procedurePersons",
    "apply": "procedureMethod",
    "apply_period": "procedurePeriod.conditions",
    "apply_counter": "procedureCounter",
    "apply_documents": "procedureDocumentsCode.others",
    "belongings": "belongings",
    "where_name": "implementationPlace.implementationName",
    "contact_name": "contact.contactName",
    "contact_note": "contact.contactComment",
    "area": "area.areaText",
    "regulation": "regulation.regulationName",
    "regulation_article": "regulation.regulationArticle",
    "remark": "remarks",
}
DATES = {
    "starts_on": "implementationPeriod.fromYMD",
    "ends_on": "implementationPeriod.toYMD",
    "apply_from": "procedurePeriod.fromYMD",
    "apply_until": "procedurePeriod.toYMD",
}
TAGS = {"categories": "tag.categoryCode", "target_codes": "tag.targetCode", "content_codes": "tag.contentsCode"}
EXACT = "x-exact"
"""What an export of ours adds, of what the registry has no place for (`directory.opendata.exact`)."""
OWN = "x-id"
"""What an export of ours adds: our number, as a psid may be of a kind of programme that every municipality has, or wanting."""
LINKS = {"links": "relatedLink", "government_link": "localGovernmentLink", "form_links": "formLink"}


def read_programs(content: bytes) -> Iterator[Record | Rejected]:
    """One Record or Rejected for each item; `row` is its place in the list, from 1, `number` its psid.

    Dates are dates, ages months, both ends included; `links` are [{"url", "title"}]. Columns of doubts are the paths in the JSON.

    Raises:
        FileError: too big, in no known encoding, or no registry.
    """
    if len(content) > MAX_BYTES:
        raise FileError("too_big", size=len(content) // 1024**2, limit=MAX_BYTES // 1024**2)
    try:
        registry = json.loads(decode(content)[0])
    except (json.JSONDecodeError, RecursionError) as error:
        raise FileError("not_a_registry") from error
    items = registry.get("items") if isinstance(registry, dict) else None
    if not isinstance(items, list):
        raise FileError("not_a_registry")
    prefecture = cells.prefecture_of_code(str(registry.get("areaCode") or ""))
    city = str(registry.get("areaName") or "")
    return (_Item(row, item, prefecture, city).outcome() for row, item in enumerate(items, 1))


def months(limit: str, years: int | None, months_: int | None) -> Reading[int | None]:
    """The end of a range, in months, that one of LIMITS sets; an end that is not set is None.

    In years alone a limit counts whole years: 5歳以下 is until 71 months, 2歳を超える from 36. With months it is exact to the
    month. 0 months beside years may be a blank that was filled in, which makes a difference where the year itself is let in
    (5歳以下) or shut out (2歳を超える): whole years are taken, with a doubt.
    """
    end, step = LIMITS[limit]
    if years is None and months_ is None:
        return Reading(None)
    said = (years or 0) * 12 + (months_ or 0)
    is_wide = limit in {"lessThanOrEqualTo", "greaterThan"}
    if months_ or not is_wide:
        return Reading(said + step)
    value = said + (11 if end == "age_max" else 12)
    written = f"{years}歳{months_}か月" if months_ is not None else f"{years}歳"
    return Reading(value, (doubt("whole_years", written, value),) if months_ is not None else ())


class _Item:
    """The reading of one item of a registry."""

    def __init__(self, row: int, item: Any, prefecture: str, city: str) -> None:
        self.row = row
        self.item = item if isinstance(item, dict) else {}
        self.prefecture, self.city = prefecture, city
        self.values: dict[str, Any] = {}
        self.findings: list[Finding] = []
        self.originals: dict[str, str] = {}

    def _at(self, path: str) -> Any:
        """What stands at a path of the item, None where the path breaks off."""
        found: Any = self.item
        for key in path.split("."):
            found = found.get(key) if isinstance(found, dict) else None
        return found

    def _text(self, path: str) -> str:
        found = self._at(path)
        return "" if found is None or isinstance(found, dict | list) else str(found)

    def _take(self, field: str, path: str, reading: Reading[Any]) -> Any:
        for found in reading.doubts:
            self.findings.append(Finding(path, found.value.strip(), found.code, found.done))
            self.originals[field] = self._text(path) or found.value
        return reading.value

    def outcome(self) -> Record | Rejected:
        for field, path in TEXTS.items():
            self.values[field] = self._take(field, path, cells.read_text(self._text(path)))
        if not self.values["name"]:
            missing = doubt("no_name", "")
            reason = Finding(TEXTS["name"], "", missing.code, missing.done)
            return Rejected(self.row, [reason], {key: json.dumps(value, ensure_ascii=False) for key, value in self.item.items()})
        for field, path in DATES.items():
            reader = cells.read_end_date if field in {"ends_on", "apply_until"} else cells.read_date
            self.values[field] = self._take(field, path, reader(self._text(path)))
        for field, path in TAGS.items():
            codes = self._at(path)
            self.values[field] = [str(code) for code in codes] if isinstance(codes, list) else []
        for field, path in LINKS.items():
            self.values[field] = self._links(field, path)
        self.values["cost"] = self._take("cost", "cost", cells.read_count(self._text("cost")))
        self.values["capacity"] = self._take("capacity", "capacity", cells.read_capacity(self._text("capacity")))
        self.values["is_online"] = self._at("electronicSubmission") is True
        self._ages()
        self._contact()
        self._places()
        self._updated()
        number, exact, own = self._text("basicInformation.psid"), self._text(EXACT), self._text(OWN)
        return Record(self.row, number, self.values, self.findings, self.originals, exact=exact, own=own)

    def _ages(self) -> None:
        ends: dict[str, list[int]] = {"age_min": [], "age_max": []}
        for limit, (end, _step) in LIMITS.items():
            path = f"target.{limit}"
            years, month = (_whole(self._at(f"{path}.{key}")) for key in ("targetAge", "targetAgeOfMonths"))
            if (found := self._take(end, path, months(limit, years, month))) is not None:
                ends[end].append(found)
        # Of two limits to one end the stricter holds.
        low, high = max(ends["age_min"], default=None), min(ends["age_max"], default=None)
        if low is None and high is None:
            low, high = self._ages_in_words()
        elif low is not None and high is not None and low > high:
            self._take("age_min", "target", Reading(None, (doubt("ages_backwards", f"{low}-{high}"),)))
            low = high = None
        self.values["age_min"] = low
        self.values["age_max"] = None if high is None else min(high, MAX_MONTHS)

    def _ages_in_words(self) -> tuple[int | None, int | None]:
        """Where no limit is set, what the words for whom it is say; silent where they name no age."""
        path = TEXTS["target"]
        reading = cells.read_ages(self._text(path))
        if reading.value == (None, None):
            return None, None
        return self._take("target", path, Reading(reading.value, (doubt("ages_from_text", self._text(path)), *reading.doubts)))

    def _contact(self) -> None:
        phone = "contact.contactPhone"
        extension = self._text("contact.contactEx")
        self.values["phones"] = self._take("phones", phone, cells.read_phones(self._text(phone), extension))
        for field, path, reader in (
            ("email", "contact.contactEmail", cells.read_email),
            ("url", "contact.contactUrl", cells.read_url),
            ("postal_code", "contact.zipCode", cells.read_code),
        ):
            self.values[field] = self._take(field, path, reader(self._text(path)))

    def _places(self) -> None:
        for field, path in (
            ("where_address", "implementationPlace.implementationAddress"),
            ("contact_address", "contact.contactAddress"),
        ):
            address, building = self._address(field, path)
            self.values[field] = address
            self.values[f"{field.removesuffix('_address')}_building"] = building

    def _address(self, field: str, path: str) -> tuple[str, str]:
        """An address, in front of which or behind which a building may be named: 保健センター　小金井市貫井北町5丁目18番18号."""
        written = self._text(path).strip()
        words = written.split(maxsplit=1)
        begins = tuple(filter(None, (self.prefecture, self.city)))
        name = ""
        if len(words) == 2 and begins and not words[0].startswith(begins) and words[1].startswith(begins):
            name, written = words
        reading = cells.read_address(written, self.prefecture, self.city)
        parts = self._take(field, path, reading)
        building = " ".join(filter(None, (name, parts.building)))
        if building:
            self._take(field, path, Reading(None, (doubt("name_in_address", self._text(path)),)))
        return parts.address, building

    def _links(self, field: str, path: str) -> list[dict[str, str]]:
        found = self._at(path)
        links = []
        for link in found if isinstance(found, list) else [found]:
            if isinstance(link, dict) and (url := self._take(field, path, cells.read_url(str(link.get("uri") or "")))):
                links.append({"url": url, "title": str(link.get("title") or "").strip()})
        return links

    def _updated(self) -> None:
        path = "updateDate" if self._text("updateDate") else "odInformation.updateDate"
        self.values["updated_on"] = self._take("updated_on", path, cells.read_date(self._text(path)))


def _whole(number: Any) -> int | None:
    """A count of years or months that makes sense; anything else is none."""
    text = str(number).strip()
    return int(text) if re.fullmatch(r"[0-9]{1,3}", text) else None
