from collections.abc import Mapping

from django import template

register = template.Library()


@register.filter
def named(names: Mapping[str, str], key: str) -> str:
    """The name of a key, or the key where it has none (a language that the site has no more)."""
    return str(names.get(key, key))


@register.filter
def percent(share: float) -> str:
    """A share from 0 to 1 in per cent."""
    return f"{share:.1%}"
