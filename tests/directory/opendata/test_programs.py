"""A registry of support programmes is read with its limits of age exact to the month."""

import datetime
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from directory.opendata.files import FileError
from directory.opendata.programs import months, read_programs
from directory.opendata.records import Record, Rejected

pytestmark = pytest.mark.once


def registry(*items: Any) -> bytes:
    return json.dumps({"areaCode": "132101", "areaName": "小金井市", "items": items}, ensure_ascii=False).encode()


def item(**changes: Any) -> dict[str, Any]:
    return {"institutionName": {"canonicalName": "ブックスタート"}, **changes}


def read(**changes: Any) -> Record:
    (record,) = read_programs(registry(item(**changes)))
    assert isinstance(record, Record)
    return record


def target(**limits: tuple[int | None, int | None]) -> dict[str, Any]:
    return {limit: {"targetAge": years, "targetAgeOfMonths": month} for limit, (years, month) in limits.items()}


@pytest.mark.parametrize(
    ("limit", "years", "month", "value", "codes"),
    [
        ("greaterThanOrEqualTo", 0, 3, 3, ()),
        ("greaterThanOrEqualTo", 3, None, 36, ()),
        ("greaterThanOrEqualTo", 3, 0, 36, ()),
        ("greaterThan", 0, 3, 4, ()),
        ("greaterThan", 2, None, 36, ()),
        ("greaterThan", 2, 0, 36, ("whole_years",)),
        ("lessThanOrEqualTo", 0, 4, 4, ()),
        ("lessThanOrEqualTo", 5, None, 71, ()),
        ("lessThanOrEqualTo", 5, 0, 71, ("whole_years",)),
        ("lessThanOrEqualTo", 0, None, 11, ()),
        ("lessThan", 3, None, 35, ()),
        ("lessThan", 3, 0, 35, ()),
        ("lessThan", None, 4, 3, ()),
        ("lessThan", None, None, None, ()),
    ],
)
def test_a_limit_bounds_one_end(
    limit: str, years: int | None, month: int | None, value: int | None, codes: tuple[str, ...]
) -> None:
    reading = months(limit, years, month)
    assert (reading.value, reading.codes) == (value, codes)


@pytest.mark.parametrize(
    ("limits", "ages"),
    [
        (target(greaterThanOrEqualTo=(0, 3), lessThanOrEqualTo=(0, 4)), (3, 4)),
        (target(greaterThan=(0, 3), lessThan=(1, None)), (4, 11)),
        (target(lessThan=(3, None), lessThanOrEqualTo=(1, 6)), (None, 18)),
        (target(greaterThanOrEqualTo=(1, 6), greaterThan=(2, 0)), (36, None)),
        (target(lessThanOrEqualTo=(18, None)), (None, 216)),
        (target(greaterThanOrEqualTo=(None, None)), (None, None)),
        ({}, (None, None)),
    ],
)
def test_of_two_limits_the_stricter_holds(limits: dict[str, Any], ages: tuple[int | None, int | None]) -> None:
    record = read(target=limits)
    assert (record.values["age_min"], record.values["age_max"]) == ages


def test_limits_that_leave_nobody_are_left_out_and_told() -> None:
    record = read(target=target(greaterThanOrEqualTo=(6, None), lessThan=(3, None)))
    assert (record.values["age_min"], record.values["age_max"]) == (None, None)
    assert [finding.code for finding in record.doubts] == ["ages_backwards"]


def test_without_limits_the_words_are_read_with_a_doubt() -> None:
    record = read(target={"targetPersons": "３～４か月"})
    assert (record.values["age_min"], record.values["age_max"]) == (3, 4)
    assert [(finding.column, finding.code) for finding in record.doubts] == [("target.targetPersons", "ages_from_text")]
    assert read(target={"targetPersons": "市内に住む方"}).doubts == []


def test_a_programme_is_read_with_its_contact() -> None:
    record = read(
        contact={
            "contactName": "母子保健係",
            "contactPhone": "042-321-6296",
            "contactEx": "12",
            "contactEmail": "boshi(at)example.jp\n注記",
            "contactAddress": "小金井市貫井北町5丁目18番18号　保健センター",
        },
        implementationPlace={"implementationAddress": "保健センター　小金井市貫井北町5丁目18番18号"},
        costConditions="無料",
        relatedLink=[{"uri": "https://example.jp/", "title": "くわしく"}, {"uri": None, "title": "なし"}],
        regulation={"regulationName": "読書計画"},
        tag={"categoryCode": ["003"]},
        basicInformation={"psid": "psid3.0+UM105"},
        odInformation={"updateDate": "2024-07-01"},
    )
    expected = {
        "name": "ブックスタート",
        "contact_name": "母子保健係",
        "phones": [{"number": "042-321-6296", "purpose": "", "extension": "12"}],
        "email": "boshi@example.jp",
        "contact_address": "東京都小金井市貫井北町5丁目18番18号",
        "contact_building": "保健センター",
        "where_address": "東京都小金井市貫井北町5丁目18番18号",
        "where_building": "保健センター",
        "cost_text": "無料",
        "links": [{"url": "https://example.jp/", "title": "くわしく"}],
        "regulation": "読書計画",
        "categories": ["003"],
        "updated_on": datetime.date(2024, 7, 1),
    }
    assert (record.number, {name: record.values[name] for name in expected}) == ("psid3.0+UM105", expected)
    assert ("contact.contactEmail", "email_at") in [(finding.column, finding.code) for finding in record.doubts]


def test_a_programme_without_a_name_is_rejected() -> None:
    good, bad, worse = read_programs(registry(item(), {"summary": "名なし"}, "?"))
    assert isinstance(good, Record)
    assert isinstance(bad, Rejected)
    assert isinstance(worse, Rejected)
    assert (bad.row, bad.reasons[0].code, bad.cells) == (2, "no_name", {"summary": '"名なし"'})


@pytest.mark.parametrize("content", [b"", b"[1]", b'{"items": 3}', b"{", b"\xff\xff\xff", b"[" * 100_000])
def test_what_is_no_registry_is_refused(content: bytes) -> None:
    with pytest.raises(FileError):
        read_programs(content)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-999, 999) | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from(["uri", "targetAge", "fromYMD"]), inner, max_size=3)
    ),
    max_leaves=4,
)
KEYS = st.sampled_from(
    ["target", "contact", "relatedLink", "implementationPeriod", "implementationPlace", "tag", "cost", "capacity"]
)


@given(st.dictionaries(KEYS, JSON, max_size=5))
def test_no_item_raises(changes: dict[str, Any]) -> None:
    assert read(**changes).row == 1
