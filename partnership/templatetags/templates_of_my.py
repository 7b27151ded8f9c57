"""What the templates of `/my/` look up by a name that is itself looked up."""

from collections.abc import Mapping
from typing import Any

from django import template

register = template.Library()


@register.filter
def under(found: Mapping[str, Any] | None, name: str) -> Any:
    return (found or {}).get(name, "")
