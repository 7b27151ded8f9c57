"""The way out, by the library `apprise`: what an address means, one attempt to send, and what came of it in words.

An address is a secret. What the library writes about its work names addresses and answers, so none of it goes to the log: it is
read here, and what is kept of it has every part of the address taken out.
"""

import logging
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import Enum
from http import HTTPStatus
from typing import Any
from urllib.parse import unquote

from apprise import Apprise, AppriseAsset, NotifyFormat, NotifyType
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cms.core.announcing.counting import limit_of
from cms.core.announcing.sealing import SealError, opened, seal
from cms.core.models import AnnouncementChannel

HERE_ALONE = frozenset({"syslog", "dbus", "kde", "qt", "glib", "gnome", "macosx", "windows"})
"""What shows something on the machine that the site runs on, where nobody looks."""
WITH_SUBJECT = ("email", "mail", "ses", "sendgrid", "sparkpost", "brevo", "resend", "smtp")
"""In a plugin's name: its messages have a subject."""
IN_DOUBT = ("read timed out", "readtimeout", "connection aborted", "remotedisconnected", "connection reset", "incompleteread")
"""What the library says of a request that went out and was not answered: it may have arrived."""
NOBODY_THERE = "connection error"
"""What the library says where no request got through."""
_DENIED = gettext_lazy("お知らせ先が、送ることを認めませんでした。鍵（トークンやパスワード）の期限と権限を確かめてください。")
_GONE = gettext_lazy("お知らせ先が見つかりませんでした。アドレスを確かめてください。")
_UNFIT = gettext_lazy("お知らせ先が、この文を受け付けませんでした。長さや、同じ文を前に送っていないかを確かめてください。")
REFUSALS: dict[int, Any] = {
    HTTPStatus.UNAUTHORIZED: _DENIED,
    HTTPStatus.FORBIDDEN: _DENIED,
    HTTPStatus.NOT_FOUND: _GONE,
    HTTPStatus.GONE: _GONE,
    HTTPStatus.BAD_REQUEST: _UNFIT,
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: _UNFIT,
    HTTPStatus.UNPROCESSABLE_ENTITY: _UNFIT,
    HTTPStatus.TOO_MANY_REQUESTS: gettext_lazy("お知らせ先が、続けて送りすぎだと言っています。"),
}
"""What an answer's status means for whoever sent something."""
SHORTEST_SECRET = 4
STATUS = re.compile(r"\berror=(\d{3})\b")
"""How the library's plugins write the status of an answer."""

# Its words are for us alone; a site's own handlers would write secrets into its log.
library_log = logging.getLogger("apprise")
library_log.propagate = False
library_log.setLevel(logging.DEBUG)
library_log.addHandler(logging.NullHandler())


class BadAddressError(ValueError):
    """No address that the library understands; the text says so without repeating it."""


class Outcome(Enum):
    SENT = "sent"
    REFUSED = "refused"
    """It surely did not go out: it may be tried again."""
    UNKNOWN = "unknown"
    """Nobody can tell whether it did."""
    HOPELESS = "hopeless"
    """Nor will it the next time."""


@dataclass(frozen=True)
class Result:
    outcome: Outcome
    reason: str = ""


def unknown() -> str:
    return _("送れたかどうかが分かりません。お知らせ先を見て、出ていないときだけ「もう一度送る」を押してください。")


def set_address(channel: AnnouncementChannel, url: str) -> None:
    """Gives a channel its address, sealed, and what follows from it: kind, service, limit. The caller saves.

    Raises:
        BadAddressError
    """
    plugin = _plugin(url)
    channel.kind = url.strip().split("://", 1)[0].lower()
    channel.service = str(plugin.service_name or channel.kind)[:80]
    channel.usual_limit = limit_of(channel.kind, max(int(plugin.body_maxlen or 0), 0))
    channel.sealed = seal(url.strip())


