"""One OpenAPI 3.1 document for the whole API: the routes' own, and beside them the pages, images and documents."""

from typing import Any

from django.db import models
from wagtail.api.v2.router import WagtailAPIRouter

from cms.core.ages import MAX_MONTHS, MIN_MONTHS, STAGES
from cms.core.api.examples import example_of
from cms.core.api.views import LIMIT_MAX, PagesAPIViewSet
from cms.core.models import BasePage
from cms.core.version import page_types

Schema = dict[str, Any]

TEXT: Schema = {"type": "string"}
HTML: Schema = {"type": "string", "contentMediaType": "text/html"}
WHOLE: Schema = {"type": "integer"}
ADDRESS: Schema = {"type": "string", "format": "uri-reference"}


def ref(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}


def many(schema: Schema) -> Schema:
    return {"type": "array", "items": schema}


def maybe(schema: Schema) -> Schema:
    return {"anyOf": [schema, {"type": "null"}]}


def said(schema: Schema, description: str) -> Schema:
    return {**schema, "description": description}


def record(**properties: Schema) -> Schema:
    return {"type": "object", "properties": properties, "required": list(properties)}


# What a body block's value is, by the block's type (`cms.core.api.body`).
BLOCKS: dict[str, Schema] = {
    "heading": record(text=TEXT, level={"enum": [2, 3]}),
    "text": HTML,
    "picture": maybe(ref("Picture")),
    "callout": record(tone={"enum": ["note", "tip", "urgent"]}, heading=TEXT, text=HTML),
    "steps": record(steps=many(record(heading=TEXT, text=HTML))),
    "question": record(question=TEXT, answer=HTML),
    "table": record(caption=TEXT, header_row={"type": "boolean"}, header_column={"type": "boolean"}, rows=many(many(TEXT))),
    "page_links": record(heading=TEXT, pages=many(ref("PageLink"))),
    "documents": record(heading=TEXT, documents=many(record(id=WHOLE, title=TEXT, url=ADDRESS, extension=TEXT, size=WHOLE))),
    "embed": record(url=ADDRESS, title=TEXT),
}

COMPONENTS: dict[str, Schema] = {
    "Problem": record(message=TEXT),
    "Source": record(url=ADDRESS, width=WHOLE, height=WHOLE),
    "Picture": record(
        src=said(ADDRESS, "JPEG or PNG, for what cannot read srcset"),
        srcset=said(many(ref("Source")), "WebP in ascending widths"),
        width=said(WHOLE, "Of src, in pixels"),
        height=WHOLE,
        alt=said(TEXT, "For those who do not see it; empty means decoration"),
        caption=TEXT,
        credit=said(TEXT, "Who took it"),
        focus=said(TEXT, "A CSS object-position of what must not be cropped away; empty means the middle"),
    ),
    "PageLink": record(id=WHOLE, type=TEXT, locale=TEXT, title=TEXT, url=ADDRESS),
    "Ages": record(
        min=maybe({"type": "integer", "minimum": MIN_MONTHS, "maximum": MAX_MONTHS}),
        max=maybe({"type": "integer", "minimum": MIN_MONTHS, "maximum": MAX_MONTHS}),
        stages=many({"enum": list(STAGES)}),
        label=TEXT,
    ),
    "Body": many({"oneOf": [ref(f"Block.{name}") for name in BLOCKS]}),
    **{
        f"Block.{name}": record(type={"const": name}, id=maybe(TEXT), value=value)
        for name, value in BLOCKS.items()
    },
}  # fmt: skip

# Fields that are made by a serializer field of `cms.core.api.fields`, by that class's name.
MADE: dict[str, Schema] = {
    "AgesField": ref("Ages"),
    "BodyField": ref("Body"),
    "CoverField": maybe(ref("Picture")),
    "ImageField": maybe(ref("Picture")),
    "SourcesField": ref("Picture"),
    "RichTextField": HTML,
    "TagsField": many(TEXT),
    "TagNamesField": many(TEXT),
    "TranslationsField": many(ref("PageLink")),
    "DownloadUrlField": ADDRESS,
}

META: dict[str, Schema] = {
    "type": TEXT,
    "detail_url": ADDRESS,
    "html_url": ADDRESS,
    "parent": maybe(ref("PageLink")),
    "alias_of": maybe(ref("PageLink")),
    "locale": TEXT,
}


INTRODUCTION = """What the public of this site may read: pages, pictures, files, places, organisations, search.

Everything public is read with GET, and nobody need be logged in. What members of groups write takes a token of theirs
(`Authorization: Bearer wagtail_…`, made on the site's page `/my/keys/`). Answers are JSON. What goes wrong is said as
`{"message": "why"}` with a 4xx status, and names the parameter at fault; nothing is ignored in silence.

Answers carry `ETag` and `Last-Modified`: ask again with `If-None-Match` and get 304 while nothing has changed. What is
published shows with the next answer.

Ages are months: below 0 in pregnancy, 0 at birth, 216 at the eighteenth birthday. Times are ISO 8601 with their offset."""


