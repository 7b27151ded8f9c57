from collections.abc import Mapping

from django import template

register = template.Library()


@register.filter
def named(names: Mapping[str, str], key: str) -> str:
    """The name of a key, or the key where it has none (a language that the site has no more)."""
    return str(names.get(key, key))
