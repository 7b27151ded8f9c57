"""What the site's templates ask for: where the reader is, days and ages in words, links, lists."""

import locale
import re
from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit

import phonenumbers
from django import template
from django.conf import settings
from django.core.paginator import Page as PageOfList
from django.template import Context
from django.templatetags.static import static
from django.urls import NoReverseMatch, reverse
from django.utils.encoding import uri_to_iri
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import slugify
from django.utils.translation import gettext, ngettext
from wagtail.models import Page

from cms.core import dates, feeds, navigation, plugins, structured_data
from cms.core.ages import AgeRange
from cms.core.chips import AGE_CHIPS
from cms.core.collections import open_to
from cms.core.distances import about_in_words
from cms.core.links import PageLink, links_to
from cms.core.models import BasePage
from cms.core.models.listing import is_dated
from cms.core.pictures import picture

register = template.Library()
CHINESE = {"zh-hans": "zh_CN", "zh-hant": "zh_TW"}


# --- where the reader is --------------------------------------------------------------------------------------------


@register.simple_tag(takes_context=True)
def site_name(context: Context) -> str:
    """SITE_NAME; in another language the title of its front page, by which its readers know the site."""
    return surroundings(context).site_name


@register.simple_tag(takes_context=True)
def surroundings(context: Context) -> navigation.Surroundings:
    """The root, the sections and the menu in the reader's language."""
    return navigation.surroundings(context.get("request"))


@register.simple_tag(takes_context=True)
def breadcrumbs(context: Context) -> list[navigation.Crumb]:
    """The way down to here: what a view says in `crumbs`, or the page's ancestors."""
    around = surroundings(context)
    if "crumbs" in context:
        home = around.root.title if around.root else settings.SITE_NAME
        return [navigation.Crumb(home, around.home_url), *context["crumbs"]]
    page = context.get("page")
    return navigation.crumbs_of(page, around.root) if isinstance(page, Page) else []


@register.simple_tag(takes_context=True)
def alternates(context: Context) -> list[navigation.Alternate]:
    """Here in every language: what a view says in `alternates`, or the page's translations, or the same address.

    Where there is no such page, the front doors of the other languages.
    """
    around = surroundings(context)
    page, request = context.get("page"), context.get("request")
    if context.get("is_error"):
        return navigation.alternates({}, around.language, "", around)
    if "alternates" in context:
        return navigation.alternates(context["alternates"], around.language, request.path if request else "", around)
    if isinstance(page, Page):
        return navigation.alternates_of_page(page, around) if page.pk else []
    return navigation.alternates_of_address(request, around) if request is not None else []


@register.filter
def with_country(language: str) -> str:
    """A language code as Open Graph wants it, with the country where it is spoken: ja_JP, en_US."""
    return CHINESE.get(language) or locale.normalize(language.replace("-", "_")).partition(".")[0]


register.filter("about", about_in_words)
register.filter("translations", navigation.translations)
register.filter("by_default", navigation.by_default)
register.filter("absolute", navigation.absolute)


@register.simple_tag(takes_context=True)
def canonical(context: Context) -> str:
    """The one address of what is shown: without the choices of a list, save its page. Empty for a preview or an error."""
    page, request = context.get("page"), context.get("request")
    if request is None or context.get("is_error"):
        return ""
    url = page.url if isinstance(page, Page) else request.path
    if not url:
        return ""
    listing = context.get("listing")
    number = listing.page.number if listing else 1
    return navigation.absolute(f"{url}?page={number}" if number > 1 else url)


@register.simple_tag(takes_context=True)
def printed_address(context: Context) -> str:
    """What stands below a printed page: the way back to just this, with what was searched for or chosen from a list."""
    here, request, listing = canonical(context), context.get("request"), context.get("listing")
    if not here or request is None:
        return here
    if listing:
        return here.partition("?")[0] + listing.url(page=listing.page.number).removesuffix("?")
    asked = uri_to_iri(request.GET.urlencode()) if context.get("noindex") else ""
    return f"{here}?{asked}" if asked else here


@register.simple_tag
def search_url() -> str:
    """Where the search box leads; empty where no search is installed."""
    for name in ("search:results", "search:search", "search"):
        try:
            return reverse(name)
        except NoReverseMatch:
            continue
    return ""


@register.simple_tag
def site_scripts() -> list[str]:
    """The scripts that the installed plugins bring, by their path among the static files."""
    return [path for plugin in plugins.installed() for path in plugin.site_scripts]


@register.simple_tag
def site_url(name: str, *args: Any) -> str:
    """Like {% url %}, and empty where the app that would answer is not installed."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""


@register.simple_tag(takes_context=True)
def json_ld(context: Context) -> SafeString:
    """What search engines are told: the site on its front door, the way down, and what the view or page says of itself."""
    if context.get("is_error"):
        return SafeString("")
    around, page = surroundings(context), context.get("page")
    crumbs = breadcrumbs(context)
    graph: list[dict[str, Any]] = []
    if crumbs:
        graph.append(structured_data.breadcrumbs(crumbs, canonical(context)))
    elif around.root:
        graph.append(structured_data.website(around.home_url, search_url(), around.language))
    if "structured_data" in context:
        graph += context["structured_data"]
    elif isinstance(page, BasePage) and page.pk and crumbs:
        graph.append(structured_data.article(page))
    return structured_data.script(graph)


@register.simple_tag
def feed_links() -> list[feeds.FeedLink]:
    """The feeds that the installed plugins bring."""
    return feeds.links()


@register.simple_tag
def share_image(page: Any) -> dict[str, Any]:
    """The picture that a shared link shows: url, width, height, alt. The site's sign alone (a url) where none may be public."""
    cover = getattr(page, "cover", None)
    found = picture(cover, base_url=settings.PUBLIC_URL) if cover else None
    if found is None:
        return {"url": navigation.absolute(static("core/icon-512.png"))}
    return {"url": found.src, "width": found.width, "height": found.height, "alt": found.alt}


