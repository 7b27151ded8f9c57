"""The addresses of members' own place, under `/my/`."""

from django.urls import path

from partnership.my import account_views, group_views, place_views, views

urlpatterns = [
    path("", views.home, name="my_home"),
    path("login/", account_views.sign_in, name="my_login"),
    path("login/<str:token>/", account_views.link, name="my_link"),
    path("invitation/<str:token>/", account_views.invitation, name="my_invitation"),
    path("members/", account_views.members, name="my_members"),
    path("keys/", account_views.keys, name="my_keys"),
    path("groups/<int:pk>/", group_views.group, name="my_group"),
    path("groups/<int:pk>/withdraw/<int:change>/", group_views.withdraw, name="my_group_withdraw"),
    path("places/<int:pk>/", place_views.place, name="my_place"),
    path("places/<int:pk>/withdraw/<int:proposal>/", place_views.withdraw, name="my_place_withdraw"),
    path("write/<slug:kind>/", views.new, name="my_new"),
    path("write/<slug:kind>/<int:pk>/", views.page, name="my_page"),
    path("write/<slug:kind>/<int:pk>/preview/", views.preview, name="my_preview"),
    path("write/<slug:kind>/<int:pk>/photos/", views.photos, name="my_photos"),
    path("write/<slug:kind>/<int:pk>/photos/<int:image>/", views.photo, name="my_photo"),
]
