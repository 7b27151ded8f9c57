"""Where pages and previews are shown: on this site, or on another front end where FRONTEND_URL names one."""

from typing import Any

from django.conf import settings
from django.core.signing import TimestampSigner
from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from wagtail_headless_preview.models import HeadlessPreviewMixin


class HeadlessPage(HeadlessPreviewMixin):
    """A page that leaves for the other front end where there is one, and is served here where there is none."""

    def get_url_parts(self, request: HttpRequest | None = None) -> Any:
        parts = super().get_url_parts(request)
        if not parts or not settings.FRONTEND_URL:
            return parts
        site_id, _root_url, path = parts
        return site_id, settings.FRONTEND_URL, path

    def get_url(self, request: HttpRequest | None = None, current_site: Any = None) -> str | None:
        if not settings.FRONTEND_URL:
            return super().get_url(request, current_site)
        return self.get_full_url(request)

    def get_client_root_url(self, request: HttpRequest) -> str:
        return settings.FRONTEND_URL

    @classmethod
    def get_preview_signer(cls) -> TimestampSigner:
        return TimestampSigner(salt="headlesspreview.token")

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if settings.FRONTEND_URL:
            return HttpResponseRedirect(self.get_full_url(request))
        return super().serve(request, *args, **kwargs)

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponseBase:
        if settings.FRONTEND_URL:
            return super().serve_preview(request, mode_name)
        # Past the headless mixin, to Wagtail's own way of showing a draft through the page's template.
        return super(HeadlessPreviewMixin, self).serve_preview(request, mode_name)
