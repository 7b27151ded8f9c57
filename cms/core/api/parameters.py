"""Reading query parameters: each wrong one is refused with a reason, none is ignored in silence."""

import datetime
import re
from collections.abc import Collection, Iterable
from typing import Annotated, Any, overload

from django.http import HttpRequest
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime
from pydantic import AfterValidator, AwareDatetime, BeforeValidator, GetPydanticSchema, WithJsonSchema, WrapValidator
from wagtail.api.v2.utils import BadRequestError
from wagtail.models import Locale

from cms.core.ages import MAX_MONTHS, MIN_MONTHS, STAGES, LifeStage
from cms.core.openness import NOW, OpenAt

MAX_SEARCH_LENGTH = 200
MAX_LENGTH = 1000
LARGEST = 2**31 - 1
REPEATABLE = frozenset({"tag"})
SEARCHES = frozenset({"search", "q"})
"""Whose length is looked at elsewhere."""
YEARS = range(1900, 3000)
BARE_PLUS = re.compile(r"(T\d\d:?\d\d\S*) (\d\d:?\d\d)$")
"""The "+" of an offset that was not escaped arrives as a space."""
BARE_NUMBER = re.compile(r"[-+]?\d+(\.\d*)?")


def _within_years(moment: datetime.datetime) -> datetime.datetime:
    if moment.year not in YEARS:
        raise ValueError(f"the year must be from {YEARS[0]} to {YEARS[-1]}")
    return moment


def _as_written(value: Any) -> Any:
    """What was written, with its "+"; a bare number is no moment (20261206 would be one of 1970)."""
    if not isinstance(value, str):
        return value
    if BARE_NUMBER.fullmatch(value):
        return f"number {value}"  # which is refused as any text that is no moment
    return BARE_PLUS.sub(r"\1+\2", value)


Moment = Annotated[AwareDatetime, BeforeValidator(_as_written), AfterValidator(_within_years)]
"""A moment that calendars and time zones can be asked of."""


def _now_or(value: Any, read: Any) -> OpenAt:
    if value == NOW:
        return OpenAt.now()
    return OpenAt(read(value), is_now=False)


_NOW_OR_MOMENT = Annotated[
    Moment,
    WrapValidator(_now_or),
    WithJsonSchema({"oneOf": [{"type": "string", "format": "date-time"}, {"const": NOW}]}),
]
MomentOrNow = Annotated[OpenAt, GetPydanticSchema(lambda _type, schema_of: schema_of(_NOW_OR_MOMENT))]
"""A moment, or `now`: then the answer has to be one `of_this_minute` (`cms.core.api.middleware`)."""


def check(request: HttpRequest, known: Iterable[str], repeatable: Collection[str] = REPEATABLE) -> None:
    """Refuses unknown, repeated, over-long and unprintable parameters.

    Args:
        repeatable: those that may be given more than once.

    Raises:
        BadRequestError: names the parameter.
    """
    known = frozenset(known)
    unknown = sorted(set(request.GET) - known)
    if unknown:
        taken = f"Known are: {', '.join(sorted(known))}" if known else "This takes none"
        raise BadRequestError(f"unknown parameter: {', '.join(unknown)[:200]}. {taken}")
    for name, values in request.GET.lists():
        if len(values) > 1 and name not in repeatable:
            raise BadRequestError(f"{name} was given {len(values)} times; once is enough")
        for value in values:
            if "\x00" in value:
                raise BadRequestError(f"{name} must not contain null characters")
            if name not in SEARCHES and len(value) > MAX_LENGTH:
                raise BadRequestError(f"{name} is longer than {MAX_LENGTH} characters")


def search_text(request: HttpRequest) -> str | None:
    """What to search for, if it was asked."""
    text = request.GET.get("search")
    return None if text is None else searchable(text, "search")


def searchable(text: str, name: str) -> str:
    """The text itself, if there is something in it to look for.

    Raises:
        BadRequestError: it is too long, or holds neither letter nor digit.
    """
    if len(text) > MAX_SEARCH_LENGTH:
        raise BadRequestError(f"{name} is longer than {MAX_SEARCH_LENGTH} characters")
    if not any(character.isalnum() for character in text):
        raise BadRequestError(f"{name} holds no letter or digit to look for")
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


def stage(key: str) -> LifeStage:
    """A life stage by its key."""
    if key not in STAGES:
        raise BadRequestError(f"stage must be one of {', '.join(STAGES)}")
    return STAGES[key]


def moment(request: HttpRequest, name: str) -> datetime.datetime | None:
    """A date (its beginning, in the site's time zone) or a date and time, ISO 8601."""
    text = request.GET.get(name)
    if text is None:
        return None
    try:
        value = parse_datetime(BARE_PLUS.sub(r"\1+\2", text)) if "T" in text else None
        day = None if value else parse_date(text)
    except ValueError:
        value = day = None
    if day:
        value = datetime.datetime.combine(day, datetime.time())
    try:
        if value is not None:
            value = timezone.make_aware(value) if timezone.is_naive(value) else value
            # The first and the last day of the calendar have no time in every zone.
            value.astimezone(datetime.UTC)
    except (OverflowError, ValueError):
        value = None
    if value is None:
        raise BadRequestError(f"{name} must be a date or a date and time, as 2026-04-01 or 2026-04-01T09:00:00+09:00")
    return value


def flag(request: HttpRequest, name: str) -> bool | None:
    """true or false."""
    text = request.GET.get(name)
    if text not in (None, "true", "false"):
        raise BadRequestError(f"{name} must be true or false")
    return None if text is None else text == "true"


def locale(code: str) -> Locale:
    """A content language by its code."""
    found = {each.language_code: each for each in Locale.objects.all()}
    if code not in found:
        raise BadRequestError(f"locale must be one of {', '.join(sorted(found))}")
    return found[code]
