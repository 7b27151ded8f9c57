"""What can be asked of the network."""

import datetime
from dataclasses import dataclass

from django.conf import settings
from django.db.models import F
from django.utils import timezone
from wagtail.models import Locale

from directory.models import Organisation
from directory.queries import public_organisations
from partnership.models import Membership
from partnership.models.membership import MembershipQuerySet


@dataclass(frozen=True)
class Member:
    """An organisation as the reader's language has it, and its membership."""

    organisation: Organisation
    membership: Membership


def members(locale: Locale, day: datetime.date | None = None) -> list[Member]:
    """The public organisations that belong to the network on a day (today without one), in kana order.

    A membership is written once, for the organisation in one language, and holds for it in all of them; its role is in the
    reader's language where it is translated.
    """
    return _members(Membership.objects.on(day or timezone.localdate()), locale)


def members_within(locale: Locale, first: datetime.date, last: datetime.date) -> list[Member]:
    """Those that belonged to the network on any of these days, both included; by the same rules."""
    return _members(Membership.objects.within(first, last + datetime.timedelta(days=1)), locale)


def _members(memberships: MembershipQuerySet, locale: Locale) -> list[Member]:
    memberships = memberships.filter(organisation__isnull=False).annotate(key=F("organisation__translation_key"))
    by_key: dict[object, Membership] = {}
    for membership in memberships:
        if membership.key not in by_key or membership.locale_id == locale.pk:
            by_key[membership.key] = membership
    organisations = public_organisations(locale).filter(translation_key__in=by_key)
    return [Member(organisation, by_key[organisation.translation_key]) for organisation in organisations]


def people(day: datetime.date | None = None) -> list[Membership]:
    """The memberships of persons on a day (today without one), each once, in the order in which they joined."""
    of_people = Membership.objects.filter(organisation__isnull=True, locale__language_code=settings.LANGUAGE_CODE)
    return list(of_people.on(day or timezone.localdate()).order_by("joined_on", "pk"))