def send(channel: AnnouncementChannel, text: str, title: str) -> Result:
    """One attempt. It raises nothing, and says nothing of the address."""
    try:
        url = opened(channel.sealed)
    except SealError:
        return Result(Outcome.HOPELESS, _("お知らせ先のアドレスを読めません。お知らせ先を開いて、アドレスを入れ直してください。"))
    try:
        plugin = _plugin(url)
    except BadAddressError as error:
        return Result(Outcome.HOPELESS, str(error))
    with _heard() as said:
        try:
            is_sent = plugin.notify(
                body=text, title=title if _has_subject(plugin) else "", notify_type=NotifyType.INFO, body_format=NotifyFormat.TEXT
            )
        except Exception as error:  # a plugin may raise anything, and anything may have happened before
            return Result(Outcome.UNKNOWN, f"{unknown()}（{type(error).__name__}）")
    if is_sent:
        return Result(Outcome.SENT)
    everything = " ".join(words for _level, words in said).lower()
    # One address may name several rooms or people: some of them may have got it.
    if len(plugin) > 1 or any(sign in everything for sign in IN_DOUBT):
        return Result(Outcome.UNKNOWN, unknown())
    warnings = " ".join(words for level, words in said if level >= logging.WARNING)
    return Result(Outcome.REFUSED, f"{_refused(warnings)}{_quoted(without_secrets(warnings, url))}")


def _refused(words: str) -> str:
    """Why, as far as the status tells (RFC 9110, 15), and what can be done about it."""
    found = STATUS.search(words)
    status = int(found[1]) if found else 0
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return _("お知らせ先のサービスの調子が悪いようです。")
    if not status and NOBODY_THERE in words.lower():
        return _("お知らせ先につながりませんでした。アドレスと、相手のサービスが動いているかを確かめてください。")
    return str(REFUSALS.get(status, _("お知らせ先が受け取りませんでした。")))


def _quoted(words: str) -> str:
    """The library's own words, for whoever looks after the channels; they are English."""
    return _("（送ったときの記録：%(words)s）") % {"words": words} if words else ""


def without_secrets(words: str, url: str) -> str:
    """What a service said, short, with every part of the address taken out."""
    found = re.sub(r"\b[a-z][a-z0-9+.-]*://\S+", "…", " ".join(words.split()), flags=re.IGNORECASE)
    rest = url.split("://", 1)[-1]
    parts = {part for text in (rest, unquote(rest)) for part in re.split(r"[/?&=:@#,;\s]+", text)}
    for part in sorted(parts, key=len, reverse=True):
        if len(part) >= SHORTEST_SECRET:
            found = re.sub(re.escape(part), "…", found, flags=re.IGNORECASE)
    return found[:180]


def _plugin(url: str) -> Any:
    text = url.strip()
    wrong = _("このアドレスは読み取れません。appriseの説明にある形（例：mailto://、slack://、x://）で入れてください。")
    if "://" not in text or any(sign.isspace() for sign in text):
        raise BadAddressError(wrong)
    schema = text.split("://", 1)[0].lower()
    if schema in HERE_ALONE:
        raise BadAddressError(_("この種類は、サイトのサーバーの画面に出すだけのものなので、使えません。"))
    asset = AppriseAsset(
        # The sender's name of a mail; elsewhere it goes into a header of HTTP, which takes no Japanese.
        app_id=settings.SITE_NAME if schema in {"mailto", "mailtos"} else "Nobinobi",
        app_desc=settings.SITE_NAME,
        app_url=settings.PUBLIC_URL,
        image_url_mask="",
        image_url_logo="",
        secure_logging=True,
    )
    try:
        plugin = Apprise.instantiate(text, asset=asset)
    except Exception:  # a plugin's own reading of an address; its words would repeat it
        plugin = None
    if plugin is None:
        raise BadAddressError(wrong)
    # An address may ask the library to try again by itself; when that is right, we know better.
    plugin.retry = 0
    return plugin


def _has_subject(plugin: Any) -> bool:
    name = type(plugin).__name__.lower()
    return plugin.title_maxlen > 0 and any(word in name for word in WITH_SUBJECT)


class _Listener(logging.Handler):
    """What the library says in this thread."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.thread = threading.get_ident()
        self.said: list[tuple[int, str]] = []

    def emit(self, record: logging.LogRecord) -> None:
        if record.thread == self.thread:
            self.said.append((record.levelno, record.getMessage()))


@contextmanager
def _heard() -> Iterator[list[tuple[int, str]]]:
    listener = _Listener()
    library_log.addHandler(listener)
    try:
        yield listener.said
    finally:
        library_log.removeHandler(listener)
