from django.urls import path

from directory import views
from directory.programs import views as programs

app_name = "directory"
urlpatterns = [
    path("organisations/", views.organisations, name="organisations"),
    path("organisations/<int:pk>/", views.organisation, name="organisation"),
    path("programs/", programs.programs, name="programs"),
    path("programs/<int:pk>/", programs.program, name="program"),
    path("places/<int:pk>/", views.place, name="place"),
    path("places/<int:pk>/card.vcf", views.card, name="card"),
]
