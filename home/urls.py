from django.urls import path

from home import views

app_name = "home"
urlpatterns = [path("contributors/<int:pk>/", views.contributor, name="contributor")]
