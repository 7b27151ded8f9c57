from django.urls import path

from partnership import views

app_name = "partnership"
urlpatterns = [path("members/", views.member_list, name="members")]
