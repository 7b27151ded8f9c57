"""SUITE_APPS: which apps a site is made of, and what is said about a wrong choice."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from cms.settings.suite import SUITE, suite_apps


def test_without_it_the_whole_suite_is_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SUITE_APPS", raising=False)
    assert suite_apps() == list(SUITE)


@pytest.mark.parametrize(
    ("value", "apps"),
    [
        ("cms.core,search,directory", ["cms.core", "search", "directory"]),
        (" cms.core, search ,directory,home, ", ["cms.core", "search", "directory", "home"]),
        (
            "cms.core,search,directory,tests.site,partnership",
            ["cms.core", "search", "directory", "tests.site", "partnership"],
        ),
    ],
)
def test_rooms_may_be_left_out_and_others_apps_may_come_in(monkeypatch: pytest.MonkeyPatch, value: str, apps: list[str]) -> None:
    monkeypatch.setenv("SUITE_APPS", value)
    assert suite_apps() == apps


@pytest.mark.parametrize(
    ("value", "named"),
    [
        ("cms.core,search,directory,homes", "homes"),
        ("cms.core,search,directory,no_such.app", "no_such.app"),
        ("cms.core,search,directory,../home", "../home"),
        ("cms.core,search,home", "directory"),
        ("search,cms.core,directory", "cms.core,search,directory"),
        ("cms.core,search,directory,home,partnership", "cms.core,search,directory,partnership,home"),
        ("tests.site,cms.core,search,directory", "cms.core"),
        ("cms.core,search,directory,home,home", "home"),
        (",,", "SUITE_APPS"),
    ],
)
def test_a_wrong_name_or_order_is_named_with_the_variable(monkeypatch: pytest.MonkeyPatch, value: str, named: str) -> None:
    monkeypatch.setenv("SUITE_APPS", value)
    with pytest.raises(ImproperlyConfigured, match="SUITE_APPS") as error:
        suite_apps()
    assert named in str(error.value)
