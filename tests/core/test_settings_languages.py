"""Which languages a site has is said by one variable."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from cms.settings import env


def asked(monkeypatch: pytest.MonkeyPatch, value: str) -> list[tuple[str, str]]:
    monkeypatch.setenv("LANGUAGES", value)
    return env.languages("LANGUAGES", "ja,en", source="ja")


def test_without_it_there_are_two(monkeypatch: pytest.MonkeyPatch) -> None:
    assert asked(monkeypatch, "") == [("ja", "日本語"), ("en", "English")]


def test_each_language_is_called_by_its_own_name_and_the_source_comes_first(monkeypatch: pytest.MonkeyPatch) -> None:
    assert asked(monkeypatch, "en, zh-Hans,ja,en") == [("ja", "日本語"), ("en", "English"), ("zh-hans", "简体中文")]


@pytest.mark.parametrize(("value", "named"), [("ja,xx", "xx"), ("en", "ja")])
def test_what_is_wrong_is_named(monkeypatch: pytest.MonkeyPatch, value: str, named: str) -> None:
    with pytest.raises(ImproperlyConfigured, match=rf"LANGUAGES.*{named}"):
        asked(monkeypatch, value)
