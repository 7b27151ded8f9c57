"""Where the admin's views of a page or an entry are: both have the same ones, under names of their own."""

from typing import Any

from django.contrib.admin.utils import quote
from django.urls import reverse
from wagtail.models import Page


def admin_address(thing: Any, view: str, *args: Any) -> str:
    """The address of a view: `edit`, `history`, `revisions_compare`, `workflow_preview`.

    Raises:
        NoReverseMatch: this kind of thing has no such view.
        AttributeError: it is neither a page nor a registered snippet.
    """
    if isinstance(thing, Page):
        return reverse(f"wagtailadmin_pages:{view}", args=[thing.pk, *args])
    return reverse(thing.snippet_viewset.get_url_name(view), args=[quote(thing.pk), *args])
