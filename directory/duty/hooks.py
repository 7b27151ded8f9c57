"""What duty adds to the admin. Imported by `directory.wagtail_hooks`."""

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from directory.duty.views import ImportedView, ImportView, MonthView, may_keep_duty

SUBMENU = "register_directory_menu_item"


class DutyMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return may_keep_duty(request.user)


@hooks.register("register_admin_urls")
def addresses() -> list[URLPattern]:
    return [
        path("duty/", MonthView.as_view(), name="duty_month"),
        path("duty/import/", ImportView.as_view(), name="duty_import"),
        path("duty/import/<int:pk>/", ImportedView.as_view(), name="duty_imported"),
        path("duty/import/<int:pk>/reasons/", ImportedView.as_view(as_file=True), name="duty_reasons"),
    ]


@hooks.register(SUBMENU)
def month_menu_item() -> MenuItem:
    return DutyMenuItem(_("当番表"), reverse("duty_month"), name="duty-month", icon_name="table", order=50)
