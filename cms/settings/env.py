"""Reading the environment: every wrong value is an error at start that names its variable."""

import os
from collections.abc import Callable
from typing import TypeVar

from django.core.exceptions import ImproperlyConfigured

T = TypeVar("T")

TRUE = {"1", "true", "yes", "on"}
FALSE = {"0", "false", "no", "off", ""}


def text(name: str, default: str | None = None) -> str:
    """The variable's text. Without a default it is required: ImproperlyConfigured names it."""
    value = os.environ.get(name, "").strip()
    if value:
        return value
    if default is None:
        raise ImproperlyConfigured(f"{name} is not set. docs/settings.md says what belongs there.")
    return default


def flag(name: str, default: bool = False) -> bool:
    """A yes or no: 1/true/yes/on, 0/false/no/off."""
    value = text(name, "1" if default else "0").lower()
    if value in TRUE:
        return True
    if value in FALSE:
        return False
    raise ImproperlyConfigured(f"{name}={value!r} is neither yes nor no (1, true, yes, on / 0, false, no, off).")


def number(name: str, default: int) -> int:
    """A whole number."""
    return _parsed(name, str(default), int, "a whole number")


def words(name: str, default: str = "") -> list[str]:
    """A comma-separated list, blanks dropped."""
    return [word.strip() for word in text(name, default).split(",") if word.strip()]


def url(name: str, default: str | None = None) -> str:
    """An http(s) address without its trailing slash; empty stays empty."""
    value = text(name, default)
    if value and not value.startswith(("http://", "https://")):
        raise ImproperlyConfigured(f"{name}={value!r} must begin with http:// or https://.")
    return value.rstrip("/")


def _parsed(name: str, default: str, parse: Callable[[str], T], what: str) -> T:
    value = text(name, default)
    try:
        return parse(value)
    except ValueError as error:
        raise ImproperlyConfigured(f"{name}={value!r} is not {what}.") from error
