"""Which collections are not for everybody."""

from collections.abc import Callable

from asgiref.local import Local
from django.conf import settings
from django.db.models import Q
from django.db.models.signals import post_delete, post_save
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from wagtail.models import Collection, CollectionViewRestriction

_memory = Local()


def restricted_collections() -> frozenset[int]:
    """The ids of the collections that are view-restricted, themselves or by one above them.

    Within a request the answer is kept (`remembered`), so that a page of a hundred pictures asks once; outside of one it is
    asked each time.
    """
    kept: frozenset[int] | None = getattr(_memory, "ids", None)
    if kept is None:
        kept = _restricted_collections()
        if getattr(_memory, "in_request", False):
            _memory.ids = kept
    return kept


def open_to(request: HttpRequest | None, collection_id: int) -> bool:
    """Whether a collection is open to whoever asks: to everybody, or to this caller under each restriction above it.

    Only a caller who carries a session is asked who they are.
    """
    if collection_id not in restricted_collections():
        return True
    if request is None or settings.SESSION_COOKIE_NAME not in request.COOKIES:
        return False
    restrictions = Collection.objects.get(pk=collection_id).get_view_restrictions()
    return all(restriction.accept_request(request) for restriction in restrictions)


def _restricted_collections() -> frozenset[int]:
    paths = CollectionViewRestriction.objects.values_list("collection__path", flat=True)
    below = Q()
    for path in paths:
        below |= Q(path__startswith=path)
    return frozenset(Collection.objects.filter(below).values_list("pk", flat=True)) if below else frozenset()


def remembered(get_response: Callable[[HttpRequest], HttpResponseBase]) -> Callable[[HttpRequest], HttpResponseBase]:
    """Middleware: what is restricted is asked once a request."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        _memory.in_request, _memory.ids = True, None
        try:
            return get_response(request)
        finally:
            _memory.in_request, _memory.ids = False, None

    return middleware


def _forget(**kwargs: object) -> None:
    _memory.ids = None


def connect() -> None:
    """Forgets within the request that changes it, too. Called once, when the app is ready."""
    for sender in (CollectionViewRestriction, Collection):
        for signal in (post_save, post_delete):
            signal.connect(_forget, sender=sender, dispatch_uid=f"restricted collections: {sender.__name__}")
