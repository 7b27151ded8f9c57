"""Who sends something."""

from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import User

from cms.core.models import Image
from directory.models import Affiliation, Organisation
from partnership.models import SentReport
from partnership.my.invitations import affiliations_of


@dataclass(frozen=True)
class Sender:
    """Who sends something, and for which organisation: a member; or a citizen, who is known by what they `sent` alone."""

    user: User | None = None
    organisation: Organisation | None = None
    sent: SentReport | None = None

    def owns(self, page: Any) -> bool:
        """Whether a page is this sender's own."""
        if self.user is not None:
            return page.owner_id == self.user.pk
        return self.sent is not None and self.sent.page_id == page.pk

    def sent_photo(self, image: Image) -> bool:
        """Whether it was this sender who sent a photo."""
        if self.user is not None:
            return image.uploaded_by_user_id == self.user.pk
        return self.sent is not None and self.sent.images.filter(pk=image.pk).exists()

    def speaks_for(self, organisation: Organisation | None) -> bool:
        """Whether this sender may send in the name of an organisation now; anybody may send in nobody's."""
        return organisation is None or (self.user is not None and affiliations_of(organisation).filter(user=self.user).exists())


def affiliations(user: Any) -> list[Affiliation]:
    """What a person belongs to, each organisation once, in its kana order."""
    found = Affiliation.objects.filter(user=user).select_related("organisation__locale").order_by(
        "organisation__kana_order", "organisation__name", "pk"
    )  # fmt: skip
    return list({each.organisation.translation_key: each for each in found}.values())
