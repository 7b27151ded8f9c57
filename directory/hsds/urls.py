from django.urls import path, re_path

from directory.hsds import views

urlpatterns = [
    path("", views.index),
    path("services", views.services),
    path("services/<str:id>", views.service),
    path("organizations", views.organizations),
    path("organizations/<str:id>", views.organization),
    path("service_at_locations", views.at_locations),
    path("service_at_locations/<str:id>", views.at_location),
    path("taxonomies", views.taxonomies),
    path("taxonomies/<str:id>", views.taxonomy),
    path("taxonomy_terms", views.taxonomy_terms),
    path("taxonomy_terms/<str:id>", views.taxonomy_term),
    re_path(r"", views.nothing_here),
]
