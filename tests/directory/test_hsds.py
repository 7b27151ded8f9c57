"""`/api/hsds/`: HSDS 3.0, checked against the standard's own schemas where a machine has them, else against what they require."""

import datetime
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from jsonschema import Draft202012Validator, FormatChecker
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

from directory.hours import Hours
from directory.hsds.schedules import schedules
from directory.models import Organisation, Place, PlacePhone, SupportProgram
from tests.core.api.arrange import site_root
from tests.directory.opendata.sources import PUBLISHED
from tests.site.factories import locale

pytestmark = pytest.mark.django_db
SCHEMAS = PUBLISHED / "hsds" / "schema"
KEY = UUID("12345678-1234-5678-1234-567812345678")

# What the schemas of HSDS 3.0 require, of every object below an answer too.
REQUIRED = {
    "service": ("id", "name", "status"),
    "organization": ("id", "name", "description"),
    "location": ("id", "location_type"),
    "service_at_location": ("id",),
    "taxonomy": ("id", "name", "description"),
    "taxonomy_term": ("id", "name", "description"),
}
INSIDE = {
    "phones": ("id", "number"),
    "schedules": ("id",),
    "languages": ("id",),
    "addresses": ("id", "address_1", "city", "state_province", "postal_code", "country", "address_type"),
    "accessibility": ("id",),
    "cost_options": ("id",),
    "contacts": ("id",),
    "attributes": ("id",),
    "required_documents": ("id",),
    "service_at_locations": ("id",),
}
PAGE = ("total_items", "total_pages", "page_number", "size", "first_page", "last_page", "empty", "contents")


@pytest.fixture(autouse=True)
def root() -> None:
    site_root()


def unpublished(name: str) -> Resource[Any]:
    """A schema that the others name and that is not beside them: all it surely asks for is an id."""
    return Resource.from_contents({"type": "object", "required": ["id"]}, default_specification=DRAFT202012)


def the_registry() -> Registry:
    found = {path.name: json.loads(path.read_text()) for path in SCHEMAS.glob("*.json")}
    return Registry(retrieve=unpublished).with_resources(  # type: ignore[call-arg]
        (name, Resource.from_contents(schema, default_specification=DRAFT202012)) for name, schema in found.items()
    )


def check(thing: Any, kind: str) -> None:
    """That an object is one of HSDS."""
    assert set(REQUIRED[kind]) <= thing.keys()
    for inside, names in INSIDE.items():
        for each in thing.get(inside, ()):
            assert set(names) <= each.keys(), inside
    if SCHEMAS.exists():
        schema = {"$ref": f"{kind}.json"}
        checker = Draft202012Validator(schema, registry=the_registry(), format_checker=FormatChecker())
        assert [f"{error.json_path}: {error.message}" for error in checker.iter_errors(thing)] == []
    for name, text in texts(thing):
        assert text != "", name
        assert name != "id" or UUID(text)


