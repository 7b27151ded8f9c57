"""What a browser is told about the public site's pages: nothing but our own files may be loaded, run, sent to or framed; and
what is for everybody may be kept, if it is asked each time whether it still holds.

The admin is Wagtail's and needs scripts and styles inside its pages, so it is left as it comes.
"""

import secrets
from collections.abc import Callable
from http import HTTPStatus

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import NoReverseMatch, reverse
from django.utils.cache import get_conditional_response, patch_vary_headers, set_response_etag

POLICY: dict[str, str] = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "font-src": "'self'",
    "connect-src": "'self'",
    "media-src": "'self'",
    "manifest-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}
PRIVATE = "private, no-store"
ASK_EACH_TIME = "no-cache"
PERMISSIONS = "camera=(), microphone=(), payment=(), usb=(), geolocation=(self)"


def policy(**changes: str) -> str:
    """The Content-Security-Policy, with some directives otherwise (`style_src="…"`)."""
    named = {name.replace("_", "-"): value for name, value in changes.items()}
    return "; ".join(f"{name} {value}" for name, value in {**POLICY, **named}.items())


def with_style(response: HttpResponse, nonce: str) -> HttpResponse:
    """A page that brings its own <style nonce="…">, because it must not depend on any other file."""
    response["Content-Security-Policy"] = policy(style_src=f"'nonce-{nonce}'")
    return response


def new_nonce() -> str:
    return secrets.token_urlsafe(16)


def is_known_caller(request: HttpRequest) -> bool:
    """Whether the caller shows who they are."""
    return settings.SESSION_COOKIE_NAME in request.COOKIES or "Authorization" in request.headers


def is_for_everybody(request: HttpRequest, response: HttpResponse) -> bool:
    """Nobody said who they are, and nothing was asked or kept of them."""
    session = getattr(request, "session", None)
    return not (is_known_caller(request) or response.cookies or (session is not None and session.accessed))


def kept(request: HttpRequest, response: HttpResponse) -> HttpResponseBase:
    """An answer with who may keep it; of a page that was found, 304 without it, where the caller has it already."""
    if request.method not in {"GET", "HEAD"} or response.streaming or response.has_header("Cache-Control"):
        return response
    if not is_for_everybody(request, response):
        response["Cache-Control"] = PRIVATE
        return response
    if response.status_code != HTTPStatus.OK:
        return response
    response["Cache-Control"] = ASK_EACH_TIME
    patch_vary_headers(response, ["Cookie", "Authorization"])
    set_response_etag(response)
    return get_conditional_response(request, etag=response["ETag"], response=response) or response


class PublicPageHeaders:
    """Middleware: the headers of every HTML page outside the admin."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        try:
            self.admin = reverse("wagtailadmin_home")
        except NoReverseMatch:
            self.admin = ""

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if not self.is_public_page(request, response):
            return response
        response.headers.setdefault("Content-Security-Policy", policy())
        response.headers.setdefault("Permissions-Policy", PERMISSIONS)
        return kept(request, response)

    def is_public_page(self, request: HttpRequest, response: HttpResponse) -> bool:
        if not response.headers.get("Content-Type", "").startswith("text/html"):
            return False
        if settings.DEBUG and response.status_code >= 400:  # Django's own pages for developers
            return False
        return not (self.admin and request.path.startswith(self.admin))
