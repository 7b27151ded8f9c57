"""The links of visitors who say what is wrong: their own page, and the question whether a mail address is theirs."""

from cms.core.sender_links import SenderLinks
from directory.models import PlaceProposal

LINKS = SenderLinks(
    "directory.confirming.correction",
    PlaceProposal.objects.filter(sender=PlaceProposal.Sender.VISITOR).select_related("place__locale", "decided_by"),
    mine="directory:correction",
    confirm="directory:correction_confirm",
)
