"""The ground's addresses outside the languages."""

from django.urls import path
from wagtail.documents.views.serve import authenticate_with_password

from cms.core import gate

urlpatterns = [
    path("images/<str:signature>/<int:image_id>/<str:spec>/<str:name>", gate.image, name="core_image"),
    path("documents/<int:document_id>/<path:filename>", gate.document, name="wagtaildocs_serve"),
    path(
        "documents/authenticate_with_password/<int:restriction_id>/",
        authenticate_with_password,
        name="wagtaildocs_authenticate_with_password",
    ),
]
