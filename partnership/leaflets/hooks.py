"""The way to the sheet of a page, for editors. Imported by `partnership.wagtail_hooks`."""

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.admin.widgets import Button

from cms.core.models import BasePage


def sheet_button(page: Any) -> Iterator[Button]:
    """A link to the sheet; of a public page of ours, for whom there is one."""
    if not page.live or page.depth <= 2 or not issubclass(page.specific_class or object, BasePage):
        return
    with translation.override(page.locale.language_code):
        url = reverse("partnership:leaflet_sheet", args=[page.pk])
    yield Button(
        _("リーフレットとして印刷する"), url, icon_name="doc-full", priority=70, attrs={"target": "_blank", "rel": "noreferrer"}
    )


@hooks.register("register_page_header_buttons")
def in_the_header(page: Any, user: Any, view_name: str, next_url: str | None = None) -> Iterator[Button]:
    yield from sheet_button(page)


@hooks.register("register_page_listing_more_buttons")
def in_the_list(page: Any, user: Any, next_url: str | None = None) -> Iterator[Button]:
    yield from sheet_button(page)
