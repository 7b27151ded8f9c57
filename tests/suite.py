"""Which apps are installed here (SUITE_APPS), and the tests that are about one that is not."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from cms.settings.suite import SUITE

ROOT = Path(__file__).resolve().parent.parent
ROOMS = ("home", "partnership")
BELOW = ("core", "search", "directory")
"""Folders of tests about what the rooms stand on."""


def needs(app: str) -> pytest.MarkDecorator:
    """Marks a test that looks at what an app brings without importing it."""
    return pytest.mark.skipif(app not in settings.INSTALLED_APPS, reason=f"{app} is not installed")


def tidied_up() -> None:
    """The database knows how large its tables are. One that is filled in a single transaction would not notice by itself."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def imports_an_absent_app(module: Path) -> bool:
    """Whether a test module imports an app of the suite that is not installed, by itself or through what it shares."""
    absent = set(SUITE).difference(settings.INSTALLED_APPS)
    return bool(absent) and bool(_apps_imported(module) & absent)


def stands_below_the_rooms(item: pytest.Item) -> bool:
    """Whether a test is about what knows no room of the suite, and says the same without them."""
    tests = ROOT / "tests"
    if not any(item.path.is_relative_to(tests / folder) for folder in BELOW) or _apps_imported(item.path) & set(ROOMS):
        return False
    return next(item.iter_markers("skipif"), None) is None


def is_of_one_room(item: pytest.Item) -> bool:
    """Whether a test is a room's own, and says the same without the others."""
    if not any(item.path.is_relative_to(ROOT / "tests" / room) for room in ROOMS):
        return False
    return next(item.iter_markers("skipif"), None) is None


@cache
def _apps_imported(module: Path) -> frozenset[str]:
    apps: set[str] = set()
    for name in _imported(module):
        root, *rest = name.split(".")
        shared = ROOT.joinpath("tests", *rest).with_suffix(".py")
        if root == "tests" and rest and shared.is_file():
            apps |= _apps_imported(shared)
        elif root != "tests":
            apps.add(root)
    return frozenset(apps)


def _imported(module: Path) -> Iterator[str]:
    """What stands at the top of a module; an import inside a function is its own affair."""
    for statement in ast.parse(module.read_text(encoding="utf-8")).body:
        if isinstance(statement, ast.Import):
            yield from (alias.name for alias in statement.names)
        elif isinstance(statement, ast.ImportFrom) and statement.module:
            yield statement.module
            yield from (f"{statement.module}.{alias.name}" for alias in statement.names)
