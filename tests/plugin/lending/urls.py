from django.urls import path

from tests.plugin.lending import views

app_name = "lending"
urlpatterns = [path("toys/<int:pk>/", views.toy, name="toy")]
