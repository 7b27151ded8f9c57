"""The admin speaks Japanese, and the site's English is whole."""

import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import polib
import pytest
from django.apps import apps
from django.conf import settings
from django.db import models
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext, pgettext

from tools import catalogue

JAPANESE_LETTERS = re.compile(r"[぀-ヿ一-鿿]")
DELIBERATE = {
    # Upstream's plural speaks of descendants in a sentence that is only said when there are none.
    "Deleting this page will also delete %(translation_count)s translation of this page.",
    # Days and fiscal years are offered in both languages' parts, and each language takes its own (cms.core.dates).
    "%(year)d年%(month)d月%(day)d日（%(weekday_ja)s）",
    "%(era_ja)s%(count_ja)s年度（%(year)d年度）",
}
# Texts of these files are read in the admin only, which is Japanese.
ADMIN_FILES = re.compile(
    "|".join(
        (
            r"templates/wagtail|/templates/[^/]+/(admin|mail)/|wagtail_hooks|viewsets|panels|/models/|forms\.py|blocks|apps\.py",
            r"settings/|languages/|uploads/|opendata/",
            r"/hours/(grid|reading|rules)|hours_form|directory/history|duty/(hooks|importing|places|table|views|viewset|words)\.py",
            r"announcing/((?!follow|digest)\w+)\.py",
            r"confirming/(admin_\w+|answering|hooks|proposing)\.py",
            r"partnership/events/form|partnership/(board|citizens|endorsing)/(admin_\w+|demo|hooks)\.py|partnership/my/(group_admin|hooks|mails|viewset)",
            r"partnership/outcome/(admin_views|drafting|form|hooks|services|sums)|leaflets/(form|hooks)",
        )
    )
)


def said(entries: Iterable[polib.POEntry] | Iterable[polib.MOEntry]) -> dict[catalogue.Key, tuple[str, dict[int, str]]]:
    return {catalogue.key(entry): (entry.msgstr, dict(entry.msgstr_plural)) for entry in entries}


@pytest.mark.parametrize("path", catalogue.catalogues(), ids=lambda path: str(path.relative_to(catalogue.ROOT)))
def test_what_is_compiled_is_what_is_written(path: Path) -> None:
    written = {
        catalogue.key(entry): (entry.msgstr, entry.msgstr_plural) for entry in polib.pofile(str(path)).translated_entries()
    }
    compiled = {catalogue.key(entry): (entry.msgstr, entry.msgstr_plural) for entry in polib.mofile(str(path.with_suffix(".mo")))}
    assert compiled == written, "run: python tools/catalogue.py compile"


@pytest.mark.parametrize("path", catalogue.catalogues(), ids=lambda path: str(path.relative_to(catalogue.ROOT)))
def test_translations_keep_placeholders_and_tags(path: Path) -> None:
    damaged = {
        entry.msgid: damage
        for entry in polib.pofile(str(path)).translated_entries()
        if entry.msgid not in DELIBERATE and (damage := catalogue.damage(entry))
    }
    assert damaged == {}


def test_a_lost_placeholder_or_tag_is_noticed() -> None:
    assert catalogue.damage(polib.POEntry(msgid="%(n)s of <b>{x}</b>", msgstr="%(n)s の <b>{y}</b>"))
    assert catalogue.damage(polib.POEntry(msgid="<b>%s</b>", msgstr="%s"))
    assert catalogue.damage(polib.POEntry(msgid="1 page", msgid_plural="%(n)s pages", msgstr_plural={0: "ページ"}))
    assert not catalogue.damage(polib.POEntry(msgid="1 page", msgid_plural="%(n)s pages", msgstr_plural={0: "%(n)sページ"}))


def test_no_string_of_the_installed_admin_is_left_in_english() -> None:
    assert [f"{package}: {entry.msgid}" for package, entry in catalogue.untranslated()] == []


def test_the_catalogue_holds_nothing_that_no_package_asks_for() -> None:
    left = {entry.msgid for _domain, entry in catalogue.left_behind() if entry.occurrences}
    assert left == set(), "run: python tools/catalogue.py update"


def test_our_japanese_wins_over_the_packages_own() -> None:
    with translation.override("ja"):
        assert gettext("Submit for moderation") == "承認に出す"
        assert gettext("Page '%(page_title)s' moved.") % {"page_title": "一時預かり"} == "ページ「一時預かり」を移動しました。"
        assert gettext("Up to date") == "翻訳済み"
        assert pgettext("Task", "Failed") == "失敗"
        assert ngettext("There is one matching page", "There are %(counter)s matching pages", 1) % {"counter": 1} == (
            "1ページ見つかりました"
        )


def test_the_admins_scripts_speak_japanese(client) -> None:
    answer = client.get("/admin/jsi18n/").content.decode()
    assert json.dumps("変更を自動保存しました。") in answer


def choice_labels() -> Iterator[tuple[str, Promise]]:
    """Labels of our models' choices: the site shows them with the content."""
    ours = {label.rpartition(".")[2] for label in settings.SUITE_APPS}
    for model in apps.get_models():
        if model._meta.app_label in ours:
            for field in model._meta.get_fields():
                if isinstance(field, models.Field) and field.choices:
                    for _value, label in field.flatchoices:
                        if isinstance(label, Promise):
                            yield f"{model.__name__}.{field.name}", label


def test_every_choice_that_the_site_shows_has_an_english_name() -> None:
    missing = []
    for place, label in choice_labels():
        with translation.override("en"):
            english = str(label)
        if JAPANESE_LETTERS.search(english):
            missing.append(f"{place}: {english}")
    assert missing == []


def test_every_text_of_the_public_site_has_an_english_translation() -> None:
    missing = [
        f"{path.relative_to(catalogue.ROOT)}: {entry.msgid}"
        for path in catalogue.own_english()
        for entry in polib.pofile(str(path)).untranslated_entries()
        if any(not ADMIN_FILES.search(f"/{name}") for name, _line in entry.occurrences)
    ]
    assert missing == []
