"""Words about people and what they write, for templates."""

from typing import Any

from django import template

from cms.core.admin_addresses import admin_address
from cms.core.reviews import name_of

register = template.Library()
register.filter("called", name_of)


@register.filter
def edited_at(thing: Any) -> str:
    """The address of the editor of a page or an entry."""
    return admin_address(thing, "edit")
