"""The links of a post's author."""

from cms.core.sender_links import MAIL_DAYS, SenderLinks
from partnership.models import BoardPost

__all__ = ["MAIL_DAYS", "address_of", "mail_address_of", "mail_token_of", "read", "read_mail", "token_of"]

LINKS = SenderLinks(
    "partnership.board",
    BoardPost.objects.select_related("topic__category", "user"),
    mine="partnership:board_mine",
    confirm="partnership:board_confirm",
)
token_of, mail_token_of = LINKS.token_of, LINKS.mail_token_of
address_of, mail_address_of = LINKS.address_of, LINKS.mail_address_of
read, read_mail = LINKS.read, LINKS.read_mail