def texts(thing: Any, name: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(thing, dict):
        for key, value in thing.items():
            if key not in {"postal_code", "city", "state_province"}:  # required, and at times not known
                yield from texts(value, key)
    elif isinstance(thing, list):
        for each in thing:
            yield from texts(each, name)
    elif isinstance(thing, str):
        yield name, thing


def ask(client: Client, path: str, status: int = 200, **query: Any) -> Any:
    response = client.get(f"/api/hsds/{path}", query)
    assert response.status_code == status, response.content[:300]
    return response.json()


def contents(client: Client, path: str, kind: str, **query: Any) -> list[dict[str, Any]]:
    answer = ask(client, path, **query)
    assert tuple(answer) == PAGE
    for each in answer["contents"]:
        check(each, kind)
    return answer["contents"]


def names(client: Client, path: str = "services", **query: Any) -> list[str]:
    return [each["name"] for each in ask(client, path, **query)["contents"]]


def hide(thing: Any) -> None:
    """Takes a thing from the public, whatever column says so."""
    public = type(thing).objects.public().query.where.children[0]
    setattr(thing, public.lhs.target.name, False)
    thing.save()


def full_place(name: str = "あおば園", **fields: Any) -> Place:
    given = {
        "locale": locale(),
        "kind": "nursery",
        "common_name": "あおば",
        "note": "園庭があります。",
        "address": "東京都小金井市本町1-2-3",
        "postal_code": "184-0004",
        "building": "あおばビル",
        "latitude": 35.7,
        "longitude": 139.5,
        "access": "駅から5分",
        "email": "aoba@example.jp",
        "url": "https://aoba.example.jp",
        "fax": "042-000-0003",
        "age_min": 6,
        "age_max": 71,
        "fees": "無料",
        "services": ["temporary_care", "nursing_room"],
        "languages": ["easy_ja", "en", "interpreter"],
        "accessibility": ["step_free"],
        "opening_hours": "Mo-Fr 07:00-19:00; Sa[2,4] 09:00-12:00; PH off",
        "hours_note": "要予約",
        "confirmed_on": datetime.date(2026, 4, 1),
    }
    place = Place.objects.create(name=name, **{**given, **fields})
    for order, (extension, purpose) in enumerate((("12", "予約"), ("A-1", ""))):
        PlacePhone.objects.create(
            place=place, locale=place.locale, number="042-000-0001", extension=extension, purpose=purpose, sort_order=order
        )
    return place


def a_program(name: str = "児童手当", **fields: Any) -> SupportProgram:
    given = {
        "locale": locale(),
        "summary": "手当です。",
        "target": "小学生まで",
        "age_min": 0,
        "age_max": 143,
        "cost": "無料",
        "how_to_apply": "窓口で。\n必要な書類：申請書、本人確認書類",
        "contact_name": "子育て支援課",
        "phone": "042-000-0009",
        "email": "kosodate@example.jp",
        "updated_on": datetime.date(2026, 4, 1),
    }
    return SupportProgram.objects.create(name=name, **{**given, **fields})


def an_organisation(name: str = "の会", **fields: Any) -> Organisation:
    return Organisation.objects.create(name=name, **{"locale": locale(), "phone": "042-000-0008", **fields})


def test_the_root_says_which_hsds_this_is(client: Client) -> None:
    answer = ask(client, "")
    assert answer["version"] == "3.0"
    assert answer["profile"].startswith("https://")
    assert answer["openapi_url"].endswith("/3.0/schema/openapi.json")


def test_every_kind_of_answer_is_what_the_schemas_say(client: Client) -> None:
    organisation = an_organisation()
    place = full_place(organisation=organisation)
    bare = full_place("電話だけ", **dict.fromkeys(("address", "email", "url", "fax", "fees", "hours_note", "opening_hours"), ""),
                      latitude=None, longitude=None)  # fmt: skip
    program = a_program()
    for thing in (place, bare, program):
        check(ask(client, f"services/{thing.translation_key}"), "service")
    for query in ({}, {"full": "true"}, {"minimal": "true"}):
        assert len(contents(client, "services", "service", **query)) == 3
    for query in ({}, {"full": "true"}, {"full_service": "true"}):
        contents(client, "organizations", "organization", **query)
        check(ask(client, f"organizations/{organisation.translation_key}"), "organization")
    for query in ({}, {"full": "true"}):
        [found] = contents(client, "service_at_locations", "service_at_location", **query)
        check(found["location"], "location")
    at = ask(client, f"service_at_locations/{found['id']}")
    check(at, "service_at_location")
    check(at, "service")
    for kind, path in (("taxonomy", "taxonomies"), ("taxonomy_term", "taxonomy_terms")):
        for each in contents(client, path, kind, per_page=100):
            assert ask(client, f"{path}/{each['id']}") == each


def test_a_service_says_what_its_place_says(client: Client) -> None:
    place = full_place(organisation=an_organisation())
    found = ask(client, f"services/{place.translation_key}")
    assert (found["id"], found["name"], found["alternate_name"]) == (str(place.translation_key), "あおば園", "あおば")
    assert (found["minimum_age"], found["maximum_age"], found["eligibility_description"]) == (0.5, 5, "6か月〜5歳")
    assert found["assured_date"] == "2026-04-01"
    assert found["organization"]["name"] == "の会"
    assert [(phone["number"], phone["type"], phone.get("extension")) for phone in found["phones"]] == [
        ("042-000-0001", "voice", 12),
        ("042-000-0001", "voice", None),
        ("042-000-0003", "fax", None),
    ]
    assert [language.get("code") for language in found["languages"]] == ["ja", "en", None]
    assert found["cost_options"][0]["amount"] == 0
    assert {each["taxonomy_term"]["code"] for each in found["attributes"]} >= {"kinds:nursery", "services:nursing_room", "ages:2"}
    [at] = found["service_at_locations"]
    assert at["location"]["addresses"] == [
        {
            "id": at["location"]["addresses"][0]["id"],
            "address_1": "本町1-2-3",
            "city": "小金井市",
            "state_province": "東京都",
            "postal_code": "184-0004",
            "country": "JP",
            "address_type": "physical",
            "address_2": "あおばビル",
        }
    ]
    rules = [(each["freq"], each["byday"], each["opens_at"], each["closes_at"]) for each in found["schedules"]]
    assert rules == [
        ("WEEKLY", "MO,TU,WE,TH,FR", "07:00+09:00", "19:00+09:00"),
        ("MONTHLY", "2SA,4SA", "09:00+09:00", "12:00+09:00"),
    ]
    assert "祝日は休み" in found["schedules"][0]["description"]


def test_a_programme_is_a_service_with_its_papers_and_whom_to_ask(client: Client) -> None:
    found = ask(client, f"services/{a_program().translation_key}")
    assert (found["minimum_age"], found["maximum_age"]) == (0, 11)
    assert found["required_documents"][0]["document"] == "申請書、本人確認書類"
    assert found["contacts"][0]["name"] == "子育て支援課"
    assert "service_at_locations" not in found


@pytest.mark.parametrize(
    ("text", "rules"),
    [
        ("", []),
        ("24/7", [("WEEKLY", "MO,TU,WE,TH,FR,SA,SU", "00:00+09:00", "23:59+09:00")]),
        (
            "Mo-Fr 09:00-12:00,13:00-17:00; We 09:00-12:00",
            [
                ("WEEKLY", "MO,TU,TH,FR", "09:00+09:00", "12:00+09:00"),
                ("WEEKLY", "MO,TU,TH,FR", "13:00+09:00", "17:00+09:00"),
                ("WEEKLY", "WE", "09:00+09:00", "12:00+09:00"),
            ],
        ),
        ("Sa 09:00-12:00; Sa[2,4] off", [("MONTHLY", "1SA,3SA,5SA", "09:00+09:00", "12:00+09:00")]),
        ("Fr 22:00-26:00", [("WEEKLY", "FR", "22:00+09:00", "02:00+09:00")]),
        ("Mo-Fr 09:00-17:00 unknown", [(None, None, None, None)]),
        ("Mo-Sa 09:00-17:00; Sa off; PH off", [("WEEKLY", "MO,TU,WE,TH,FR", "09:00+09:00", "17:00+09:00")]),
    ],
)
def test_hours_are_recurrence_rules_that_never_claim_too_much(text: str, rules: list[Any]) -> None:
    found = schedules(KEY, Hours(text), "", "https://example.jp")
    assert [tuple(each.get(name) for name in ("freq", "byday", "opens_at", "closes_at")) for each in found] == rules
    assert all(each["timezone"] == 9 for each in found)


def test_lists_are_paged(client: Client) -> None:
    for number in range(5):
        full_place(f"園{number}")
    a_program()
    first = ask(client, "services", per_page=4)
    assert {name: first[name] for name in PAGE[:-1]} == {
        "total_items": 6, "total_pages": 2, "page_number": 1, "size": 4, "first_page": True, "last_page": False, "empty": False,
    }  # fmt: skip
    second = ask(client, "services", per_page=4, page=2)
    assert ([each["name"] for each in second["contents"]], second["last_page"]) == (["園4", "児童手当"], True)
    beyond = ask(client, "services", per_page=4, page=3)
    assert (beyond["empty"], beyond["contents"], beyond["last_page"]) == (True, [], True)
    lines = client.get("/api/hsds/services", {"format": "ndjson"})
    assert lines["Content-Type"] == "application/x-ndjson"
    assert [json.loads(line)["name"] for line in lines.content.decode().splitlines()] == [
        *(f"園{n}" for n in range(5)),
        "児童手当",
    ]


def test_services_are_narrowed_as_the_specification_says(client: Client) -> None:
    organisation = an_organisation()
    full_place("園", organisation=organisation)
    full_place("公園", kind="park", services=[], age_min=None, age_max=None, postal_code="184-0001", latitude=35.8)
    a_program()
    terms = {each["code"]: each["id"] for each in ask(client, "taxonomy_terms", per_page=100)["contents"]}
    taxonomies = {each["name"]: each["id"] for each in ask(client, "taxonomies")["contents"]}
    assert names(client, taxonomy_term_id=terms["kinds:park"]) == ["公園"]
    assert names(client, taxonomy_term_id=terms["kinds:program"]) == ["児童手当"]
    assert names(client, taxonomy_term_id=terms["services:nursing_room"]) == ["園"]
    assert names(client, taxonomy_term_id=terms["ages:elementary"]) == ["児童手当"]
    assert names(client, taxonomy_term_id=str(KEY)) == []
    assert names(client, taxonomy_id=taxonomies["サービスと設備"]) == ["園"]
    assert names(client, organization_id=str(organisation.translation_key)) == ["園"]
    assert names(client, modified_after="2000-01-01") == ["園", "公園", "児童手当"]
    assert names(client, modified_after="2100-01-01T00:00:00Z") == []
    found = ask(client, "service_at_locations", postcode="1840001")["contents"]
    assert [each["location"]["name"] for each in found] == ["公園"]
    near = ask(client, "service_at_locations", postcode="184-0001", proximity="50000")["contents"]
    assert [each["location"]["name"] for each in near] == ["公園", "園"]
    assert len(ask(client, "taxonomy_terms", taxonomy_id=taxonomies["対象の年齢"])["contents"]) == 8
    assert ask(client, "taxonomy_terms", parent_id=str(KEY))["empty"]


def test_what_is_searched_is_what_the_sites_search_finds(client: Client) -> None:
    from search import registry
    from search.services import follow

    place = full_place("わかば園")
    full_place("もみじ園")
    follow(registry.adapters()[Place], Place.objects.values_list("pk", flat=True))
    assert names(client, search="ワカバ") == [place.name]


@pytest.mark.parametrize(
    "query",
    ["x=1", "page=0", "per_page=101", "per_page=many", "full=yes", "format=xml", "taxonomy_term_id=park", "modified_after=soon",
     "organization_id=1", "search=%20"],
)  # fmt: skip
def test_a_wrong_parameter_is_refused_by_name(client: Client, query: str) -> None:
    response = client.get(f"/api/hsds/services?{query}")
    assert response.status_code == 400
    assert query.partition("=")[0] in response.json()["message"]


def test_what_is_not_public_is_not_there(client: Client) -> None:
    organisation = an_organisation()
    place, program = full_place(organisation=organisation), a_program()
    at = ask(client, "service_at_locations")["contents"][0]["id"]
    hide(organisation)
    assert "organization" not in ask(client, f"services/{place.translation_key}")
    ask(client, f"organizations/{organisation.translation_key}", 404)
    assert names(client, organization_id=str(organisation.translation_key)) == []
    hide(place)
    hide(program)
    for thing in (place, program):
        ask(client, f"services/{thing.translation_key}", 404)
    ask(client, f"service_at_locations/{at}", 404)
    for path in ("services", "service_at_locations", "organizations"):
        assert ask(client, path)["empty"]


@pytest.mark.parametrize("path", ["services/x", f"services/{KEY}", "organizations/x", "service_at_locations/x", "taxonomies/x",
                                  "taxonomy_terms/x", "nonsense"])  # fmt: skip
def test_what_is_not_there_is_said_in_json(client: Client, path: str) -> None:
    assert ask(client, path, 404)["message"]


def test_answers_are_cached_open_to_every_front_end_and_read_only(client: Client) -> None:
    full_place()
    response = client.get("/api/hsds/services")
    assert response["Access-Control-Allow-Origin"] == "*"
    assert client.get("/api/hsds/services", headers={"If-None-Match": response["ETag"]}).status_code == 304
    full_place("もう一つ")
    assert client.get("/api/hsds/services", headers={"If-None-Match": response["ETag"]}).status_code == 200
    assert client.post("/api/hsds/services").status_code == 405


@pytest.mark.parametrize(
    "path", ["services", "services?full=true", "organizations?full_service=true", "service_at_locations?full=true"]
)
def test_queries_do_not_grow_with_the_page(client: Client, path: str) -> None:
    def queries(number: int) -> int:
        for each in range(number):
            full_place(f"園{each}", organisation=an_organisation(f"会{each}"))
            a_program(f"制度{each}")
        client.get("/api/hsds/")
        with CaptureQueriesContext(connection) as asked:
            assert client.get(f"/api/hsds/{path}").status_code == 200
        return len(asked)

    assert queries(1) == queries(8) <= 14


def test_a_thing_keeps_its_ids(client: Client) -> None:
    place = full_place()
    before = ask(client, f"services/{place.translation_key}")
    place.note = "変わりました。"
    place.save()
    after = ask(client, f"services/{place.translation_key}")
    for name in ("phones", "schedules", "languages", "service_at_locations", "attributes"):
        assert [each["id"] for each in before[name]] == [each["id"] for each in after[name]]


def test_the_published_examples_pass_the_same_check() -> None:
    examples = Path(SCHEMAS).parent / "examples"
    if not examples.exists():
        pytest.skip("the standard's examples are not here")
    for each in json.loads((examples / "service_list.json").read_text())["contents"]:
        check(each, "service")
