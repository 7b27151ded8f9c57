"""The ground's addresses under each language."""

from django.contrib.auth.views import LogoutView
from django.urls import path

from cms.core import feeds, my_reviews, views

urlpatterns = [
    path("browse/", views.browse, name="site_browse"),
    path("feeds/<slug:name>.xml", feeds.serve, name="site_feed"),
    path("my/reviews/", my_reviews.waiting, name="my_reviews"),
    path("my/reviews/<int:task_state_id>/", my_reviews.decide, name="my_review"),
    path("my/reviews/<int:task_state_id>/draft/", my_reviews.preview, name="my_review_preview"),
    path("my/logout/", LogoutView.as_view(next_page="/"), name="my_logout"),
]
