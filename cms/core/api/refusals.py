"""Why a route refuses its parameters, in the words in which the pages' endpoints refuse theirs.

Pydantic says what it tried to do ("unable to parse string as an integer"). Who asks wants to know what to send instead,
and the parameter's own JSON Schema holds that.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from ninja.errors import ValidationErrorContext

Schema = dict[str, Any]
FORMS = {
    "date": "a date, as 2026-04-01",
    "date-time": "a date and time with its offset, as 2026-04-01T09:00:00+09:00 (in an address, + is written %2B)",
}


def reasons(contexts: Iterable[ValidationErrorContext[Any]]) -> list[str]:
    """One sentence for each wrong parameter, which names it."""
    found = []
    for context in contexts:
        schema = context.model.model_json_schema()
        for error in context.pydantic_validation_error.errors(include_url=False, include_context=False, include_input=False):
            found.append(reason(error["type"], error["msg"], error["loc"], schema))
    return list(dict.fromkeys(found))


def reason(kind: str, message: str, where: Sequence[int | str], model: Schema) -> str:
    """What is wrong with one parameter.

    Args:
        kind, message, where: pydantic's `type`, `msg` and `loc` of the error.
        model: the JSON Schema of the model that was asked to read the parameters.
    """
    names = [step for step in where if isinstance(step, str)]
    name, schema = names[-1], _schema_at(names, model)
    if kind == "missing":
        return f"{name} is missing"
    if kind == "string_too_long":
        return f"{name} is longer than {schema['maxLength']} characters"
    if kind == "too_long":
        return f"{name} was given more than {schema['maxItems']} times"
    form = "" if kind == "value_error" else form_of(schema)
    return f"{name} must be {form}" if form else f"{name}: {message.removeprefix('Value error, ')}"


def form_of(schema: Schema) -> str:
    """What a value must be, in words; empty where the schema does not say."""
    if "enum" in schema:
        return f"one of {', '.join(map(str, schema['enum']))}"
    if "oneOf" in schema:
        return " or ".join(str(each.get("const") or form_of(each)) for each in schema["oneOf"])
    kind, form = schema.get("type"), schema.get("format")
    if kind in {"integer", "number"}:
        return ("a whole number" if kind == "integer" else "a number") + _bounds(schema)
    if form in FORMS:
        return FORMS[form]
    return "true or false" if kind == "boolean" else ""


def _bounds(schema: Schema) -> str:
    least, above, most = (schema.get(name) for name in ("minimum", "exclusiveMinimum", "maximum"))
    if least is not None and most is not None:
        return f" from {least:g} to {most:.10g}"
    if above is not None and most is not None:
        return f" above {above:g} and up to {most:.10g}"
    return ""


def _schema_at(names: Sequence[str], model: Schema) -> Schema:
    """The schema of a property, without the null that it may be instead."""
    schema = model
    for name in names:
        schema = schema.get("properties", {}).get(name, {})
        reference = schema.get("$ref", "").rpartition("/")[2]
        schema = model.get("$defs", {}).get(reference, schema)
        known = [each for each in schema.get("anyOf", ()) if each.get("type") != "null"]
        schema = known[0] if len(known) == 1 else schema
    return schema
