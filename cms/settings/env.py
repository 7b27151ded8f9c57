"""Reading the environment: every wrong value is an error at start that names its variable."""

import os
import re
from pathlib import Path
from urllib.parse import urlsplit

from django.conf.locale import LANG_INFO
from django.core.exceptions import ImproperlyConfigured

TRUE = {"1", "true", "yes", "on"}
FALSE = {"0", "false", "no", "off", ""}
ADDRESS = r"""[^\s<>@,;"]+@[^\s<>@,;"]+"""
SENDER = re.compile(rf"""{ADDRESS}|("[^"\r\n]*" *|[^"<>@,;\r\n]*)<{ADDRESS}>""")


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


def number(name: str, default: int, least: int = 1, most: int | None = None) -> int:
    """A whole number, `least` or more, and not above `most`."""
    value = text(name, str(default))
    try:
        found = int(value)
    except ValueError as error:
        raise ImproperlyConfigured(f"{name}={value!r} is not a whole number.") from error
    if found < least:
        raise ImproperlyConfigured(f"{name}={value!r} must be {least} or more.")
    if most is not None and found > most:
        raise ImproperlyConfigured(f"{name}={value!r} must not be more than {most}.")
    return found


def words(name: str, default: str | None = None) -> list[str]:
    """A comma-separated list of at least one word, blanks dropped. Without a default it is required."""
    found = [word.strip() for word in text(name, default).split(",") if word.strip()]
    if not found:
        raise ImproperlyConfigured(f"{name} holds nothing but commas.")
    return found


def languages(name: str, default: str, source: str) -> list[tuple[str, str]]:
    """Language codes with commas between them → (code, the language's own name for itself), the source language first."""
    codes = [word.strip().lower() for word in text(name, default).split(",") if word.strip()]
    unknown = [code for code in codes if "name_local" not in LANG_INFO.get(code, {})]
    if unknown:
        raise ImproperlyConfigured(f"{name}: {', '.join(unknown)} is no language that Django knows (ja, en, zh-hans, ko, vi …).")
    if source not in codes:
        raise ImproperlyConfigured(f"{name} must hold {source}, the language that the site is written in.")
    return [(code, LANG_INFO[code]["name_local"]) for code in dict.fromkeys([source, *codes])]


def url(name: str, default: str | None = None) -> str:
    """An http(s) address without its trailing slash; empty stays empty."""
    value = text(name, default)
    if value and not _is_address(value):
        raise ImproperlyConfigured(f"{name}={value!r} is no address: it begins with http:// or https://, and names a host.")
    return value.rstrip("/")


def urls(name: str) -> list[str]:
    """http(s) addresses with commas between them; none where the variable is not set.

    They may hold passwords, so an error does not repeat them.
    """
    found = [value.strip().rstrip("/") for value in text(name, "").split(",") if value.strip()]
    if not all(_is_address(value) for value in found):
        raise ImproperlyConfigured(
            f"{name} holds what is no address: each begins with http:// or https://, and names a host;"
            " what is not a letter or a figure in the password is written as %XX."
        )
    return found


def _is_address(value: str) -> bool:
    try:
        address = urlsplit(value)
        return address.scheme in {"http", "https"} and bool(address.hostname) and address.port != 0
    except ValueError:
        return False


def label(name: str, default: str) -> str:
    """The beginning of other names: small letters, figures, - and _, a letter first."""
    value = text(name, default)
    if not re.fullmatch(r"[a-z][a-z0-9_-]{0,63}", value):
        raise ImproperlyConfigured(f"{name}={value!r} must be of small letters, figures, - and _, with a letter first.")
    return value


def file(name: str) -> str:
    """The path of a file that can be read; empty where the variable is not set."""
    value = text(name, "")
    if value and not os.access(value, os.R_OK):
        raise ImproperlyConfigured(f"{name}={value!r}: that file is not there, or may not be read.")
    return value


def sender(name: str, default: str) -> str:
    """A mail address, alone or in angle brackets after a name."""
    value = text(name, default)
    if not SENDER.fullmatch(value):
        raise ImproperlyConfigured(
            f"{name}={value!r} is no sender: one mail address, alone or as NAME <no-reply@example.jp>; a name with a comma in it "
            'stands in "quotes".'
        )
    return value


def prefix(name: str) -> str:
    """The beginning of a path, with a slash at both ends; empty where the variable is not set."""
    value = text(name, "")
    if value and not (value.startswith("/") and value.endswith("/")):
        raise ImproperlyConfigured(f"{name}={value!r} must begin and end with a slash.")
    return value


def folder(name: str, default: Path) -> Path:
    """A folder that can be written to; made if it is not there."""
    found = Path(text(name, str(default))).absolute()
    try:
        found.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ImproperlyConfigured(f"{name}: the folder {found} cannot be made: {error.strerror}.") from error
    if not os.access(found, os.W_OK | os.X_OK):
        raise ImproperlyConfigured(f"{name}: nothing can be written into the folder {found}.")
    return found


def without_settings(error: ModuleNotFoundError) -> str | None:
    """What to tell a person when DJANGO_SETTINGS_MODULE names no module; None where another module is missing."""
    module = os.environ.get("DJANGO_SETTINGS_MODULE", "")
    if not error.name or not f"{module}.".startswith(f"{error.name}."):
        return None
    return f"DJANGO_SETTINGS_MODULE={module!r} names no settings; there are cms.settings.production and cms.settings.development."
