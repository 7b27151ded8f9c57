"""The digest's mails. Each says how to end them, for people and for mail programs (RFC 2369, RFC 8058)."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.urls import reverse
from django.utils import translation

from cms.core.announcing.digest import links
from cms.core.announcing.digest.contents import wished
from cms.core.mails import deliver, letter, written
from cms.core.models import BasePage, DigestSubscription
from cms.core.navigation import absolute, surroundings


def ask(subscription: DigestSubscription) -> None:
    """Asks an address whether it was its owner who entered it."""
    with translation.override(subscription.language):
        chosen = {
            "rhythm": str(subscription.get_rhythm_display()),
            "wished": wished(subscription.kinds, subscription.stages),
        }
    context = {"confirm_url": links.confirm_url(subscription), "days": settings.DIGEST_CONFIRM_DAYS, **chosen}
    deliver.call(*_written("confirm", context, subscription.language), subscription.address)


def tell(subscription: DigestSubscription) -> None:
    context = {"leave_url": links.leave_url(subscription)}
    deliver.call(*_written("already", context, subscription.language), subscription.address)


def digest(subscription: DigestSubscription, period: str, pages: Sequence[BasePage], more: int) -> EmailMultiAlternatives:
    """The mail for a period. Its Message-ID is the same each time, by which a mail program knows a second one for the first."""
    leave_url = links.leave_url(subscription)
    rows = [{"title": page.title, "summary": " ".join(page.summary.split()), "url": absolute(page.url or "")} for page in pages]
    with translation.override(subscription.language):
        browse_url = absolute(reverse("site_browse"))
    others = len(rows) + more - 1
    context = {"rows": rows, "more": more, "others": others, "leave_url": leave_url, "browse_url": browse_url}
    mail = letter(*_written("digest", context, subscription.language), subscription.address)
    host = urlsplit(settings.PUBLIC_URL).hostname or "localhost"
    mail.extra_headers |= {
        "Message-ID": f"<digest.{subscription.key.hex}.{period}@{host}>",
        "List-Id": f"{settings.SITE_NAME} <digest.{host}>" if settings.SITE_NAME.isascii() else f"<digest.{host}>",
        "List-Unsubscribe": f"<{leave_url}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        "Precedence": "bulk",
    }
    return mail


def _written(name: str, context: dict[str, Any], language: str) -> tuple[str, str, str]:
    """Subject, text and HTML of a mail, in a language."""
    with translation.override(language):
        around = surroundings(None)
        shown = {"site_name": around.site_name, "site_url": absolute(around.home_url), **context}
    return written(f"core/mails/digest/{name}", shown, language)
