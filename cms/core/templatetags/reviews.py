"""Words about people, for templates."""

from django import template

from cms.core.reviews import name_of

register = template.Library()
register.filter("called", name_of)
