from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import ClassVar

from django.core import checks
from django.utils.translation import gettext_lazy as _

from cms.core.plugins import Plugin

# Whoever writes also mends what readers do not find.
MENDING = (
    "search.add_synonymgroup",
    "search.change_synonymgroup",
    "search.delete_synonymgroup",
    "search.view_searchedquery",
    "search.add_judgedquery",
    "search.change_judgedquery",
    "search.delete_judgedquery",
)
PROMOTIONS = tuple(f"wagtailsearchpromotions.{action}_searchpromotion" for action in ("add", "change", "delete"))
WORDS = str(Path(__file__).parent / "data" / "words.csv")


class SearchConfig(Plugin):
    name = "search"
    builds_on = ("cms.core",)
    needs = ("wagtail.contrib.search_promotions",)
    setting_defaults: ClassVar = {
        "SEARCH_ENGINE": "",
        "SEARCH_ENGINE_BUDGET": 0.8,
        "ELASTICSEARCH": {"hosts": [], "prefix": "nobinobi", "api_key": "", "ca_certs": ""},
        "SEARCH_DELIVERY": "task",
        "SEARCH_WORDS": WORDS,
    }
    verbose_name = _("検索")

    api_routers: ClassVar = {"search": "search.api.router", "suggest": "search.api.suggest_router"}
    health_checks: ClassVar = {"search": "search.upkeep.check"}
    role_permissions: ClassVar[Mapping[str, Sequence[str]]] = {
        "secretariat": MENDING + PROMOTIONS,
        "approver": MENDING + PROMOTIONS,
        "editor": MENDING,
    }
    # A word that a promotion answers to is a row of its own, saved before and after it.
    content_models = ("search.SynonymGroup", "wagtailsearchpromotions.SearchPromotion", "wagtailsearchpromotions.Query")
    site_urls = "search.urls"
    at_once = "search.services.at_once"
    setup_steps = ("search.setup.synonyms", "search.setup.objects")
    site_scripts = ("search/suggest.js",)

    def ready(self) -> None:
        from search import own_words, signals
        from search.checks import (
            every_kind_has_one_name,
            every_page_type_says_how_it_is_found,
            the_admins_search_reads_japanese,
        )

        checks.register(every_page_type_says_how_it_is_found)
        checks.register(every_kind_has_one_name)
        checks.register(the_admins_search_reads_japanese)
        own_words.use()
        signals.connect()
