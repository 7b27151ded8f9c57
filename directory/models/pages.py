from typing import Any, ClassVar

from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.api import APIField
from wagtail.models import Page
from wagtail_localize.fields import SynchronizedField

from cms.core.models import BasePage
from directory.models.place import Place

ROOT_DEPTH = 2
"""The depth of the pages that sites begin with: only the tree's own root is above them."""


class DirectoryPage(BasePage):
    """A view of the directory: places of one kind, or of all."""

    kind = models.CharField(
        _("種別"), max_length=20, choices=Place.Kind, blank=True, help_text=_("空なら、すべての種別を並べます。")
    )

    is_list: ClassVar[bool] = True
    api_fields = [APIField("kind")]
    api_filters: ClassVar = {"kind": "The pages that list this kind of place"}
    content_panels: ClassVar = [*BasePage.content_panels, FieldPanel("kind")]
    override_translatable_fields: ClassVar = [
        *BasePage.override_translatable_fields,
        SynchronizedField("kind", overridable=False),
    ]

    class Meta:
        verbose_name = _("施設・窓口の一覧")

    def may_hold(self, model: type[Page]) -> bool:
        """A list of places has nothing below it, unless it is the site's root."""
        return self.depth == ROOT_DEPTH

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from directory.listing import PlaceListing

        context = super().get_context(request, *args, **kwargs)
        context["listing"] = PlaceListing(self, request.GET)
        return context
