from collections.abc import Mapping, Sequence
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from cms.core.plugins import Plugin


class PartnershipConfig(Plugin):
    name = "partnership"
    builds_on = ("cms.core", "search", "directory")
    verbose_name = _("ネットワークの活動")
    setting_defaults: ClassVar = {
        "PARTNERSHIP_BOARD_CONTACT_DAYS": 90,
        "PARTNERSHIP_BOARD_SENDER_HOURS": 24,
        "PARTNERSHIP_BOARD_REMIND_DAYS": 2,
        "PARTNERSHIP_ENDORSEMENT_CONTACT_DAYS": 90,
        "PARTNERSHIP_REPORT_CONTACT_DAYS": 90,
    }
    site_urls = "partnership.urls"
    menu = "partnership.menu.menu"
    taking_part = "partnership.menu.taking_part"
    sign_in = "partnership:my_login"
    calendars = "partnership.menu.calendars"
    home_panels = ("partnership.home_panels.events", "partnership.home_panels.reports")
    organisation_sections = (
        "partnership.organisation_sections.part_in_the_network",
        "partnership.organisation_sections.endorsements",
        "partnership.organisation_sections.grants",
        "partnership.organisation_sections.events",
        "partnership.organisation_sections.reports",
    )
    api_routers: ClassVar = {
        "committees": "partnership.council.api.committees_router",
        "officers": "partnership.council.api.officers_router",
        "grants": "partnership.grants.api.router",
        "members": "partnership.api.router",
        "events": "partnership.events.api.router",
        "events.geojson": "partnership.events.api.geojson_router",
        "board": "partnership.board.api.router",
        "reports": "partnership.my.api.router",
        "declaration": "partnership.endorsing.api.router",
    }
    feeds: ClassVar = {
        "reports": "partnership.feeds.ReportFeed",
        "events": "partnership.feeds.EventFeed",
        "board": "partnership.board.feeds.BoardFeed",
    }
    sitemaps: ClassVar = {
        "members": "partnership.sitemaps.MemberSitemap",
        "board": "partnership.board.sitemaps.BoardSitemap",
    }
    opendata: ClassVar = {"events": "partnership.events.opendata.dataset.EVENT_LIST"}
    role_permissions: ClassVar[Mapping[str, Sequence[str]]] = {
        "secretariat": (
            "partnership.add_membership",
            "partnership.change_membership",
            "partnership.delete_membership",
            "partnership.add_committee",
            "partnership.change_committee",
            "partnership.delete_committee",
            "partnership.translate_committee",
            "partnership.add_officerterm",
            "partnership.change_officerterm",
            "partnership.delete_officerterm",
            "partnership.translate_officerterm",
            "partnership.add_grantround",
            "partnership.change_grantround",
            "partnership.delete_grantround",
            "partnership.translate_grantround",
            "partnership.add_grantproject",
            "partnership.change_grantproject",
            "partnership.delete_grantproject",
            "partnership.translate_grantproject",
            "partnership.moderate_board",
            "partnership.moderate_endorsements",
            "partnership.add_boardcategory",
            "partnership.change_boardcategory",
            "partnership.delete_boardcategory",
            "partnership.translate_boardcategory",
            "partnership.add_boardword",
            "partnership.change_boardword",
            "partnership.delete_boardword",
            # Sent ones are not changed, but taken back.
            "partnership.add_invitation",
            "partnership.delete_invitation",
        ),
        "approver": ("partnership.moderate_endorsements",),
        "translator": (
            "partnership.translate_committee",
            "partnership.translate_officerterm",
            "partnership.translate_grantround",
            "partnership.translate_grantproject",
            "partnership.translate_boardcategory",
        ),
    }
    setup_steps = ("partnership.setup.sections",)
    demo = "partnership.demo.load"
    search_adapters = (
        "partnership.search.NetworkAdapter",
        "partnership.search.DeclarationAdapter",
        "partnership.search.CitizenReportAdapter",
        "partnership.search.CouncilAdapter",
        "partnership.search.MeetingAdapter",
        "partnership.search.GrantsAdapter",
        "partnership.search.EventCalendarAdapter",
        "partnership.search.EventAdapter",
        "partnership.search.OutcomeReportAdapter",
        "partnership.search.LeafletAdapter",
        "partnership.board.search.BoardTopicAdapter",
    )
    sender_address = "partnership.my.queries.address_of"
    member_kinds = ("partnership.my.kinds.ReportKind", "partnership.my.kinds.EventKind")
    content_models = (
        "partnership.Membership",
        "partnership.Committee",
        "partnership.CommitteeMember",
        "partnership.OfficerTerm",
        "partnership.GrantRound",
        "partnership.GrantPaper",
        "partnership.GrantProject",
        "partnership.BoardCategory",
        "partnership.BoardTopic",
        "partnership.BoardPost",
        "partnership.Endorsement",
    )

    def ready(self) -> None:
        from wagtail.signals import page_published, page_unpublished

        from partnership.my import photos

        page_published.connect(photos.follow_publishing, dispatch_uid="partnership: photos go public with their report")
        page_unpublished.connect(photos.follow_unpublishing, dispatch_uid="partnership: photos go down with their report")
