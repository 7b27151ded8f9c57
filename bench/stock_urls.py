"""Wagtail's own API v2 as its documentation sets it up, over the fields that a page has, named as a project names them."""

from django.urls import include, path
from wagtail import urls as wagtail_urls
from wagtail.api import APIField
from wagtail.api.v2.router import WagtailAPIRouter
from wagtail.api.v2.views import PagesAPIViewSet

from cms.core import root_urls
from home.models import TopicPage

# Our own fields need our own viewset. These are serialised by Wagtail: pictures and links in the body stay ids.
TopicPage.api_fields = [APIField(name) for name in ("summary", "cover", "body", "age_min", "age_max", "tags", "confirmed_on")]

router = WagtailAPIRouter("wagtailapi")
router.register_endpoint("pages", PagesAPIViewSet)

urlpatterns = [
    path("api/v2/", router.urls),
    path("", include(root_urls)),
    path("", include(wagtail_urls)),
]
