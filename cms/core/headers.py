"""What a browser is told about the public site's pages: nothing but our own files may be loaded, run, sent to or framed.

The admin is Wagtail's and needs scripts and styles inside its pages, so it is left as it comes.
"""

import secrets
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import NoReverseMatch, reverse

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


class PublicPageHeaders:
    """Middleware: the headers of every HTML page outside the admin."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        try:
            self.admin = reverse("wagtailadmin_home")
        except NoReverseMatch:
            self.admin = ""

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if self.is_public_page(request, response):
            response.headers.setdefault("Content-Security-Policy", policy())
            response.headers.setdefault("Permissions-Policy", PERMISSIONS)
        return response

    def is_public_page(self, request: HttpRequest, response: HttpResponse) -> bool:
        if not response.headers.get("Content-Type", "").startswith("text/html"):
            return False
        if settings.DEBUG and response.status_code >= 400:  # Django's own pages for developers
            return False
        return not (self.admin and request.path.startswith(self.admin))
