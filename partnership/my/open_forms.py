"""What a form that is open on somebody's screen wrote last: kept in their session, by the form's own number.

An answer can get lost on its way to a telephone that has lost its connection. What is sent again then, or by a page that is
loaded again, begins nothing twice, and is not taken for something written on another screen.
"""

import secrets
from typing import Any, NamedTuple

from django.http import HttpRequest

FIELD = "writing"
"""The hidden field that carries the form's number."""
SESSION = "my_forms"
MOST = 20
"""As many forms are remembered, the newest."""


class Written(NamedTuple):
    """The page that a form wrote, and the mark (`services.seen`) of what it said then."""

    kind: str
    pk: int
    seen: str


def number_of(request: HttpRequest) -> str:
    """The number of the form that was sent, or a new one's."""
    return request.POST.get(FIELD, "")[:40] or secrets.token_urlsafe(12)


def written(request: HttpRequest, kind: str, pk: int | None = None) -> Written | None:
    """What the form that was sent wrote before: a page of this kind, or this very one."""
    found: Any = request.session.get(SESSION, {}).get(request.POST.get(FIELD, ""))
    last = Written(*found) if found else None
    return last if last and last.kind == kind and pk in {None, last.pk} else None


def remember(request: HttpRequest, last: Written) -> None:
    number = request.POST.get(FIELD, "")[:40]
    if number:
        known = request.session.get(SESSION, {})
        known.pop(number, None)
        request.session[SESSION] = dict([*known.items(), (number, last)][-MOST:])
