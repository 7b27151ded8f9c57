"""What the languages add to the admin. Imported by `cms.core.wagtail_hooks`."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.models import Page
from wagtail_localize.views.report import TranslationsReportFilterSet

from cms.core.languages import editor

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
    ]


@hooks.register("before_serve_page", order=-10)
def each_page_at_its_own_address(page: Page, request: HttpRequest, args: list, kwargs: dict) -> HttpResponse | None:
    """Below an untranslated home page Wagtail serves the original's tree at /en/ too: it is sent to its own address."""
    url = page.get_url(request)
    if page.locale.language_code != get_language() and url and url != request.path:
        return redirect(url)
    return None
