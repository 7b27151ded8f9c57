"""Paging by cursor: the next page begins after the last row of this one, however far down it is and whatever comes in between."""

import base64
import binascii
import json
from collections.abc import Sequence
from typing import Any, TypeVar

from django.db.models import Model, Q, QuerySet
from wagtail.api.v2.utils import BadRequestError

Rows = TypeVar("Rows", bound="QuerySet[Any]")


def cursor_after(row: Model, keys: Sequence[str]) -> str:
    """A word for the place after a row in the order of these columns."""
    said = json.dumps([getattr(row, key) for key in keys], ensure_ascii=False, separators=(",", ":"))
    return base64.urlsafe_b64encode(said.encode()).decode().rstrip("=")


def after(things: Rows, keys: Sequence[str], cursor: str) -> Rows:
    """The rows after the place that a cursor names, in the order of these columns, the last of which tells all rows apart.

    Raises:
        BadRequestError: it is no cursor of this list.
    """
    try:
        values = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (binascii.Error, ValueError) as error:
        raise BadRequestError("cursor is none that this list gave") from error
    if (
        not isinstance(values, list)
        or len(values) != len(keys)
        or not all(isinstance(each, (str, int, float)) for each in values)
    ):
        raise BadRequestError("cursor is none that this list gave")
    beyond, same = Q(pk__in=()), Q()
    for key, value in zip(keys, values, strict=True):
        beyond |= same & Q(**{f"{key}__gt": value})
        same &= Q(**{key: value})
    return things.filter(beyond)
