"""What has to be confirmed, whom one can ask, and what waits for a decision."""

import datetime
from typing import Any

from django.conf import settings
from django.db.models import Case, CharField, Exists, F, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce, Lower
from django.utils import timezone

from directory.confirming.intervals import Months, due, intervals
from directory.models import Affiliation, ConfirmationRequest, Place, PlaceProposal
from directory.models.confirming import PlaceProposalQuerySet
from directory.models.place import PlaceQuerySet

DECIDE = "directory.decide_placeproposal"
SEE_ALL = ("directory.change_place", DECIDE)


def original_of(place: Place) -> Place:
    """The entry that its translations follow; itself, where it is one or there is none."""
    same = Place.objects.filter(translation_key=place.translation_key, locale__language_code=settings.LANGUAGE_CODE)
    return same.first() or place


def keeper_of(place: Place) -> str:
    """The address of whoever knows whether an entry holds; empty where nobody is known."""
    return (place.keeper_email or (place.organisation.email if place.organisation else "")).strip().lower()


def with_keepers(places: PlaceQuerySet) -> PlaceQuerySet:
    """The same, each with `keeper` (as `keeper_of`), when it was last asked (`asked_at`), and what became of that."""
    requests = ConfirmationRequest.objects.filter(place=OuterRef("pk"))
    asked = requests.filter(sent_at__isnull=False).order_by("-sent_at")
    return places.annotate(
        keeper=Lower(
            Case(
                When(~Q(keeper_email=""), then=F("keeper_email")),
                When(organisation__isnull=False, then=F("organisation__email")),
                default=Value(""),
            )
        ),
        asked_at=Subquery(asked.values("sent_at")[:1]),
        reminded_at=Subquery(asked.values("reminded_at")[:1]),
        failure=_of_the_last(requests, "failure"),
        last_to=_of_the_last(requests, "to"),
        is_unanswered=Exists(requests.filter(is_open=True, sent_at__isnull=False)),
        is_being_sent=Exists(requests.filter(is_open=True, sent_at__isnull=True, failure="")),
        has_proposals=Exists(PlaceProposal.objects.waiting().filter(place=OuterRef("pk"))),
    )


def _of_the_last(requests: Any, name: str) -> Coalesce:
    return Coalesce(Subquery(requests.order_by("-created_at", "-pk").values(name)[:1]), Value(""), output_field=CharField())


def to_confirm(on: datetime.date | None = None, months: Months | None = None) -> PlaceQuerySet:
    """The public originals that have to be confirmed on that day (today), with what `with_keepers` says of each."""
    originals = Place.objects.public().filter(locale__language_code=settings.LANGUAGE_CODE)
    return with_keepers(originals.filter(due(months or intervals(), on or timezone.localdate())))


def may_decide(user: Any) -> bool:
    """Whether this person may ask keepers, note what they said, and take proposals over."""
    return user.has_perm(DECIDE)


def may_see(user: Any) -> bool:
    """Whether any of this is for this person at all: who keeps entries, and who belongs to a group that has some."""
    return _sees_all(user) or Place.objects.filter(_of_their_groups(user)).exists()


def seen_by(user: Any, places: PlaceQuerySet) -> PlaceQuerySet:
    """Of these places, those that are this person's business: all, or those of their own groups."""
    return places if _sees_all(user) else places.filter(_of_their_groups(user))


def proposals_for(user: Any) -> PlaceProposalQuerySet:
    """The proposals that are this person's business; none that was withdrawn before anybody looked, or is not confirmed."""
    unseen = [PlaceProposal.State.WITHDRAWN, PlaceProposal.State.UNCONFIRMED]
    proposals = PlaceProposal.objects.exclude(state__in=unseen)
    proposals = proposals.select_related("place__locale", "user", "decided_by")
    return proposals if _sees_all(user) else proposals.filter(_of_their_groups(user, "place__"))


def _sees_all(user: Any) -> bool:
    return any(user.has_perm(name) for name in SEE_ALL)


def _of_their_groups(user: Any, prefix: str = "") -> Q:
    keys = Affiliation.objects.filter(user=user).values("organisation__translation_key")
    return Q(**{f"{prefix}organisation__translation_key__in": keys})
