"""The ground's addresses under each language."""

from django.contrib.auth.views import LogoutView
from django.urls import path

from cms.core import feeds, my_reviews, views
from cms.core.announcing import follow

urlpatterns = [
    path("browse/", views.browse, name="site_browse"),
    path("feeds/<slug:name>.xml", feeds.serve, name="site_feed"),
    path("follow/", follow.follow, name="follow"),
    path("follow/asked/", follow.asked, name="follow_asked"),
    path("follow/confirm/<str:token>/", follow.confirm, name="follow_confirm"),
    path("follow/leave/<str:token>/", follow.leave, name="follow_leave"),
    path("my/reviews/", my_reviews.waiting, name="my_reviews"),
    path("my/reviews/<int:task_state_id>/", my_reviews.decide, name="my_review"),
    path("my/reviews/<int:task_state_id>/draft/", my_reviews.preview, name="my_review_preview"),
    path("my/reviews/mail/<str:token>/", my_reviews.decide_from_mail, name="review_from_mail"),
    path("my/reviews/mail/<str:token>/draft/", my_reviews.preview_from_mail, name="review_from_mail_preview"),
    path("my/logout/", LogoutView.as_view(next_page="/"), name="my_logout"),
]
