"""What the templates of `/my/` look up by a name that is itself looked up."""

from collections.abc import Mapping
from typing import Any

from django import template

register = template.Library()

# Where a comment of the admin's editor stands, and the field in which a member writes that.
FIELDS = {"text": "body", "name": "by_name", "first_day": "dates"}


@register.filter
def of_field(comments: Mapping[str, Any] | None, field: str) -> Any:
    """The comments beside a field of the form."""
    return (comments or {}).get(FIELDS.get(field, field), ())


@register.filter
def under(found: Mapping[str, Any] | None, name: str) -> Any:
    return (found or {}).get(name, "")
