"""The links of those who send something without an account: each stands for what was sent, and opens nothing else."""

import uuid
from typing import Any

from django.conf import settings
from django.core.signing import BadSignature, SignatureExpired, Signer, TimestampSigner
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import translation
from django.utils.crypto import salted_hmac

from cms.core.navigation import absolute

DAY = 24 * 60 * 60
MAIL_DAYS = 7


class SenderLinks:
    """The two links of a kind of thing: its sender's own page, and the question whether a mail address is theirs.

    Args:
        salt: of this kind alone, so that no link of one opens another's.
        things: those that a link may stand for; each has `key`, `contact` and `language`.
        mine, confirm: the names of the two addresses, which take a token.
    """

    def __init__(self, salt: str, things: QuerySet[Any], *, mine: str, confirm: str) -> None:
        self._salt, self._things, self._mine, self._confirm = salt, things, mine, confirm
        # It does not end: who wrote something may take it away years later.
        self._author = Signer(salt=f"{salt}.author", sep=".")
        # Whoever holds such a link reads the mails of an address.
        self._mail = TimestampSigner(salt=f"{salt}.mail", sep=".")

    def token_of(self, thing: Any) -> str:
        return self._author.sign(thing.key.hex)

    def mail_token_of(self, thing: Any) -> str:
        return self._mail.sign(f"{thing.key.hex}.{self._print_of(thing.contact)}")

    def address_of(self, thing: Any) -> str:
        """The whole address of the sender's own page, for a mail."""
        return self._address(self._mine, self.token_of(thing), thing.language)

    def mail_address_of(self, thing: Any) -> str:
        """The whole address by which a mail address is confirmed."""
        return self._address(self._confirm, self.mail_token_of(thing), thing.language)

    def read(self, token: str) -> Any:
        """Whose link it is; None where we never made such a one."""
        try:
            return self._thing(self._author.unsign(token))
        except BadSignature:
            return None

    def read_mail(self, token: str) -> Any:
        """The thing whose mail address is confirmed by it; None for one that is too old, or another address's."""
        try:
            key, _separator, print_of_address = self._mail.unsign(token, max_age=MAIL_DAYS * DAY).partition(".")
        except (BadSignature, SignatureExpired):
            return None
        thing = self._thing(key)
        return thing if thing is not None and thing.contact and self._print_of(thing.contact) == print_of_address else None

    def _print_of(self, address: str) -> str:
        """By which an address is told from another without standing in the link, which servers log."""
        return salted_hmac(f"{self._salt}.address", address, algorithm="sha256").hexdigest()[:16]

    def _thing(self, key: str) -> Any:
        return self._things.all().filter(key=uuid.UUID(key)).first()

    @staticmethod
    def _address(name: str, token: str, language: str) -> str:
        with translation.override(language if language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE):
            return absolute(reverse(name, args=[token]))
