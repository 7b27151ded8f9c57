from collections.abc import Mapping, Sequence
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from cms.core.plugins import Plugin


class DirectoryConfig(Plugin):
    name = "directory"
    builds_on = ("cms.core", "search")
    site_root = "directory.DirectoryPage"
    verbose_name = _("施設と団体")
    site_urls = "directory.urls"
    api_routers: ClassVar = {
        "duty": "directory.duty.api.duty_router",
        "places": "directory.api.places_router",
        "places.geojson": "directory.api.geojson_router",
        "places.csv": "directory.api.csv_router",
        "organisations": "directory.api.organisations_router",
    }
    sitemaps: ClassVar = {
        "places": "directory.sitemaps.PlaceSitemap",
        "organisations": "directory.sitemaps.OrganisationSitemap",
    }
    role_permissions: ClassVar[Mapping[str, Sequence[str]]] = {
        "secretariat": (
            "directory.add_organisation",
            "directory.change_organisation",
            "directory.delete_organisation",
            "directory.add_place",
            "directory.change_place",
            "directory.delete_place",
            "directory.add_dutyslot",
            "directory.change_dutyslot",
            "directory.delete_dutyslot",
            "directory.translate_organisation",
            "directory.translate_place",
        ),
        "translator": ("directory.translate_organisation", "directory.translate_place"),
    }
    setup_steps = ("directory.setup.sections",)
    demo = "directory.demo.load"
    search_adapters = (
        "directory.search.DirectoryPageAdapter",
        "directory.search.OrganisationAdapter",
        "directory.search.PlaceAdapter",
    )
    content_models = (
        "directory.Organisation",
        "directory.Place",
        "directory.PlacePhone",
        "directory.Vacancy",
        "directory.DutySlot",
    )
