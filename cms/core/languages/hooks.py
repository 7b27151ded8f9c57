"""What the languages add to the admin. Imported by `cms.core.wagtail_hooks`."""

from typing import Any

from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.log_actions import LogActionRegistry
from wagtail.models import Page
from wagtail_localize.views.report import TranslationsReportFilterSet

from cms.core.languages import (
    editor,
    taken_down,  # noqa: F401 (imported for its hooks)
    translate,
)
from cms.core.languages.follow import TAKEN_ALONG
from cms.core.languages.kinds import kinds_for

# Made of the filters' names otherwise, which are English.
TranslationsReportFilterSet.base_filters["source_locale"].label = _("原文の言語")
TranslationsReportFilterSet.base_filters["target_locale"].label = _("訳す言語")


# Before wagtail-localize's own: these answer what would go round review.
@hooks.register("before_edit_page", order=-10)
@hooks.register("before_edit_snippet", order=-10)
def translations_are_submitted(request: HttpRequest, instance: Any) -> HttpResponse | None:
    return editor.answer(request, instance)


@hooks.register("register_admin_urls", order=-10)
def addresses() -> list[URLPattern]:
    return [
        path("localize/translate/<int:translation_id>/pofile/upload/", editor.upload_pofile),
        path("localize/page/<int:page_id>/convert_to_alias/", editor.convert_to_alias),
        path("localize/update/<int:translation_source_id>/", editor.TakeOverView.as_view()),
        path("translations/", translate.OverviewView.as_view(), name="translations"),
        path("translations/<str:kind>/<str:language>/", translate.ListView.as_view(), name="translations_of"),
        path("translations/<str:kind>/<str:language>/<int:pk>/", translate.TranslateView.as_view(), name="translate"),
    ]


class TranslationsMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return bool(kinds_for(request.user))


@hooks.register("register_admin_menu_item")
def translations_menu_item() -> MenuItem:
    return TranslationsMenuItem(
        _("翻訳するもの"), reverse("translations"), name="translations", icon_name="wagtail-localize-language", order=255
    )


@hooks.register("construct_homepage_panels")
def add_translations_panel(request: HttpRequest, panels: list[Any]) -> None:
    panels.append(translate.TranslationsPanel())


@hooks.register("register_permissions")
def translating_pictures_is_given_in_the_groups_form() -> QuerySet:
    """Entries' own viewsets register theirs; a picture's other permissions are a collection's."""
    return Permission.objects.filter(content_type__app_label="core", codename="translate_image")


@hooks.register("register_log_actions")
def taken_along(actions: LogActionRegistry) -> None:
    actions.register_action(TAKEN_ALONG, _("原文と一緒に公開を終える"), _("原文と一緒に公開を終えました"))


@hooks.register("before_serve_page", order=-10)
def each_page_at_its_own_address(page: Page, request: HttpRequest, args: list, kwargs: dict) -> HttpResponse | None:
    """Below an untranslated home page Wagtail serves the original's tree at /en/ too: it is sent to its own address."""
    url = page.get_url(request)
    if page.locale.language_code != get_language() and url and url != request.path:
        return redirect(url)
    return None
