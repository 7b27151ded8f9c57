from django.urls import path

from directory import views

app_name = "directory"
urlpatterns = [
    path("organisations/", views.organisations, name="organisations"),
    path("organisations/<int:pk>/", views.organisation, name="organisation"),
    path("places/<int:pk>/", views.place, name="place"),
    path("places/<int:pk>/card.vcf", views.card, name="card"),
]
