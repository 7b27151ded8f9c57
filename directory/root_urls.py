"""The directory's addresses outside the languages."""

from django.urls import include, path

urlpatterns = [path("api/hsds/", include("directory.hsds.urls"))]