# --- words ----------------------------------------------------------------------------------------------------------


@register.filter
def day(moment: Any) -> SafeString | str:
    """A day in words, inside <time>."""
    if not moment:
        return ""
    return format_html('<time datetime="{}">{}</time>', dates.local_day(moment).isoformat(), dates.day_in_words(moment))


@register.filter
def fiscal_year(value: Any) -> str:
    """令和8年度（2026年度） from a day or a year."""
    if not value:
        return ""
    return dates.fiscal_year_in_words(value if isinstance(value, int) else dates.fiscal_year(value))


@register.filter
def ages_in_words(thing: Any) -> str:
    """For which ages a thing is; empty for every age."""
    ages: AgeRange = thing.ages
    return "" if ages.is_everyone else str(ages)


@register.filter
def kind(page: Page) -> str:
    """What sort of page it is, in the reader's words."""
    return str(page.cached_content_type.model_class()._meta.verbose_name)


@register.filter
def with_days(pages: Iterable[Any]) -> list[Any]:
    """The pages of a list, each with the `day` that its type has for its card; a query for each type that has one."""
    shown = list(pages)
    by_type: dict[type[BasePage], list[int]] = {}
    for page in shown:
        model = page.cached_content_type.model_class()
        if model and issubclass(model, BasePage):
            by_type.setdefault(model, []).append(page.pk)
    days = {pk: said for model, keys in by_type.items() for pk, said in model.card_days(keys).items()}
    for page in shown:
        page.card_day = days.get(page.pk, "")
    return shown


@register.filter
def dated(page: Page) -> bool:
    """Whether the page is read by its date."""
    return is_dated(page.cached_content_type)


@register.filter
def tel(number: str) -> str:
    """The address that calls a number: tel:+81423000000; short numbers (#8000, 119) as they are. Empty if it is none."""
    short = re.sub(r"[^\d#*]", "", number)
    if not short:
        return ""
    try:
        parsed = phonenumbers.parse(number, "JP")
    except phonenumbers.NumberParseException:
        parsed = None
    if parsed and phonenumbers.is_possible_number(parsed) and len(short) > 5:
        return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.RFC3966)
    return f"tel:{short.replace('#', '%23')}"


@register.filter
def host(url: str) -> str:
    """The name of the host that an address leads to."""
    return (urlsplit(str(url)).hostname or "").removeprefix("www.")


@register.filter
def megabytes(size: int | None) -> str:
    """The size of a file in bytes as KB or MB, never zero."""
    if not size:
        return ""
    return f"{size / 1_048_576:.1f} MB" if size >= 1_048_576 else f"{max(1, round(size / 1024))} KB"


@register.filter
def anchor(text: str) -> str:
    """The id of a heading, from its text."""
    return slugify(text, allow_unicode=True) or "section"


# --- parts ----------------------------------------------------------------------------------------------------------


@register.simple_tag
def contents(body: Any) -> list[str]:
    """The large headings of a body; none if there are too few for a table of contents to save anybody's time."""
    found = [block.value["text"] for block in body or () if block.block_type == "heading" and block.value["level"] == "2"]
    return found if len(found) >= 3 else []


@register.simple_tag
def public_links(pages: Any) -> list[PageLink]:
    """The links to pages that a reader may follow, in the order given."""
    chosen = [page.pk for page in pages or () if page]
    found = links_to(chosen)
    return [found[pk] for pk in chosen if pk in found]


@register.simple_tag(takes_context=True)
def open_documents(context: Context, documents: Any) -> list[Any]:
    """The documents that this reader may have, in the order given."""
    return [each for each in documents or () if each and open_to(context.get("request"), each.collection_id)]


@register.inclusion_tag("core/parts/age_chips.html", takes_context=True)
def age_chips(context: Context, current: str = "") -> dict[str, Any]:
    """The child's age as one tap: to the guide for it where a page says so (`age_urls`), else to everything for it."""
    urls = context.get("age_urls") or {}
    browse = reverse("site_browse")
    return {"chips": [(chip, urls.get(chip.key) or f"{browse}?age={chip.key}", chip.key == current) for chip in AGE_CHIPS]}


@register.simple_tag
def count_words(listing: Any) -> str:
    """How many there are, and which of them are shown."""
    page: PageOfList = listing.page
    total = page.paginator.count
    if page.paginator.num_pages <= 1:
        return ngettext("%(total)d件", "%(total)d件", total) % {"total": total}
    return gettext("%(total)d件のうち%(first)d〜%(last)d件目") % {
        "total": total,
        "first": page.start_index(),
        "last": page.end_index(),
    }
