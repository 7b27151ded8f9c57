from typing import Any, ClassVar

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.models import Page
from wagtail_localize.fields import SynchronizedField

from cms.core.models.base import BasePage, BasePageQuerySet


def held_types() -> list[tuple[str, str]]:
    """(app.Model, name) of the page types that people make."""
    return [(model._meta.label, str(model._meta.verbose_name)) for model in _subclasses(BasePage) if model.is_creatable]


class ListingPage(BasePage):
    """A page that lists the pages below it, filtered by age and tag, and paginated.

    Lists below it are shown as ways further down; its own list holds everything else, however deep. It reads newest first
    if all that it holds is dated (news, columns, reports), and in the editors' order otherwise.
    """

    holds = models.CharField(
        _("この下に作るページ"),
        max_length=100,
        blank=True,
        choices=held_types,
        help_text=_("選んでおくと、「子ページを追加」ですぐにその種類の入力画面が開きます。空なら、毎回種類を選びます。"),
    )

    is_list: ClassVar[bool] = True
    # Whom a list is for is said by what it lists; the ages stand aside.
    content_panels: ClassVar[list[Any]] = BasePage.content_panels[: -len(BasePage.audience_panels)]
    promote_panels: ClassVar[list[Any]] = [*BasePage.promote_panels, *BasePage.audience_panels, FieldPanel("holds")]
    override_translatable_fields: ClassVar[list[Any]] = [
        *BasePage.override_translatable_fields,
        SynchronizedField("holds", overridable=False),
    ]

    class Meta:
        abstract = True
        verbose_name = _("一覧")

    def get_admin_default_ordering(self) -> str:
        """The explorer's order is the reader's: the newest first where it holds what is dated, else the menu's."""
        dated = any(model.is_dated for model in _subclasses(BasePage) if model._meta.label == self.holds)
        return "-latest_revision_created_at" if dated else "ord"

    def may_hold(self, model: type[Page]) -> bool:
        return self.holds in ("", model._meta.label)

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

    lists = [model for model in _subclasses(BasePage) if model.is_list]
    return list(ContentType.objects.get_for_models(*lists).values())


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
