from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from cms.core.plugins import Plugin


class DirectoryConfig(Plugin):
    name = "directory"
    site_root = "directory.DirectoryPage"
    verbose_name = _("施設と団体")
    site_urls = "directory.urls"
    sitemaps: ClassVar = {
        "places": "directory.sitemaps.PlaceSitemap",
        "organisations": "directory.sitemaps.OrganisationSitemap",
    }
    setup_steps = ("directory.setup.sections",)
    demo = "directory.demo.load"
    search_adapters = (
        "directory.search.DirectoryPageAdapter",
        "directory.search.OrganisationAdapter",
        "directory.search.PlaceAdapter",
    )
    content_models = ("directory.Organisation", "directory.Place", "directory.PlacePhone")
