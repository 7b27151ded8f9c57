"""{{ html|cleaned }}: rich text that is safe to show."""

from django import template
from django.utils.safestring import SafeString, mark_safe

from cms.core.rich_text import clean

register = template.Library()


@register.filter
def cleaned(html: str) -> SafeString:
    return mark_safe(clean(html))  # noqa: S308 (cleaned)
