"""The site's own addresses that belong to no page."""

from typing import Any

from django.conf import settings
from django.contrib.sitemaps.views import sitemap as sitemap_of
from django.db.models import F
from django.http import HttpRequest, HttpResponse, HttpResponseServerError, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.template import loader
from django.templatetags.static import static
from django.utils import translation
from django.utils.translation import get_language, gettext

from cms.core import health
from cms.core.headers import kept, new_nonce, with_style
from cms.core.listing import Listing
from cms.core.models import BasePage
from cms.core.models.listing import listing_types
from cms.core.navigation import Crumb, absolute
from cms.core.queries import public_pages
from cms.core.sitemaps import sections


def browse(request: HttpRequest) -> HttpResponse:
    """Everything on the site, newest first, to narrow down by age and tag."""
    pages = public_pages(BasePage).filter(locale__language_code=get_language()).exclude(content_type__in=listing_types())
    pages = pages.filter(depth__gt=2).for_lists()
    listing = Listing(pages.order_by(F("first_published_at").desc(nulls_last=True), "-pk"), request.GET)
    heading = gettext("ページをさがす")
    if listing.age:
        heading = gettext("%(age)sのページ") % {"age": listing.age.label}
    if listing.tag:
        heading = gettext("「%(tag)s」のページ") % {"tag": listing.tag.label}
    return render(request, "core/browse.html", {"listing": listing, "heading": heading, "crumbs": [Crumb(heading)]})


def robots(request: HttpRequest) -> HttpResponse:
    """What crawlers may read: everything public; narrowed lists are the same pages again."""
    lines = [
        "User-agent: *",
        "Disallow: /admin/",
        *(f"Disallow: /*{mark}{name}=" for name in ("age", "tag") for mark in "?&"),
        "",
        f"Sitemap: {absolute('/sitemap.xml')}",
        "",
    ]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


def sitemap(request: HttpRequest) -> HttpResponseBase:
    return kept(request, sitemap_of(request, sections(request)).render())


def manifest(request: HttpRequest) -> JsonResponse:
    """What a phone needs to put the site among its apps."""
    icons = [{"src": static("core/icon.svg"), "sizes": "any", "type": "image/svg+xml"}]
    icons += [{"src": static(f"core/icon-{size}.png"), "sizes": f"{size}x{size}", "type": "image/png"} for size in (192, 512)]
    found = {
        "name": settings.SITE_NAME,
        "short_name": settings.SITE_NAME,
        "lang": settings.LANGUAGE_CODE,
        "start_url": "/",
        "display": "browser",
        "background_color": "#fbf9f4",
        "theme_color": "#0b5563",
        "icons": icons,
    }
    return JsonResponse(found, content_type="application/manifest+json", json_dumps_params={"ensure_ascii": False})


def favicon(request: HttpRequest) -> HttpResponse:
    """For those who ask for it without reading a page first."""
    return redirect(static("core/icon-32.png"))


def live(request: HttpRequest) -> JsonResponse:
    """The process answers. Asks nothing of anything else, so that a database that is down restarts no server."""
    return JsonResponse({"status": "ok"})


def ready(request: HttpRequest) -> JsonResponse:
    """Everything the suite depends on answers: 200, or 503 naming what does not. The reasons are in the log alone."""
    failed = health.failures()
    found = {"status": "failing" if failed else "ok", "failing": sorted(failed)}
    return JsonResponse(found, status=503 if failed else 200, headers={"Cache-Control": "no-store"})


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404 with ways on, in the language of the address."""
    return render(request, "404.html", {"is_error": True, "heading": gettext("ページが見つかりません")}, status=404)


def form_refused(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 for a form without its token: its cookie was not taken, or the page was open for very long. Nothing was sent on.

    Says in the language of the address what happened and what to do (CSRF_FAILURE_VIEW).
    """
    language = translation.get_language_from_path(request.path_info) or settings.LANGUAGE_CODE
    with translation.override(language):
        context = {"is_error": True, "heading": gettext("送れませんでした"), "form_url": request.path}
        response = render(request, "403_csrf.html", context, status=403)
    response["Cache-Control"] = "no-store"
    return response


def server_error(request: HttpRequest) -> HttpResponse:
    """500 from a template that asks nothing of the database: what failed may be the database."""
    language = translation.get_language_from_path(request.path_info) or settings.LANGUAGE_CODE
    with translation.override(language):
        home_url = "/" if language == settings.LANGUAGE_CODE else f"/{language}/"
        nonce = new_nonce()
        context: dict[str, Any] = {
            "site_name": settings.SITE_NAME,
            "language": language,
            "home_url": home_url,
            "nonce": nonce,
        }
        return with_style(HttpResponseServerError(loader.render_to_string("500.html", context)), nonce)
