from typing import Any, ClassVar

from django.contrib.contenttypes.models import ContentType
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from cms.core.models.base import BasePage, BasePageQuerySet


class ListingPage(BasePage):
    """A page that lists the pages below it, filtered by age and tag, and paginated.

    Lists below it are shown as ways further down; its own list holds everything else, however deep. It reads newest first
    if all that it holds is dated (news, columns, reports), and in the editors' order otherwise.
    """

    is_list: ClassVar[bool] = True
    # The explorer shows what stands below in the order of the site's menu.
    admin_default_ordering = "ord"
    # Whom a list is for is said by what it lists; the ages stand aside.
    content_panels: ClassVar[list[Any]] = BasePage.content_panels[: -len(BasePage.audience_panels)]
    promote_panels: ClassVar[list[Any]] = [*BasePage.promote_panels, *BasePage.audience_panels]

    class Meta:
        abstract = True
        verbose_name = _("一覧")

    def sections_below(self) -> BasePageQuerySet:
        """The public listing pages directly below."""
        return self._below().child_of(self).filter(content_type__in=listing_types()).order_by("path")

    def listed(self) -> BasePageQuerySet:
        """The public pages below, at any depth, that are no lists themselves; in the order to read them."""
        below = self._below().descendant_of(self).exclude(content_type__in=listing_types())
        kinds = below.order_by().values_list("content_type", flat=True).distinct()
        dated = all(is_dated(ContentType.objects.get_for_id(kind)) for kind in kinds)
        return below.order_by("-first_published_at", "-pk") if dated else below.order_by("path")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from cms.core.listing import Listing

        context = super().get_context(request, *args, **kwargs)
        context["listing"] = Listing(self.listed(), request.GET)
        context["sections"] = list(self.sections_below())
        return context

    @staticmethod
    def _below() -> BasePageQuerySet:
        from cms.core.queries import public_pages

        return public_pages(BasePage).for_lists()


def listing_types() -> list[ContentType]:
    """The content types of the pages that are lists of something."""

    models = [model for model in _subclasses(BasePage) if model.is_list]
    return list(ContentType.objects.get_for_models(*models).values())


def is_dated(kind: ContentType) -> bool:
    """Whether pages of this type are read by their date."""
    model = kind.model_class()
    return bool(model and getattr(model, "is_dated", False))


def _subclasses(model: type[BasePage]) -> list[type[BasePage]]:
    found = []
    for each in model.__subclasses__():
        if not each._meta.abstract:
            found.append(each)
        found += _subclasses(each)
    return found
