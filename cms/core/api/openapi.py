"""One OpenAPI 3.1 document for the whole API: the routes' own, and beside them the pages, images and documents."""

from collections.abc import Callable
from typing import Any

from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from wagtail.api.v2.router import WagtailAPIRouter

from cms.core.ages import MAX_MONTHS, MIN_MONTHS, STAGES
from cms.core.api.views import LIMIT_MAX, PagesAPIViewSet
from cms.core.models import BasePage

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
        src=ADDRESS, srcset=many(ref("Source")), width=WHOLE, height=WHOLE, alt=TEXT, caption=TEXT, credit=TEXT, focus=TEXT
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
    "locale": TEXT,
    "parent": maybe(ref("PageLink")),
    "alias_of": maybe(ref("PageLink")),
}


def complete(document: Schema, endpoints: WagtailAPIRouter) -> Schema:
    """Adds Wagtail's endpoints to the routes' document."""
    document = {**document, "openapi": "3.1.0"}
    schemas = document.setdefault("components", {}).setdefault("schemas", {})
    schemas.update(COMPONENTS)
    paths = {**document.get("paths", {})}
    for name, viewset in endpoints._endpoints.items():
        is_pages = issubclass(viewset, PagesAPIViewSet)
        names = []
        for model in page_types() if is_pages else [viewset.model]:
            schemas[model._meta.label] = _thing(viewset, model)
            names.append(model._meta.label)
        thing = {"oneOf": [ref(each) for each in names]} if len(names) > 1 else ref(names[0])
        listed = record(meta=record(total_count=WHOLE), items=many({"type": "object", "properties": {"id": WHOLE}}))
        paths[f"/api/v2/{name}/"] = _get(f"List {name}", listed, _list_parameters(viewset), tag=name)
        paths[f"/api/v2/{name}/{{id}}/"] = _get(
            f"One of the {name}", thing, [_parameter("id", WHOLE, "path"), _parameter("fields", TEXT)], tag=name
        )
        paths[f"/api/v2/{name}/find/"] = _get(
            "Redirects to the one that is found",
            {},
            [_parameter(each, WHOLE if each == "id" else TEXT) for each in sorted(viewset.find_query_parameters)],
            tag=name,
            status="302",
        )
    document["paths"] = dict(sorted(paths.items()))
    return document


def page_types() -> list[type[BasePage]]:
    """Every page type that is installed, by label."""
    found, waiting = [], [BasePage]
    while waiting:
        for model in waiting.pop().__subclasses__():
            waiting.append(model)
            if not model._meta.abstract:
                found.append(model)
    return sorted(set(found), key=lambda model: model._meta.label)


def _thing(viewset: Any, model: type[models.Model]) -> Schema:
    meta = {field.name for field in viewset.get_meta_fields(model)}
    properties: dict[str, Schema] = {}
    meta_properties: dict[str, Schema] = {}
    for field in [*viewset.get_body_fields(model), *viewset.get_meta_fields(model)]:
        (meta_properties if field.name in meta else properties)[field.name] = _schema(model, field)
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
    "order": (TEXT, "A field, with - before it for descending; random"),
    "search": ({"type": "string", "maxLength": 200}, "What to look for, best first"),
    "search_operator": ({"enum": ["and", "or"]}, "Whether all words have to be there"),
    "id": (WHOLE, "One id"),
    "type": (TEXT, "Page types, app.Model, comma-separated; with one, its own fields can be asked for"),
    "child_of": (TEXT, "An id, or root"),
    "descendant_of": (TEXT, "An id, or root"),
    "ancestor_of": (WHOLE, "An id"),
    "translation_of": (TEXT, "An id, or root"),
    "locale": (TEXT, "A language's code"),
    "age": ({"type": "integer", "minimum": MIN_MONTHS, "maximum": MAX_MONTHS}, "For a child of this age in months"),
    "stage": ({"enum": list(STAGES)}, "For this life stage"),
    "tag": (many(TEXT), "A tag's name or slug; repeat it for several, all of which must be there"),
    "section": (TEXT, "The id or slug of a page that it stands below"),
    "updated_since": ({"type": "string"}, "Changed at or after: a date or a date and time, ISO 8601"),
    "updated_until": ({"type": "string"}, "Changed before"),
}


def _list_parameters(viewset: Any) -> list[Schema]:
    names = sorted(viewset.known_query_parameters | viewset.filter_fields)
    return [_parameter(name, *PARAMETERS.get(name, (TEXT, f"Exactly this {name}"))) for name in names]


def _parameter(name: str, schema: Schema, where: str = "query") -> Schema:
    place, description = (where, "") if where in ("query", "path") else ("query", where)
    parameter = {"name": name, "in": place, "required": place == "path", "schema": schema}
    return {**parameter, "description": description} if description else parameter


def _get(summary: str, schema: Schema, parameters: list[Schema], tag: str, status: str = "200") -> Schema:
    answer: Schema = {"description": summary}
    if schema:
        answer["content"] = {"application/json": {"schema": schema}}
    problem = {"description": "Why not", "content": {"application/json": {"schema": ref("Problem")}}}
    return {
        "get": {
            "operationId": f"{tag}_{summary.lower().replace(' ', '_')}",
            "tags": [tag],
            "summary": summary,
            "parameters": parameters,
            "responses": {status: answer, "304": {"description": "Not changed"}, "400": problem, "404": problem},
        }
    }


def docs(document: Callable[[], Schema]) -> Callable[[HttpRequest], HttpResponse]:
    """A view that shows a document to people, with nothing from another host."""

    def view(request: HttpRequest) -> HttpResponse:
        described = document()
        operations = [
            {"path": path, "method": method.upper(), **operation}
            for path, methods in described["paths"].items()
            for method, operation in methods.items()
        ]
        context = {"document": described, "operations": operations, "schemas": described["components"]["schemas"]}
        return render(request, "core/api/docs.html", context)

    return view
