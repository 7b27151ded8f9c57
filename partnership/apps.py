from collections.abc import Mapping, Sequence
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from cms.core.plugins import Plugin


class PartnershipConfig(Plugin):
    name = "partnership"
    verbose_name = _("ネットワークの活動")
    site_urls = "partnership.urls"
    menu = "partnership.menu.menu"
    home_panels = ("partnership.home_panels.reports",)
    api_routers: ClassVar = {"members": "partnership.api.router"}
    feeds: ClassVar = {"reports": "partnership.feeds.ReportFeed"}
    sitemaps: ClassVar = {"members": "partnership.sitemaps.MemberSitemap"}
    role_permissions: ClassVar[Mapping[str, Sequence[str]]] = {
        "secretariat": (
            "partnership.add_membership",
            "partnership.change_membership",
            "partnership.delete_membership",
        )
    }
    setup_steps = ("partnership.setup.sections",)
    demo = "partnership.demo.load"
    search_adapters = (
        "partnership.search.NetworkAdapter",
        "partnership.search.DeclarationAdapter",
        "partnership.search.CitizenReportAdapter",
    )
    content_models = ("partnership.Membership",)
