"""The links of whoever endorses: their own page, where they may withdraw, and the question whether an address is theirs."""

from cms.core.sender_links import SenderLinks
from partnership.models import Endorsement

LINKS = SenderLinks(
    "partnership.endorsing",
    Endorsement.objects.select_related("declaration__locale", "organisation", "user"),
    mine="partnership:endorsement_mine",
    confirm="partnership:endorsement_confirm",
)
