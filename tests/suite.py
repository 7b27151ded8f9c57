"""Which apps are installed here (SUITE_APPS), and the tests that are about one that is not."""

import ast
from pathlib import Path

import pytest
from django.conf import settings

from cms.settings.suite import SUITE


def needs(app: str) -> pytest.MarkDecorator:
    """Marks a test that looks at what an app brings without importing it."""
    return pytest.mark.skipif(app not in settings.INSTALLED_APPS, reason=f"{app} is not installed")


def imports_an_absent_app(module: Path) -> bool:
    """Whether a test module imports, at its top level, an app of the suite that is not installed."""
    absent = set(SUITE).difference(settings.INSTALLED_APPS)
    if not absent:
        return False
    imported: set[str] = set()
    for statement in ast.parse(module.read_text(encoding="utf-8")).body:
        if isinstance(statement, ast.Import):
            imported |= {alias.name for alias in statement.names}
        elif isinstance(statement, ast.ImportFrom):
            imported.add(statement.module or "")
    roots = {name.removeprefix("tests.").split(".")[0] for name in imported}
    return bool(roots & absent)
