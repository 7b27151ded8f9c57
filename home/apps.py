from collections.abc import Mapping, Sequence
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from cms.core.plugins import Plugin


class HomeConfig(Plugin):
    name = "home"
    builds_on = ("cms.core", "search", "directory")
    site_root = "home.HomePage"
    verbose_name = _("トップと読みもの")
    site_urls = "home.urls"
    sitemaps: ClassVar = {"contributors": "home.sitemaps.ContributorSitemap"}
    home_panels = ("home.home_panels.news", "home.home_panels.columns")
    feeds: ClassVar = {"news": "home.feeds.NewsFeed", "columns": "home.feeds.ColumnFeed"}
    role_permissions: ClassVar[Mapping[str, Sequence[str]]] = {
        "secretariat": (
            "home.add_contributor",
            "home.change_contributor",
            "home.delete_contributor",
            "home.translate_contributor",
        ),
        "editor": ("home.add_contributor",),
        "translator": ("home.translate_contributor",),
    }
    setup_steps = ("home.setup.sections",)
    member_kinds = ("home.member_kinds.NewsKind",)
    demo = "home.demo.load"
    search_adapters = (
        "home.search.SectionAdapter",
        "home.search.AgeGuideAdapter",
        "home.search.TopicAdapter",
        "home.search.NewsAdapter",
        "home.search.ColumnAdapter",
    )
    content_models = ("home.Contributor", "home.TopicDesk")
