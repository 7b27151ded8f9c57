"""Paging by cursor: the next page begins after the last row of this one, however far down it is and whatever comes in between."""

import base64
import binascii
import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db.models import Model, Q, QuerySet
from wagtail.api.v2.utils import BadRequestError

Rows = TypeVar("Rows", bound="QuerySet[Any]")


def mark_of(filters: Mapping[str, Any]) -> str:
    """A short mark by which a list is told from one that was narrowed otherwise."""
    said = json.dumps(filters, default=str, sort_keys=True)
    return hashlib.sha256(said.encode()).hexdigest()[:8]


def cursor_after(row: Model, keys: Sequence[str], mark: str) -> str:
    """A word for the place after a row in the order of these columns, in the list of this mark."""
    said = json.dumps([mark, *(getattr(row, key) for key in keys)], ensure_ascii=False, separators=(",", ":"), default=str)
    return base64.urlsafe_b64encode(said.encode()).decode().rstrip("=")


def after(things: Rows, keys: Sequence[str], mark: str, cursor: str) -> Rows:
    """The rows after the place that a cursor names, in the order of these columns, the last of which tells all rows apart.

    Raises:
        BadRequestError: it is no cursor, or that of a list with another mark.
    """
    try:
        held = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (binascii.Error, ValueError) as error:
        raise BadRequestError("cursor is none that this list gave") from error
    if not isinstance(held, list) or not held or not all(isinstance(each, (str, int, float)) for each in held):
        raise BadRequestError("cursor is none that this list gave")
    made_for, *values = held
    if made_for != mark or len(values) != len(keys):
        raise BadRequestError("cursor belongs to a list with other filters; send those it came with, or begin again without it")
    beyond, same = Q(pk__in=()), Q()
    for key, value in zip(keys, values, strict=True):
        beyond |= same & Q(**{f"{key}__gt": value})
        same &= Q(**{key: value})
    try:
        return things.filter(beyond)
    except (TypeError, ValueError, ValidationError) as error:  # a word where a number or a moment belongs
        raise BadRequestError("cursor is none that this list gave") from error
