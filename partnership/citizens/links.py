"""The links of whoever sends a report without an account."""

from cms.core.sender_links import SenderLinks
from partnership.models import SentReport

LINKS = SenderLinks(
    "partnership.citizens",
    SentReport.objects.select_related("page"),
    mine="partnership:citizen_report",
    confirm="partnership:citizen_confirm",
)
