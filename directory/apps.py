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
        "programs": "directory.programs.api.router",
    }
    sitemaps: ClassVar = {
        "places": "directory.sitemaps.PlaceSitemap",
        "organisations": "directory.sitemaps.OrganisationSitemap",
        "programs": "directory.sitemaps.ProgramSitemap",
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
            "directory.add_supportprogram",
            "directory.change_supportprogram",
            "directory.delete_supportprogram",
            "directory.import_opendata",
            "directory.translate_organisation",
            "directory.translate_place",
            "directory.translate_supportprogram",
        ),
        "translator": (
            "directory.translate_organisation",
            "directory.translate_place",
            "directory.translate_supportprogram",
        ),
    }
    setup_steps = ("directory.setup.sections",)
    demo = "directory.demo.load"
    menu = "directory.menu.menu"
    search_adapters = (
        "directory.search.DirectoryPageAdapter",
        "directory.search.OrganisationAdapter",
        "directory.search.PlaceAdapter",
        "directory.search.SupportProgramAdapter",
    )
    content_models = (
        "directory.Organisation",
        "directory.Place",
        "directory.PlacePhone",
        "directory.SupportProgram",
        "directory.Vacancy",
        "directory.DutySlot",
    )
