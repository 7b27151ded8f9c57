"""Which collections are not for everybody."""

from asgiref.local import Local
from django.core.signals import request_finished, request_started
from django.db.models import Q
from django.db.models.signals import post_delete, post_save
from wagtail.models import Collection, CollectionViewRestriction

_memory = Local()


def restricted_collections() -> frozenset[int]:
    """The ids of the collections that are view-restricted, themselves or by one above them.

    Within a request the answer is kept, so that a page of a hundred pictures asks once; outside of one it is asked each time.
    """
    kept: frozenset[int] | None = getattr(_memory, "ids", None)
    if kept is None:
        kept = _restricted_collections()
        if getattr(_memory, "in_request", False):
            _memory.ids = kept
    return kept


def _restricted_collections() -> frozenset[int]:
    paths = CollectionViewRestriction.objects.values_list("collection__path", flat=True)
    below = Q()
    for path in paths:
        below |= Q(path__startswith=path)
    return frozenset(Collection.objects.filter(below).values_list("pk", flat=True)) if below else frozenset()


def _begin(**kwargs: object) -> None:
    _memory.in_request, _memory.ids = True, None


def _end(**kwargs: object) -> None:
    _memory.in_request, _memory.ids = False, None


def _forget(**kwargs: object) -> None:
    _memory.ids = None


def connect() -> None:
    """Ties the memory to the request and to changes of what it holds. Called once, when the app is ready."""
    request_started.connect(_begin, dispatch_uid="restricted collections: begin")
    request_finished.connect(_end, dispatch_uid="restricted collections: end")
    for sender in (CollectionViewRestriction, Collection):
        for signal in (post_save, post_delete):
            signal.connect(_forget, sender=sender, dispatch_uid=f"restricted collections: {sender.__name__}")
