"""The support programmes as a registry in the shape of the one that is read (`directory.opendata.programs`)."""

import json
from typing import Any

from django.conf import settings
from django.utils import timezone

from directory.models import SupportProgram
from directory.models.program import SupportProgramQuerySet
from directory.opendata import exact
from directory.opendata.fields import PROGRAMS, fit
from directory.opendata.plain import Values
from directory.opendata.programs import EXACT, OWN, read_programs
from directory.opendata.records import Record
from directory.opendata.steps import standing

PATHS = {
    "name": "institutionName.canonicalName",
    "short_name": "institutionName.shortName",
    "summary": "summary",
    "description": "description",
    "target": "target.targetPersons",
    "support": "support.description",
    "cost": "costConditions",
    "period": "implementationPeriod.conditions",
    "how_to_apply": "procedureMethod",
    "place": "implementationPlace.implementationName",
    "contact_name": "contact.contactName",
    "phone": "contact.contactPhone",
    "email": "contact.contactEmail",
    "url": "contact.contactUrl",
    "contact_note": "contact.contactComment",
    "address": "contact.contactAddress",
    "law": "regulation.regulationName",
    "categories": "tag.categoryCode",
    "number": "basicInformation.psid",
    "updated_on": "updateDate",
}
"""Where each field stands; what several keys of a registry say together stands under the first."""


def held() -> SupportProgramQuerySet:
    """The public programmes, as the source language has them, in the order of the syllabary."""
    found = SupportProgram.objects.public().filter(locale__language_code=settings.LANGUAGE_CODE)
    return found.order_by("kana_order", "name", "pk")


def registry(is_standard_only: bool = False) -> bytes:
    """The registry, UTF-8. Unless `is_standard_only`, what its keys cannot hold stands beside them."""
    programs = list(held())
    values = [{name: standing(program, name) for name in exact.PROGRAM_HELD} for program in programs]
    items = [_item(each) for each in values]
    if not is_standard_only:
        for program, item, wanted, read in zip(programs, items, values, _read_again(items), strict=True):
            item[OWN] = str(program.translation_key)
            if differing := exact.write(read, wanted):
                item[EXACT] = differing
    return _written(items)


def _written(items: list[dict[str, Any]]) -> bytes:
    code, name = (str(getattr(settings, f"MUNICIPALITY_{part}", "")) for part in ("CODE", "NAME"))
    found = {"version": timezone.now().isoformat(timespec="seconds"), "areaCode": code, "areaName": name}
    return json.dumps({**found, "count": len(items), "items": items}, ensure_ascii=False, indent=1).encode()


def _item(values: Values) -> dict[str, Any]:
    item: dict[str, Any] = {}
    for name, path in PATHS.items():
        _put(item, path, values[name] or None)
    low, high = values["age_min"], values["age_max"]
    _put(item, "target.greaterThanOrEqualTo", _age(low))
    _put(item, "target.lessThan", _age(None if high is None else high + 1))
    item["relatedLink"] = [{"uri": link["url"], "title": link.get("title", "")} for link in values["links"] or ()]
    return item


def _age(months: int | None) -> dict[str, int | None]:
    years, rest = (None, None) if months is None else divmod(months, 12)
    return {"targetAge": years, "targetAgeOfMonths": rest}


def _put(item: dict[str, Any], path: str, value: Any) -> None:
    *above, last = path.split(".")
    for key in above:
        item = item.setdefault(key, {})
    item[last] = value


def _read_again(items: list[dict[str, Any]]) -> list[Values]:
    return [fit(outcome, PROGRAMS).values if isinstance(outcome, Record) else {} for outcome in read_programs(_written(items))]
