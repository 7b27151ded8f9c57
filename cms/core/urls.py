"""The ground's addresses under each language."""

from django.urls import path

from cms.core import feeds, views

urlpatterns = [
    path("browse/", views.browse, name="site_browse"),
    path("feeds/<slug:name>.xml", feeds.serve, name="site_feed"),
]
