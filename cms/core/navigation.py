"""Where a reader is, and where they can go from there: the root, its sections, the way down, the other languages."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.conf import settings
from django.http import HttpRequest
from django.urls import translate_url
from django.utils.translation import get_language, get_language_info
from wagtail.models import Page, Site

from cms.core.menu import MenuItem, doors, items
from cms.core.models import BasePage
from cms.core.queries import public_pages


def absolute(url: str) -> str:
    """The address with scheme and host: PUBLIC_URL's where it has none of its own."""
    return url if url.startswith(("http://", "https://")) else f"{settings.PUBLIC_URL}{url}"


@dataclass(frozen=True)
class Crumb:
    title: str
    url: str = ""


@dataclass(frozen=True)
class Alternate:
    """The same content in a language, or that language's front door where there is no translation."""

    code: str
    url: str
    is_translation: bool = True
    is_current: bool = False

    @property
    def name(self) -> str:
        """The language as its own speakers call it."""
        return get_language_info(self.code)["name_local"]


@dataclass
class Surroundings:
    """What stands around every page of the site in the reader's language. Asked once for a request."""

    language: str
    roots: Mapping[str, BasePage] = field(default_factory=dict)

    def __post_init__(self) -> None:
        root = self.roots.get(self.language)
        self.root: BasePage | None = root.specific if root else None
        self.sections: list[BasePage] = []
        self.menu: list[MenuItem] = []
        self.doors: list[MenuItem] = []
        if root:
            children = public_pages(BasePage).child_of(root).live().in_menu()
            self.sections = list(children.for_lists().order_by("path"))
            self.menu = items(root.locale)
            self.doors = doors(root.locale)

    @property
    def site_name(self) -> str:
        """SITE_NAME; in another language the title of its front page, by which its readers know the site."""
        if self.root is None or self.language == settings.LANGUAGE_CODE:
            return settings.SITE_NAME
        return self.root.title

    @property
    def home_url(self) -> str:
        if self.root:
            return self.root.url or "/"
        return "/" if self.language == settings.LANGUAGE_CODE else f"/{self.language}/"


def surroundings(request: HttpRequest | None) -> Surroundings:
    """The surroundings for the active language; kept on the request."""
    language = get_language() or settings.LANGUAGE_CODE
    kept: Surroundings | None = getattr(request, "_surroundings", None)
    if kept is None or kept.language != language:
        kept = Surroundings(language, roots(request))
        if request is not None:
            request._surroundings = kept  # type: ignore[attr-defined]
    return kept


def roots(request: HttpRequest | None) -> dict[str, BasePage]:
    """The public root of each language, by language code; empty on a site that is not set up."""
    site = Site.find_for_request(request) if request is not None else Site.objects.filter(is_default_site=True).first()
    if site is None:
        return {}
    key = site.root_page.translation_key
    pages = public_pages(BasePage).filter(translation_key=key).for_lists()
    return {page.locale.language_code: page for page in pages}


def crumbs_of(page: Page, root: BasePage | None) -> list[Crumb]:
    """The way from the root down to a page: the root first, the page itself last and without an address."""
    if root is None or page.pk == root.pk or not page.path.startswith(root.path):
        return []
    above = public_pages(BasePage).ancestor_of(page).filter(depth__gte=root.depth).for_lists().order_by("depth")
    return [*[Crumb(each.title, each.url or "") for each in above], Crumb(page.title)]


def alternates_of_page(page: Page, around: Surroundings) -> list[Alternate]:
    """A page in every language of the site."""
    same = public_pages(BasePage).filter(translation_key=page.translation_key).exclude(pk=page.pk).for_lists()
    urls = {each.locale.language_code: each.url for each in same if each.url}
    return alternates(urls, page.locale.language_code, page.url or "", around)


def alternates_of_address(request: HttpRequest, around: Surroundings) -> list[Alternate]:
    """A view's address in every language of the site; the query goes with it."""
    here = request.get_full_path()
    urls = {code: translate_url(here, code) for code in around.roots if code != around.language}
    return alternates(urls, around.language, here, around)


def alternates(urls: Mapping[str, str], current: str, here: str, around: Surroundings) -> list[Alternate]:
    """One for each language: the current, the translated, and those that only have a front door to offer."""
    found = []
    for code, _name in settings.WAGTAIL_CONTENT_LANGUAGES:
        if code == current:
            found.append(Alternate(code, here, is_current=True))
        elif code in urls:
            found.append(Alternate(code, urls[code]))
        elif code in around.roots:
            found.append(Alternate(code, around.roots[code].url or f"/{code}/", is_translation=False))
    return found


def by_default(found: Iterable[Alternate]) -> str:
    """The address for readers of a language that the site does not have: the source's, or the first there is. Empty for none."""
    urls = {each.code: each.url for each in translations(found)}
    return urls.get(settings.LANGUAGE_CODE) or next(iter(urls.values()), "")


def translations(found: Iterable[Alternate]) -> list[Alternate]:
    """Those that say the same thing: what hreflang may name. Nothing where there is but one."""
    same = [each for each in found if each.is_translation]
    return same if len(same) > 1 else []
