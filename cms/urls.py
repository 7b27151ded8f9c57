"""The roof's addresses: what the installed plugins bring, in their order, and the pages below all of it."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import URLPattern, URLResolver, include, path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls

from cms.core import plugins

urlpatterns: list[URLPattern | URLResolver] = [
    path("admin/", include(wagtailadmin_urls)),
    path("api/v2/", include("cms.api")),
    *[path("", include(urls)) for _plugin, _name, urls in plugins.brought("root_urls")],
]

urlpatterns += i18n_patterns(
    *[path("", include(urls)) for _plugin, _name, urls in plugins.brought("site_urls")],
    path("", include(wagtail_urls)),
    prefix_default_language=False,
)

handler404 = "cms.core.views.not_found"
handler500 = "cms.core.views.server_error"
