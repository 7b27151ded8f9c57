"""The import's place in the admin's menu, and its addresses."""

from functools import cached_property

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.menu import MenuItem
from wagtail.admin.viewsets.base import ViewSet

from directory.opendata import admin_export, admin_views


class ImportMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return request.user.has_perm("directory.import_opendata")


class OpenDataViewSet(ViewSet):
    name = "opendata"
    icon = "upload"
    menu_label = _("公開データの取り込み")

    @cached_property
    def menu_item_class(self) -> type[MenuItem]:
        return ImportMenuItem

    @cached_property
    def menu_url(self) -> str:
        return reverse("opendata:runs")

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            path("", admin_views.RunsView.as_view(), name="runs"),
            path("new/", admin_views.UploadView.as_view(), name="upload"),
            path("check/<int:pk>/", admin_views.CheckView.as_view(), name="check"),
            path("check/<int:pk>/doubts.csv", admin_views.DoubtsView.as_view(), name="doubts"),
            path("check/<int:pk>/changes.csv", admin_views.ChangesView.as_view(), name="changes"),
            path("check/<int:pk>/rows/<str:state>/", admin_views.RowsView.as_view(), name="rows"),
            path("export/", admin_export.ExportView.as_view(), name="export"),
            path("<int:pk>/", admin_views.RunView.as_view(), name="run"),
            path("<int:pk>/changes.csv", admin_views.RunChangesView.as_view(), name="run_changes"),
            path("<int:pk>/doubts.csv", admin_views.RunDoubtsView.as_view(), name="run_doubts"),
        ]
