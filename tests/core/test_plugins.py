"""What is said at start about a plugin, an app or a setting that is wrong."""

from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.db import connection
from django.test import override_settings
from django.urls import path
from django.views.static import serve

from cms.core import checks, plugins
from cms.core.apps import CoreConfig
from directory.apps import DirectoryConfig
from search.apps import SearchConfig
from search.checks import the_admins_search_reads_japanese


def complaints(check: Any) -> list[str]:
    return [f"{each.msg} {each.hint}" for each in check(None)]


@pytest.mark.parametrize(
    ("attribute", "value", "wrong"),
    [
        ("demo", "directory.demo.lod", "directory.demo.lod"),
        ("setup_steps", ("directory.setup.sections", "directory.stup.sections"), "directory.stup.sections"),
        ("sitemaps", {"places": "directory.sitemaps.PlacesSitemap"}, "directory.sitemaps.PlacesSitemap"),
        ("site_urls", "directory.url", "directory.url"),
        ("content_models", ("directory.Places",), "directory.Places"),
        ("site_root", "DirectoryPage", "DirectoryPage"),
        ("menu", "menu", "menu"),
    ],
)
def test_a_wrong_path_of_a_plugin_is_an_error_that_names_plugin_attribute_and_path(
    monkeypatch: pytest.MonkeyPatch, attribute: str, value: Any, wrong: str
) -> None:
    monkeypatch.setattr(DirectoryConfig, attribute, value)
    (complaint,) = complaints(checks.every_name_of_a_plugin_leads_somewhere)
    assert complaint.startswith(f"directory: {attribute} names {wrong}, but ")
    assert "directory.apps.DirectoryConfig" in complaint


def test_every_wrong_path_is_named_at_once_when_the_site_starts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(DirectoryConfig, "demo", "directory.demo.lod")
    monkeypatch.setattr(SearchConfig, "menu", "search.menu.menu")
    with pytest.raises(SystemCheckError) as error:
        call_command("check")
    assert "directory: demo names directory.demo.lod" in str(error.value)
    assert "search: menu names search.menu.menu" in str(error.value)


def test_whoever_asks_for_a_wrong_path_is_told_whose_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(DirectoryConfig, "demo", "directory.demo.lod")
    with pytest.raises(ImproperlyConfigured, match=r"directory: demo names directory\.demo\.lod"):
        list(plugins.brought("demo"))


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("WAGTAILIMAGES_IMAGE_MODEL", "wagtailimages.Image"),
        ("WAGTAILDOCS_DOCUMENT_MODEL", "wagtaildocs.Document"),
        ("WAGTAILDOCS_SERVE_METHOD", "direct"),
        ("WAGTAIL_I18N_ENABLED", False),
        ("WAGTAILLOCALIZE_SYNC_LIVE_STATUS_ON_TRANSLATE", True),
    ],
)
def test_a_setting_that_would_break_a_promise_is_named_with_what_it_must_be(setting: str, value: Any) -> None:
    with override_settings(**{setting: value}):
        (complaint,) = complaints(checks.settings_keep_the_promises)
    assert setting in complaint
    assert repr(checks.SETTINGS[setting][0]) in complaint


def test_the_site_must_say_its_languages_and_be_written_in_one_of_them() -> None:
    with override_settings(WAGTAIL_CONTENT_LANGUAGES=[]):
        (complaint,) = complaints(checks.languages_are_chosen)
        assert "WAGTAIL_CONTENT_LANGUAGES" in complaint
    with override_settings(LANGUAGE_CODE="en-us"):
        (complaint,) = complaints(checks.languages_are_chosen)
        assert "'en-us'" in complaint


def test_missing_middleware_is_named_with_its_place() -> None:
    with override_settings(MIDDLEWARE=["cms.core.collections.remembered"]):
        found = complaints(checks.middleware_is_there)
    assert len(found) == 2
    assert "PublicApiMiddleware" in found[0]
    assert "LocaleMiddleware" in found[1]


@override_settings(ROOT_URLCONF="wagtail.documents.urls")
def test_a_project_without_the_suites_addresses_is_told_the_line_to_write() -> None:
    (complaint,) = complaints(checks.addresses_are_there)
    assert "from cms.urls import handler404, handler500, urlpatterns" in complaint


@pytest.mark.parametrize(
    ("media_url", "past_the_gate"), [("/files/", True), ("/elsewhere/", False), ("https://files.example.jp/", False)]
)
def test_a_project_that_serves_files_past_the_gate_is_told(media_url: str, past_the_gate: bool) -> None:
    class ProjectUrls:
        urlpatterns = [path("files/<path:path>", serve)]

    with override_settings(ROOT_URLCONF=ProjectUrls, MEDIA_URL=media_url):
        assert bool(complaints(checks.files_leave_through_the_gate_only)) == past_the_gate


def test_a_project_whose_own_search_reads_no_japanese_is_told_the_backend() -> None:
    assert not complaints(the_admins_search_reads_japanese)
    with override_settings(WAGTAILSEARCH_BACKENDS={"default": {"BACKEND": "wagtail.search.backends.database"}}):
        (complaint,) = complaints(the_admins_search_reads_japanese)
    assert f"search.backends.{connection.vendor}" in complaint


def test_apps_that_are_missing_are_named_before_any_model_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(CoreConfig, "needs", ("wagtail.images", "wagtail_localise", "no_such_app"))
    with pytest.raises(ImproperlyConfigured, match=r"INSTALLED_APPS: cms\.core needs wagtail_localise, no_such_app"):
        apps.get_app_config("core").import_models()


def test_an_app_below_that_is_missing_or_comes_too_late_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(SearchConfig, "builds_on", ("cms.core", "directory", "lending"))
    with pytest.raises(ImproperlyConfigured) as error:
        apps.get_app_config("search").import_models()
    assert "search builds on directory, which is after it" in str(error.value)
    assert "search builds on lending, which is not there" in str(error.value)


def test_another_app_of_the_same_name_is_told_apart_from_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(DirectoryConfig, "builds_on", ("wagtail.search",))
    with pytest.raises(ImproperlyConfigured, match="rename or remove it"):
        apps.get_app_config("directory").import_models()


def test_what_an_app_takes_where_a_project_says_nothing_is_what_our_own_settings_say() -> None:
    base = import_module("cms.settings.base")
    for plugin in plugins.installed():
        for name, value in plugin.setting_defaults.items():
            if not callable(value) and name != "WAGTAIL_CONTENT_LANGUAGES" and hasattr(base, name):
                assert getattr(base, name) == value, name
