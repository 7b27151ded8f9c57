"""The dashboard's numbers of pictures and documents: as many as stand in the list that each leads to.

Wagtail counts what a person may choose for a page as well, and lists what that person may change.
"""

from collections.abc import Mapping
from typing import Any

from django.db.models import Model
from django.http import HttpRequest
from wagtail import hooks
from wagtail.admin.site_summary import SummaryItem
from wagtail.documents.wagtail_hooks import DocumentsSummaryItem
from wagtail.images.wagtail_hooks import ImagesSummaryItem
from wagtail.permissions import policy_registry

from cms.core.models import Document, Image

LISTED = ("change", "delete")


def number_listed(model: type[Model], request: HttpRequest) -> int:
    return policy_registry.get_by_type(model).instances_user_has_any_permission_for(request.user, LISTED).count()


class ListedImages(ImagesSummaryItem):
    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        return {**super().get_context_data(parent_context), "total_images": number_listed(Image, self.request)}


class ListedDocuments(DocumentsSummaryItem):
    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        return {**super().get_context_data(parent_context), "total_docs": number_listed(Document, self.request)}


INSTEAD: dict[type[SummaryItem], type[SummaryItem]] = {ImagesSummaryItem: ListedImages, DocumentsSummaryItem: ListedDocuments}


# After Wagtail's own.
@hooks.register("construct_homepage_summary_items", order=100)
def count_what_is_listed(request: HttpRequest, items: list[SummaryItem]) -> None:
    items[:] = [INSTEAD[type(item)](request) if type(item) in INSTEAD else item for item in items]
