"""The ground's addresses outside the languages."""

from django.urls import path
from wagtail.documents.views.serve import authenticate_with_password

from cms.core import gate, views

urlpatterns = [
    path("images/<str:signature>/<int:image_id>/<str:spec>/<str:name>", gate.image, name="core_image"),
    path("documents/<int:document_id>/<path:filename>", gate.document, name="wagtaildocs_serve"),
    path(
        "documents/authenticate_with_password/<int:restriction_id>/",
        authenticate_with_password,
        name="wagtaildocs_authenticate_with_password",
    ),
    path("robots.txt", views.robots, name="robots"),
    path("sitemap.xml", views.sitemap, name="sitemap"),
    path("favicon.ico", views.favicon, name="favicon"),
    path("site.webmanifest", views.manifest, name="manifest"),
    path("health/live", views.live, name="health_live"),
    path("health/ready", views.ready, name="health_ready"),
]