def complete(document: Schema, endpoints: WagtailAPIRouter) -> Schema:
    """The whole document: Wagtail's endpoints beside the routes, every answer with an example."""
    document = {**document, "openapi": "3.1.0"}
    document["info"] = {**document["info"], "description": INTRODUCTION}
    schemas = document.setdefault("components", {}).setdefault("schemas", {})
    schemas.update(COMPONENTS)
    paths = {path: _with_refusals(path, methods) for path, methods in document.get("paths", {}).items()}
    for name, viewset in endpoints._endpoints.items():
        paths.update(_endpoint(name, viewset, schemas))
    document["paths"] = dict(sorted({**paths, **_around()}.items()))
    for methods in document["paths"].values():
        for operation in methods.values():
            for response in operation["responses"].values():
                for content in response.get("content", {}).values():
                    content["example"] = example_of(content["schema"], schemas)
    return document


def _with_refusals(path: str, methods: Schema) -> Schema:
    return {method: _operation(path, method, operation) for method, operation in methods.items()}


def _operation(path: str, method: str, operation: Schema) -> Schema:
    """An operation of a route, with what it may be refused for and what its parameters are."""
    given = {str(status): answer for status, answer in operation["responses"].items()}
    answers = {**given, **_refusals(missing="{" in path)}
    for status in given:
        if status.startswith("2"):
            answers[status] = {**answers[status], "description": operation["summary"]}
    if method != "get" or operation.get("security"):
        del answers["304"]
    if operation.get("security"):
        answers["401"] = {**answers["400"], "description": "No token came along, or it is good for nothing"}
    if method != "get":
        answers["409"] = {**answers["400"], "description": "It is in a state in which this cannot be done"}
    parameters = [
        {**each, "description": each.get("description") or PARAMETERS[each["name"]][1]} if each["in"] == "path" else each
        for each in operation.get("parameters", ())
    ]
    return {**operation, "parameters": parameters, "responses": answers}


def _endpoint(name: str, viewset: Any, schemas: dict[str, Schema]) -> dict[str, Schema]:
    """The three paths of a Wagtail endpoint; what they give is added to the schemas."""
    one = {"pages": "One page", "images": "One picture", "documents": "One file"}[name]
    if issubclass(viewset, PagesAPIViewSet):
        types = page_types()
        schemas["Page"] = _thing(viewset, BasePage)
        thing = {"anyOf": [ref(model._meta.label) for model in types]}
        item = ref("Page")
    else:
        types = [viewset.model]
        thing = item = ref(viewset.model._meta.label)
    for model in types:
        schemas[model._meta.label] = _thing(viewset, model)
    listed = record(meta=record(total_count=WHOLE), items=many(item))
    found = [_parameter(each, *FINDERS[each]) for each in sorted(viewset.find_query_parameters)]
    fields = _parameter("fields", *PARAMETERS["fields"])
    return {
        f"/api/v2/{name}/": _get(f"List {name}", listed, _list_parameters(viewset), tag=name),
        f"/api/v2/{name}/{{id}}/": _get(
            one, thing, [_parameter("id", WHOLE, "Its id", place="path"), fields], tag=name, missing=True
        ),
        f"/api/v2/{name}/find/": _get(
            f"The way to one of the {name}", {}, [*found, fields], tag=name, status="302", missing=True
        ),
    }


def _around() -> dict[str, Schema]:
    """What tells of the API itself, and the preview."""
    preview = [
        _parameter("content_type", TEXT, "The page type, as the preview's address has it"),
        _parameter("token", TEXT, "The token, as the preview's address has it; good for an hour"),
    ]
    listed = record(openapi=ADDRESS, docs=ADDRESS, endpoints={"type": "object", "additionalProperties": ADDRESS})
    paths = {
        "/api/v2/": _get("What there is", listed, [], tag="about"),
        "/api/v2/openapi.json": _get("This document", {"type": "object"}, [], tag="about"),
        "/api/v2/docs/": _get("This document for people", HTML, [], tag="about"),
        "/api/v2/page_preview/": _get(
            "A draft, for the editor who previews it", ref("Page"), preview, tag="preview", missing=True
        ),
    }
    paths["/api/v2/docs/"]["get"]["responses"]["200"]["content"] = {"text/html": {"schema": TEXT}}
    problem = paths["/api/v2/page_preview/"]["get"]["responses"]["404"]
    paths["/api/v2/page_preview/"]["get"]["responses"]["403"] = {**problem, "description": "The token is forged or too old"}
    del paths["/api/v2/page_preview/"]["get"]["responses"]["304"]
    return paths


def _thing(viewset: Any, model: type[models.Model]) -> Schema:
    meta = {field.name for field in viewset.get_meta_fields(model)}
    properties: dict[str, Schema] = {}
    meta_properties: dict[str, Schema] = {}
    for field in [*viewset.get_body_fields(model), *viewset.get_meta_fields(model)]:
        (meta_properties if field.name in meta else properties)[field.name] = _schema(model, field)
    if model is not BasePage:
        meta_properties["type"] = {"const": model._meta.label}
    return {
        "type": "object",
        "title": str(model._meta.verbose_name),
        "properties": {**properties, "meta": {"type": "object", "properties": meta_properties}},
    }


