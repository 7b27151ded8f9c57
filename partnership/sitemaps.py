"""The network's addresses that are no pages, for the sitemap."""

from django.urls import reverse

from cms.core.sitemaps import ViewSitemap


class MemberSitemap(ViewSitemap):
    def addresses(self) -> list[str]:
        return [reverse("partnership:members")]
