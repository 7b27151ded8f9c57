"""The sitemap: every public page in every language, and what the plugins add (`Plugin.sitemaps`)."""

from collections import defaultdict
from typing import Any

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.http import HttpRequest
from django.urls import translate_url
from django.utils import translation

from cms.core import plugins
from cms.core.models import BasePage
from cms.core.navigation import absolute
from cms.core.queries import public_pages


class TranslatedSitemap(Sitemap):
    """Addresses with their translations.

    Subclasses give `entries()`: (key that translations share, language code, address, day of the last change).
    """

    limit = 10_000

    def entries(self) -> list[tuple[Any, str, str, Any]]:
        raise NotImplementedError

    def items(self) -> list[tuple[Any, str, str, Any]]:
        return self.entries()

    def get_urls(self, page: int | str = 1, site: Any = None, protocol: str | None = None) -> list[dict[str, Any]]:
        entries = self.paginator.page(page).object_list
        same: dict[Any, list[tuple[str, str]]] = defaultdict(list)
        for key, language, url, _changed in entries:
            same[key].append((language, absolute(url)))
        for found in same.values():
            found.append(("x-default", dict(found).get(settings.LANGUAGE_CODE, found[0][1])))
        return [
            {
                "location": absolute(url),
                "lastmod": changed,
                "alternates": [{"lang_code": code, "location": each} for code, each in same[key]] if len(same[key]) > 2 else [],
            }
            for key, _language, url, changed in entries
        ]


class PageSitemap(TranslatedSitemap):
    def entries(self) -> list[tuple[Any, str, str, Any]]:
        pages = public_pages(BasePage).for_lists().order_by("path")
        found = [(page.translation_key, page.locale.language_code, page.url, page.last_published_at) for page in pages]
        return [entry for entry in found if entry[2]]


class ViewSitemap(TranslatedSitemap):
    """Addresses of views that are the same in every language; subclasses give `addresses()` in the default one."""

    def addresses(self) -> list[str]:
        raise NotImplementedError

    def entries(self) -> list[tuple[Any, str, str, Any]]:
        with translation.override(settings.LANGUAGE_CODE):
            here = self.addresses()
            return [
                (url, code, translate_url(url, code), None) for url in here for code, _name in settings.WAGTAIL_CONTENT_LANGUAGES
            ]


def sections(request: HttpRequest) -> dict[str, type[Sitemap] | Sitemap]:
    """Every sitemap of the installed suite, by name."""
    return {"pages": PageSitemap, **{name: sitemap for _plugin, name, sitemap in plugins.brought("sitemaps")}}