def _schema(model: type[models.Model], field: Any) -> Schema:
    if field.serializer is not None:
        schema = getattr(field.serializer, "schema", None) or MADE.get(type(field.serializer).__name__)
        return dict(schema) if schema else {}
    if field.name in META:
        return META[field.name]
    try:
        column = model._meta.get_field(field.name)
    except LookupError:
        return {}
    schema = next((each for kind, each in COLUMNS if isinstance(column, kind)), TEXT)
    return maybe(schema) if column.null else schema


COLUMNS: list[tuple[Any, Schema]] = [
    (models.BooleanField, {"type": "boolean"}),
    (models.IntegerField, WHOLE),
    (models.FloatField, {"type": "number"}),
    (models.DateTimeField, {"type": "string", "format": "date-time"}),
    (models.DateField, {"type": "string", "format": "date"}),
]

PARAMETERS: dict[str, tuple[Schema, str]] = {
    "limit": ({"type": "integer", "minimum": 0, "maximum": LIMIT_MAX, "default": 20}, "How many at most"),
    "offset": ({"type": "integer", "minimum": 0, "default": 0}, "How many to skip"),
    "fields": (TEXT, "Comma-separated; * for all, _ for none to begin with, -name without, name(sub) nested"),
    "order": (
        TEXT,
        "Fields, comma-separated, with - before one for descending; or random. By default the editors' order where a part of "
        "the tree is asked for, else by id",
    ),
    "search": ({"type": "string", "maxLength": 200}, "What to look for, best first"),
    "search_operator": ({"enum": ["and", "or"]}, "Whether all words have to be there"),
    "id": (WHOLE, "The one with this id"),
    "show_in_menus": ({"type": "boolean"}, "Whether it belongs into menus"),
    "type": (TEXT, "Page types, app.Model, comma-separated; with one, its own fields can be asked for"),
    "child_of": (TEXT, "What stands directly below the page of this id, or below the root page (root)"),
    "descendant_of": (TEXT, "What stands anywhere below the page of this id, or below the root page (root)"),
    "ancestor_of": (WHOLE, "What stands above the page of this id, from the root down: its breadcrumbs"),
    "translation_of": (TEXT, "The page of this id, or the root page (root), in the other languages"),
    "locale": (TEXT, "A language's code"),
    "age": ({"type": "integer", "minimum": MIN_MONTHS, "maximum": MAX_MONTHS}, "For a child of this age in months"),
    "stage": ({"enum": list(STAGES)}, "For this life stage"),
    "tag": (many(TEXT), "A tag's name or slug; repeat it for several, all of which must be there"),
    "section": (TEXT, "The id or slug of a page that it stands below"),
    "updated_since": ({"type": "string"}, "Changed at or after: a date or a date and time, ISO 8601"),
    "updated_until": ({"type": "string"}, "Changed before"),
}


FINDERS: dict[str, tuple[Schema, str]] = {
    "id": (WHOLE, "By its id"),
    "html_path": (TEXT, "By the path of its address on the site, in whatever language: /en/ages/"),
}


def _list_parameters(viewset: Any) -> list[Schema]:
    own = own_filters(viewset)
    shared = {
        name: PARAMETERS.get(name, (TEXT, f"Exactly this {name}"))
        for name in viewset.known_query_parameters | viewset.filter_fields
    }
    return [_parameter(name, *said) for name, said in sorted({**own, **shared}.items())]


def own_filters(viewset: Any) -> dict[str, tuple[Schema, str]]:
    """The filters that single page types bring (`api_filters`: name → what it does)."""
    types = page_types() if issubclass(viewset, PagesAPIViewSet) else ()
    return {
        name: (WHOLE if model._meta.get_field(name).is_relation else TEXT, f"With type={model._meta.label}: {description}")
        for model in types
        for name, description in getattr(model, "api_filters", {}).items()
    }


def _parameter(name: str, schema: Schema, description: str, place: str = "query") -> Schema:
    return {"name": name, "in": place, "required": place == "path", "schema": schema, "description": description}


def _refusals(missing: bool) -> Schema:
    problem = {"description": "Why not", "content": {"application/json": {"schema": ref("Problem")}}}
    return {
        "304": {"description": "Not changed since it was asked for last"},
        "400": problem,
        **({"404": {**problem, "description": "There is no such public thing"}} if missing else {}),
    }


def _get(
    summary: str, schema: Schema, parameters: list[Schema], *, tag: str, status: str = "200", missing: bool = False
) -> Schema:
    answer: Schema = {"description": summary}
    if schema:
        answer["content"] = {"application/json": {"schema": schema}}
    return {
        "get": {
            "operationId": f"{tag}_{summary.lower().replace(' ', '_').replace(',', '')}",
            "tags": [tag],
            "summary": summary,
            "parameters": parameters,
            "responses": {status: answer, **_refusals(missing)},
        }
    }
