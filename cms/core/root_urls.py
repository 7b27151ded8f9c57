"""The ground's addresses outside the languages."""

from django.urls import path

from cms.core import gate

urlpatterns = [
    path("images/<str:signature>/<int:image_id>/<str:spec>/<str:name>", gate.image, name="core_image"),
]
