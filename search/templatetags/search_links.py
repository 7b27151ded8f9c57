from django import template

from search.parameters import SearchParameters

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
