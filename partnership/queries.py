"""What can be asked of the network."""

import datetime
from dataclasses import dataclass

from django.utils import timezone
from wagtail.models import Locale

from directory.models import Organisation
from directory.queries import public_organisations
from partnership.models import Membership


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
    memberships = Membership.objects.on(day or timezone.localdate()).select_related("organisation")
    by_key: dict[object, Membership] = {}
    for membership in memberships:
        key = membership.organisation.translation_key
        if key not in by_key or membership.locale_id == locale.pk:
            by_key[key] = membership
    organisations = public_organisations(locale).filter(translation_key__in=by_key)
    return [Member(organisation, by_key[organisation.translation_key]) for organisation in organisations]
