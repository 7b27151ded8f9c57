"""What can be asked of leaflets: what anybody may have, and nothing else."""

from collections.abc import Iterable
from typing import Any

from wagtail.models import Page

from cms.core.models import BasePage, Document
from cms.core.queries import in_locale, public_pages
from partnership.models import LeafletEdition, LeafletPage


def editions(leaflet: LeafletPage) -> list[LeafletEdition]:
    """The files that everybody may have, in the editor's order."""
    rows = list(leaflet.editions.all())
    found = public_documents(rows)
    for row in rows:
        if row.document_id in found:
            row.document = found[row.document_id]
    return [row for row in rows if row.document_id in found]


def public_documents(rows: Iterable[LeafletEdition]) -> dict[int, Document]:
    """Those of the rows' files that everybody may have, by id."""
    return Document.objects.public().in_bulk({row.document_id for row in rows})


def about(leaflet: LeafletPage) -> Page | None:
    """The public page that the leaflet leads to, in the leaflet's language where it is translated; None for the leaflet's own."""
    page = public_pages(BasePage).filter(pk=leaflet.about_id).select_related("locale").first() if leaflet.about_id else None
    return in_locale([page], leaflet.locale)[0] if page else None


def sheet_page(pk: int) -> Any:
    """The public page of an id, as its own type; None where nobody may see one."""
    page = public_pages(BasePage).filter(pk=pk).first()
    return page.specific if page else None
