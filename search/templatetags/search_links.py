from django import template

from cms.core.distances import RADII, distance_in_words
from search.parameters import RadiusChoice, SearchParameters
from search.parameters import radius_choices as choices
from search.queries import RADIUS

register = template.Library()


@register.simple_tag
def toggled(asked: SearchParameters, facet: str, value: str) -> str:
    """The address of the search with a facet's value switched on or off."""
    return asked.toggled(facet, value)


@register.simple_tag
def turned_to(asked: SearchParameters, page: int) -> str:
    """The address of another page of the search."""
    return asked.query_string(page=page)


@register.simple_tag
def reworded(asked: SearchParameters, text: str) -> str:
    """The address of the same search in other words."""
    return asked.query_string(text=text)


@register.simple_tag
def without(asked: SearchParameters, name: str) -> str:
    """The address of the same search without one of its days."""
    return asked.query_string(**{name: None})


@register.simple_tag
def radius_choices(asked: SearchParameters) -> list[RadiusChoice]:
    """The circles around the position that was asked for."""
    return choices(asked)


@register.simple_tag
def radii() -> list[tuple[str, str, bool]]:
    """The circles that can be chosen around a position: value, in words, whether it is the usual one."""
    return [(f"{metres:g}", distance_in_words(metres), metres == RADIUS) for metres in RADII]
