from collections.abc import Mapping, Sequence
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from cms.core.plugins import Plugin


class DirectoryConfig(Plugin):
    name = "directory"
    builds_on = ("cms.core", "search")
    site_root = "directory.DirectoryPage"
    setting_defaults: ClassVar = {
        "DIRECTORY_CONFIRM_LINK_DAYS": 60,
        "DIRECTORY_CONFIRM_REMIND_DAYS": 21,
        "DIRECTORY_CONFIRM_MAILS": 50,
        "DIRECTORY_PROPOSAL_DAYS": 90,
        "DIRECTORY_SENDER_HOURS": 24,
    }
    verbose_name = _("施設と団体")
    root_urls = "directory.root_urls"
    site_urls = "directory.urls"
    api_routers: ClassVar = {
        "duty": "directory.duty.api.duty_router",
        "places": "directory.api.places_router",
        "places.geojson": "directory.api.geojson_router",
        "places.csv": "directory.api.csv_router",
        "opendata": "directory.opendata.api.router",
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
            # Publishes nothing past the review: takes places down, and takes in a municipality's at once.
            "directory.publish_place",
            "directory.lock_place",
            "directory.unlock_place",
            "directory.add_dutyslot",
            "directory.change_dutyslot",
            "directory.delete_dutyslot",
            "directory.add_supportprogram",
            "directory.change_supportprogram",
            "directory.delete_supportprogram",
            "directory.import_opendata",
            "directory.decide_placeproposal",
            "directory.change_confirmationinterval",
            "directory.translate_organisation",
            "directory.translate_place",
            "directory.translate_supportprogram",
        ),
        "editor": ("directory.add_place", "directory.change_place"),
        "approver": (
            "directory.add_place",
            "directory.change_place",
            "directory.publish_place",
            "directory.lock_place",
            "directory.unlock_place",
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
