from collections.abc import Sequence
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import gettext_lazy as _
from rest_framework.serializers import ListField
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.api import APIField
from wagtail.models import Page
from wagtail_localize.fields import SynchronizedField

from cms.core.headers import policy
from cms.core.models import BasePage
from directory.maps import tiles
from directory.models.codes import CodesField
from directory.models.place import Place

ROOT_DEPTH = 2
"""The depth of the pages that sites begin with: only the tree's own root is above them."""
EMERGENCY_TEMPLATE = "directory/emergency.html"
KINDS = dict(Place.Kind.choices)
FILTERS = {"kind": _("種類"), "age": _("年齢"), "open": _("今開いている"), "service": _("サービスと設備")}


def listing(kind: str) -> Q:
    """The condition that a page lists places of a kind; of any kind, where it is empty."""
    return (Q(kinds__has=kind) | Q(kinds="")) if kind else Q(kinds="")


class DirectoryPage(BasePage):
    """A view of the directory that an editor composes: which kinds of places, how they are narrowed, and how they are shown."""

    class Layout(models.TextChoices):
        LIST = "list", _("一覧")
        TABLE = "table", _("電話帳（五十音順の表）")
        MAP = "map", _("地図と一覧")
        EMERGENCY = "emergency", _("救急（今の当番、開いている病院）")

    kinds = CodesField(_("種別"), words=KINDS, help_text=_("何も選ばなければ、すべての種別を並べます。"))
    layout = models.CharField(_("見せ方"), max_length=10, choices=Layout, default=Layout.LIST)
    filters = CodesField(
        _("しぼりこみ"), words=FILTERS, default=tuple(FILTERS), help_text=_("読む人が一覧をしぼるときに使えるものです。")
    )

    is_list: ClassVar[bool] = True
    api_fields = [APIField("kinds", ListField()), APIField("layout"), APIField("filters", ListField())]
    api_filters: ClassVar = {"layout": "The pages that show places so"}
    content_panels: ClassVar = [
        *BasePage.content_panels,
        MultiFieldPanel([FieldPanel("kinds"), FieldPanel("layout"), FieldPanel("filters")], heading=_("並べるもの")),
    ]
    override_translatable_fields: ClassVar = [
        *BasePage.override_translatable_fields,
        SynchronizedField("kinds", overridable=False),
        SynchronizedField("layout", overridable=False),
        SynchronizedField("filters", overridable=False),
    ]

    class Meta:
        verbose_name = _("施設・窓口の一覧")

    @property
    def listed_kinds(self) -> Sequence[str]:
        """The kinds that it lists; none means all."""
        return self.kinds

    def may_hold(self, model: type[Page]) -> bool:
        """A list of places has nothing below it, unless it is the site's root."""
        return self.depth == ROOT_DEPTH

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from directory.listing import PlaceListing

        context = super().get_context(request, *args, **kwargs)
        context["listing"] = shown = PlaceListing(self, request.GET)
        if self.layout == self.Layout.MAP:
            context |= {"tiles": tiles(), "map_source": shown.map_source}
        if self.layout == self.Layout.EMERGENCY:
            from directory.duty.emergency import Emergency

            context["emergency"] = Emergency(self, request.GET)
        return context

    def get_template(self, request: HttpRequest, *args: Any, **kwargs: Any) -> str:
        return EMERGENCY_TEMPLATE if self.layout == self.Layout.EMERGENCY else super().get_template(request, *args, **kwargs)

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """A map's page lets the browser ask for its tiles; the emergency page brings its style with it, and says so."""
        response = super().serve(request, *args, **kwargs)
        if self.layout == self.Layout.MAP:
            response.headers.setdefault("Content-Security-Policy", policy(img_src=f"'self' data: {tiles().origin}"))
        if getattr(response, "template_name", "") == EMERGENCY_TEMPLATE:
            from directory.duty.emergency import with_own_style

            with_own_style(response)
        return response
