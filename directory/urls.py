from django.urls import path

from directory import opendata_page, views
from directory.confirming import views as confirming
from directory.programs import views as programs

app_name = "directory"
urlpatterns = [
    path("organisations/", views.organisations, name="organisations"),
    path("organisations/<int:pk>/", views.organisation, name="organisation"),
    path("programs/", programs.programs, name="programs"),
    path("programs/<int:pk>/", programs.program, name="program"),
    path("opendata/", opendata_page.datasets, name="opendata"),
    path("places/<int:pk>/", views.place, name="place"),
    path("places/<int:pk>/card.vcf", views.card, name="card"),
    path("places/<int:pk>/report/", confirming.report, name="report"),
    path("places/<int:pk>/report/thanks/", confirming.report_thanks, name="report_thanks"),
    path("corrections/mine/<str:token>/", confirming.correction, name="correction"),
    path("corrections/mail/<str:token>/", confirming.correction_confirm, name="correction_confirm"),
    path("confirm/<str:token>/", confirming.confirm, name="confirm"),
    path("confirm/<str:token>/change/", confirming.change, name="confirm_change"),
    path("confirm/<str:token>/undo/", confirming.undo, name="confirm_undo"),
    path("confirm/<str:token>/again/", confirming.again, name="confirm_again"),
]
