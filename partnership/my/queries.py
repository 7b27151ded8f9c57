"""What a member sees of their own."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse
from wagtail.models import Comment

from cms.core.member_kinds import MemberKind, kinds
from cms.core.queries import public_pages
from cms.core.reviews import open_comments
from directory.models import Affiliation, Organisation, Place, PlaceProposal
from partnership.models import CitizenReportPage, GroupChange
from partnership.my import steps


@dataclass(frozen=True)
class Own:
    """Something of one's own, in a list."""

    kind: MemberKind
    page: Any
    state: str

    @property
    def words(self) -> str:
        return steps.words_of(self.state)


def own_page(kind: MemberKind, user: Any, pk: int) -> Any:
    """A page of one's own, or None: for what is another's as for what is not there."""
    return kind.of_groups().filter(owner=user, pk=pk).first()


def own_pages(user: Any) -> list[Own]:
    """What a person has written, of every kind, newest first."""
    found = [(kind, page) for kind in kinds() for page in own_pages_of(kind, user)]
    found.sort(key=lambda each: each[1].latest_revision_created_at or each[1].first_published_at, reverse=True)
    return [Own(kind, page, steps.state_of(page)) for kind, page in found]


def own_pages_of(kind: MemberKind, user: Any) -> "QuerySet[Any]":
    pages = kind.of_groups().filter(owner=user).order_by("-latest_revision_created_at", "-pk")
    return pages.prefetch_related("_workflow_states")


def address_of(page: Any, user: Any) -> str:
    """Where a member goes on with what they wrote; empty for what is not theirs."""
    kind = next((kind for kind in kinds() if isinstance(page, kind.model())), None)
    if kind is None or page.owner_id != user.pk or kind.organisation_of(page) is None:
        return ""
    return reverse("partnership:my_page", args=[kind.key, page.pk])


def comments_of(page: Any, kind: MemberKind) -> dict[str, list[Comment]]:
    """The comments that stand beside the text, by the form's field; under PHOTOS those about photos, under "" all others."""
    found: dict[str, list[Comment]] = {}
    for comment in open_comments(page):
        found.setdefault(kind.field_at(comment.contentpath), []).append(comment)
    return found


def places_of(user: Any) -> "QuerySet[Place]":
    """The public entries of the groups that a person belongs to, in the source language."""
    keys = Affiliation.objects.filter(user=user).values("organisation__translation_key")
    places = Place.objects.public().filter(locale__language_code=settings.LANGUAGE_CODE)
    return places.filter(organisation__translation_key__in=keys).select_related("locale").order_by("kana_order", "name", "pk")


def group_of(user: Any, pk: int) -> Organisation | None:
    """An organisation that a person belongs to, in the source language; None for any other."""
    return groups_of(user).select_related("locale").filter(pk=pk).first()


def groups_of(user: Any) -> "QuerySet[Organisation]":
    """The organisations that a person belongs to, in the source language, where their entries are written."""
    keys = Affiliation.objects.filter(user=user).values("organisation__translation_key")
    groups = Organisation.objects.filter(translation_key__in=keys, locale__language_code=settings.LANGUAGE_CODE)
    return groups.order_by("kana_order", "name", "pk")


def changes_of(user: Any, group: Organisation) -> "QuerySet[GroupChange]":
    """What a person proposed of an organisation, newest first."""
    return GroupChange.objects.filter(user=user, organisation=group).order_by("-created_at", "-pk")


def proposals_of(user: Any, place: Place | None = None) -> "QuerySet[PlaceProposal]":
    found = PlaceProposal.objects.filter(user=user, sender=PlaceProposal.Sender.MEMBER).select_related("place__locale")
    found = found.filter(place=place) if place else found
    return found.prefetch_related("changes").order_by("-created_at", "-pk")


def reports_in_every_language() -> Any:
    return public_pages(CitizenReportPage).select_related("locale")


def public_reports(locale: Any) -> Any:
    """The published reports in a language, the newest first."""
    return reports_in_every_language().filter(locale=locale).order_by("-first_published_at", "-pk")
