from collections.abc import Mapping, Sequence
from typing import ClassVar

from cms.core.plugins import Plugin


class LendingConfig(Plugin):
    name = "tests.plugin.lending"
    verbose_name = "おもちゃの貸し出し"
    builds_on = ("cms.core", "search", "directory")
    setting_defaults: ClassVar = {"LENDING_DAYS": 14}
    site_urls = "tests.plugin.lending.urls"
    api_routers: ClassVar = {"/toys": "tests.plugin.lending.api.router"}
    search_adapters = ("tests.plugin.lending.search.ToyAdapter", "tests.plugin.lending.search.LendingAdapter")
    sitemaps: ClassVar = {"toys": "tests.plugin.lending.sitemaps.ToySitemap"}
    feeds: ClassVar = {"lending": "tests.plugin.lending.feeds.LendingFeed"}
    setup_steps = ("tests.plugin.lending.setup.section",)
    role_permissions: ClassVar[Mapping[str, Sequence[str]]] = {"editor": ("lending.add_toy", "lending.change_toy")}
    demo = "tests.plugin.lending.demo.load"
    health_checks: ClassVar = {"lending": "tests.plugin.lending.health.shelves"}
    menu = "tests.plugin.lending.menu.menu"
    home_panels = ("tests.plugin.lending.home_panels.lending",)
    content_models = ("lending.Toy",)
