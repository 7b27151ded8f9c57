"""The last part of a page's address. A Japanese title makes none that can be read out, printed or typed, so a page gets its
type and its day instead: news-2026-04-01."""

import datetime
import re

from django.utils.text import slugify
from wagtail.models import Page


def proposed_slug(title: str, model: type[Page], day: datetime.date) -> str:
    """The title in small letters where nothing of it would be lost, else the type and the day."""
    plain = slugify(title)
    if plain and plain == slugify(title, allow_unicode=True):
        return plain
    words = re.sub(r"Page$", "", model.__name__)
    kind = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "-", words).lower()
    return f"{kind}-{day:%Y-%m-%d}"


def free_slug(wished: str, parent: Page | None, page: Page) -> str:
    """The wished slug, or with the first number after it that no other page below the parent has."""
    slug, number = wished, 1
    while not Page._slug_is_available(slug, parent, page):
        number += 1
        slug = f"{wished}-{number}"
    return slug
