"""Reading query parameters: each wrong one is refused with a reason, none is ignored in silence."""

import datetime
from collections.abc import Iterable
from typing import overload

from django.http import HttpRequest
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime
from wagtail.api.v2.utils import BadRequestError

from cms.core.ages import MAX_MONTHS, MIN_MONTHS

MAX_SEARCH_LENGTH = 200
MAX_LENGTH = 1000
LARGEST = 2**31 - 1
REPEATABLE = frozenset({"tag"})


def check(request: HttpRequest, known: Iterable[str]) -> None:
    """Refuses unknown, repeated, over-long and unprintable parameters.

    Raises:
        BadRequestError: names the parameter.
    """
    known = frozenset(known)
    unknown = sorted(set(request.GET) - known)
    if unknown:
        raise BadRequestError(f"unknown parameter: {', '.join(unknown)[:200]}. Known are: {', '.join(sorted(known))}")
    for name, values in request.GET.lists():
        if len(values) > 1 and name not in REPEATABLE:
            raise BadRequestError(f"{name} was given {len(values)} times; once is enough")
        for value in values:
            if "\x00" in value:
                raise BadRequestError(f"{name} must not contain null characters")
            if name != "search" and len(value) > MAX_LENGTH:
                raise BadRequestError(f"{name} is longer than {MAX_LENGTH} characters")


def search_text(request: HttpRequest) -> str | None:
    """What to search for, if it was asked."""
    text = request.GET.get("search")
    if text is None:
        return None
    if len(text) > MAX_SEARCH_LENGTH:
        raise BadRequestError(f"search is longer than {MAX_SEARCH_LENGTH} characters")
    if not any(character.isalnum() for character in text):
        raise BadRequestError("search holds no letter or digit to look for")
    return text


@overload
def whole(request: HttpRequest, name: str, default: int, at_least: int = 0, at_most: int = LARGEST) -> int: ...
@overload
def whole(request: HttpRequest, name: str, default: None = None, at_least: int = 0, at_most: int = LARGEST) -> int | None: ...
def whole(request: HttpRequest, name: str, default: int | None = None, at_least: int = 0, at_most: int = LARGEST) -> int | None:
    """A whole number."""
    text = request.GET.get(name)
    if text is None:
        return default
    digits = text.removeprefix("-")
    if not (digits.isascii() and digits.isdigit() and len(digits) <= 10 and at_least <= int(text) <= at_most):
        raise BadRequestError(f"{name} must be a whole number from {at_least} to {at_most}")
    return int(text)


def age(request: HttpRequest) -> int | None:
    """An age in months."""
    return whole(request, "age", at_least=MIN_MONTHS, at_most=MAX_MONTHS)


def moment(request: HttpRequest, name: str) -> datetime.datetime | None:
    """A date (its beginning, in the site's time zone) or a date and time, ISO 8601."""
    text = request.GET.get(name)
    if text is None:
        return None
    try:
        # A "+" of an offset that was not escaped arrives as a space.
        value = parse_datetime(text.replace(" ", "+")) if "T" in text else None
        day = None if value else parse_date(text)
    except ValueError:
        value = day = None
    if day:
        value = datetime.datetime.combine(day, datetime.time())
    if value is None:
        raise BadRequestError(f"{name} must be a date or a date and time, as 2026-04-01 or 2026-04-01T09:00:00+09:00")
    return timezone.make_aware(value) if timezone.is_naive(value) else value
