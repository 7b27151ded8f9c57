"""The OpenAPI document read aloud to people: one page, with nothing from another host."""

import json
from collections.abc import Callable, Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

Schema = dict[str, Any]
TYPES = {
    "string": "text",
    "integer": "whole number",
    "number": "number",
    "boolean": "true or false",
    "null": "null",
    "object": "object",
}
FORMATS = {"date": "day", "date-time": "time", "uri-reference": "address"}


def docs(document: Callable[[], Schema]) -> Callable[[HttpRequest], HttpResponse]:
    """A view that shows a document."""

    def view(request: HttpRequest) -> HttpResponse:
        described = document()
        context = {
            "title": described["info"]["title"],
            "introduction": [prose(part) for part in described["info"]["description"].split("\n\n")],
            "groups": list(_groups(described)),
            "shapes": [
                {"name": name, "title": schema.get("title", ""), "rows": list(_rows(schema))}
                for name, schema in sorted(described["components"]["schemas"].items())
                if not name.endswith("Query")
            ],
        }
        return render(request, "core/api/docs.html", context)

    return view


def prose(paragraph: str) -> SafeString:
    """A paragraph of Markdown that marks nothing but code."""
    parts = " ".join(paragraph.split()).split("`")
    return format_html_join(
        "", "{}", ((format_html("<code>{}</code>", part) if n % 2 else part,) for n, part in enumerate(parts))
    )


def _groups(document: Schema) -> Iterator[dict[str, Any]]:
    """The operations by tag."""
    by_tag: dict[str, list[dict[str, Any]]] = {}
    every = [(path, method, each) for path, methods in document["paths"].items() for method, each in methods.items()]
    for path, method, operation in every:
        answer = next(response for status, response in operation["responses"].items() if status[0] == "2" or status == "302")
        content = answer.get("content", {}).get("application/json", {})
        by_tag.setdefault(operation["tags"][0], []).append(
            {
                "id": operation["operationId"],
                "method": method.upper(),
                "path": path,
                "summary": operation["summary"],
                "description": operation.get("description", ""),
                "parameters": [
                    {"name": each["name"], "kind": words(each["schema"]), "description": each.get("description", "")}
                    for each in operation.get("parameters", ())
                ],
                "shape": words(content["schema"]) if content else "",
                "example": json.dumps(content["example"], ensure_ascii=False, indent=2) if content else "",
            }
        )
    for tag, operations in by_tag.items():
        yield {"tag": tag, "operations": operations}


def _rows(schema: Schema, before: str = "") -> Iterator[dict[str, Any]]:
    """The properties of a shape; those of an object in it come with its name before theirs."""
    for name, each in schema.get("properties", {}).items():
        if each.get("properties"):
            yield from _rows(each, f"{before}{name}.")
        else:
            yield {"name": before + name, "kind": words(each), "description": each.get("description", "")}
    if "properties" not in schema:
        yield {"name": before or "itself", "kind": words(schema), "description": schema.get("description", "")}


def words(schema: Schema) -> SafeString:
    """A schema in a few words, the shapes that it names as links."""
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        return format_html('<a href="#{}">{}</a>', name, name)
    for word in ("anyOf", "oneOf"):
        if word in schema:
            return format_html_join(" or ", "{}", ((words(each),) for each in schema[word]))
    if schema.get("type") == "array":
        return format_html("list of {}", words(schema["items"]))
    return format_html("{}", _plain_words(schema))


def _plain_words(schema: Schema) -> str:
    if "const" in schema:
        return f"“{schema['const']}”"
    if "enum" in schema:
        return f"one of {', '.join(map(str, schema['enum']))}"
    if schema.get("properties"):
        return f"object with {', '.join(schema['properties'])}"
    if schema.get("contentMediaType") == "text/html":
        return "HTML"
    kind = FORMATS.get(schema.get("format", "")) or TYPES.get(schema.get("type", ""), "anything")
    least, most = schema.get("minimum"), schema.get("maximum")
    bounds = [f"{word} {bound}" for word, bound in (("from", least), ("to", most)) if bound is not None]
    return " ".join([kind, *bounds])
