"""What a citizen without an account does with a report. Each act is one transaction, happens once, and leaves a line in the
audit log. Confirmed, the report is a page, and goes the way of a member's by `partnership.my.services`.
"""

import datetime
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.core.files import File
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log
from wagtail.models import Page, PageLogEntry

from cms.core import services as reviews
from cms.core.languages.taken_down import public_translations
from cms.core.models import Image
from cms.core.reviews import ANSWERED
from cms.core.uploads.pictures import CleanPicture, clean_picture
from partnership.citizens import mails, states
from partnership.citizens.kind import KIND
from partnership.models import CitizenReportPage, SentPhoto, SentReport
from partnership.my import photos
from partnership.my import services as my
from partnership.my.schemas import source_locale
from partnership.my.senders import Sender

MOST_OF_A_SENDER = 10
"""Within PARTNERSHIP_BOARD_SENDER_HOURS. Several telephones may share an address."""
MOST_UNCONFIRMED = 500
"""Altogether: they take room, and nobody looks at them."""
MOST_MAILS = 3
"""To one address within PARTNERSHIP_BOARD_SENDER_HOURS, and about one report: it may be somebody else's."""
MOST_TAKEN = 3 * photos.MOST
"""Files with one report: each costs seconds to be cleaned."""
MOST_REPLIES = 10
"""About one report within PARTNERSHIP_BOARD_SENDER_HOURS."""
TWICE = datetime.timedelta(minutes=30)
"""The same words of the same sender within this time are the same report."""
WITH_WORDS = (ANSWERED, my.TAKEN_BACK, "wagtail.rename")
"""Of the audit log: what says in its writer's own words."""
WORDS = ("title", "happened_on", "place", "text", "name")

State = SentReport.State


class CitizenError(PermissionDenied):
    """Something that cannot be done; the text says why, to the person who tried."""


class DecidedError(CitizenError):
    """It is in another state by now."""


class TooManyError(CitizenError):
    """More than is taken for now."""


class ClosedError(CitizenError):
    """This site has no section for it."""


class StillPublicError(CitizenError):
    """It is public, or under review: it is withdrawn first."""


# Before the address is confirmed ----------------------------------------------------------------------------------------


@transaction.atomic
def begin(said: Mapping[str, Any], *, mark: str = "", language: str = "") -> SentReport:
    """Keeps what was written, for its writer alone. The same once more is the same.

    Args:
        said: title, happened_on, place, text, name, contact; each may be missing.

    Raises:
        ClosedError, TooManyError: nothing was kept.
    """
    if KIND.parent(source_locale()) is None:
        raise ClosedError(_("このサイトには、まだ置き場所がありません。事務局にお知らせください。"))
    words = {name: said.get(name, "") or "" for name in (*WORDS, "contact") if name != "happened_on"}
    words["happened_on"] = said.get("happened_on") or None
    same = _same(words, mark)
    if same:
        return same
    _refuse_floods(mark)
    sent = SentReport.objects.create(**words, mark=mark, language=language or settings.LANGUAGE_CODE)
    _log(sent, states.BEGUN)
    return sent


def _same(words: Mapping[str, Any], mark: str) -> SentReport | None:
    """What a button pressed twice has sent already."""
    lately = SentReport.objects.unconfirmed().filter(mark=mark, created_at__gt=timezone.now() - TWICE, **words)
    is_telling = mark and words["text"] and words["contact"]  # Neighbours may share an address, and have written nothing yet.
    return lately.first() if is_telling else None


def _refuse_floods(mark: str) -> None:
    of_this_sender = SentReport.objects.filter(mark=mark, created_at__gt=_window()).exclude(mark="")
    if of_this_sender.count() >= MOST_OF_A_SENDER or SentReport.objects.unconfirmed().count() >= MOST_UNCONFIRMED:
        raise TooManyError(_("短いあいだにたくさん届いたため、今は受け取れません。あとでもう一度送ってください。"))


@transaction.atomic
def write(sent: SentReport, said: Mapping[str, Any]) -> SentReport:
    """Keeps what was written in these fields.

    Raises:
        DecidedError: it is confirmed or erased by now.
    """
    sent = _movable(_locked(sent), "ask")
    for name in (*WORDS, "contact"):
        if name in said:
            setattr(sent, name, said[name])
    sent.save()
    return sent


def add_photo(sent: SentReport, file: File) -> SentPhoto | Image:
    """Takes a photo in, to be described.

    Raises:
        ValidationError: the file is none that we take; in words for the sender (`cms.core.uploads.refusals`).
        photos.PhotoError: there are as many as a report may have, or far more have come.
        DecidedError, my.LockedError
    """
    if not SentReport.objects.filter(pk=sent.pk, taken__lt=MOST_TAKEN).update(taken=F("taken") + 1):
        raise photos.PhotoError(_("写真が何度も届いたため、もう受け取れません。"))
    if sent.state == State.CONFIRMED:
        return photos.add(sent.page, Sender(sent=sent), file)
    clean = clean_picture(file)  # before the transaction: it may take seconds
    with transaction.atomic():
        sent = _movable(_locked(sent), "ask")
        if sent.photos.count() >= photos.MOST:
            told = _("写真は%(most)d枚までです。要らない写真を外してから、送ってください。")
            raise photos.PhotoError(told % {"most": photos.MOST})
        return SentPhoto.objects.create(report=sent, file=clean)


@transaction.atomic
def describe(sent: SentReport, said: Mapping[int, Mapping[str, Any]], order: Sequence[int] = ()) -> None:
    """Keeps what is said of photos, by their id: alt, caption; people, consent_by, consent_until. `order`: their ids.

    Raises:
        DecidedError
    """
    sent = _movable(_locked(sent), "ask")
    for photo in sent.photos.all():
        values = said.get(photo.pk, {})
        for name in (*photos.WORDS, *photos.CONSENT):
            if name in values:
                setattr(photo, name, values[name])
        if photo.pk in order:
            photo.sort_order = order.index(photo.pk)
        photo.save()


@transaction.atomic
def remove_photo(sent: SentReport, photo: int) -> None:
    """Takes a photo out, its file included. One that is not there is no matter.

    Raises:
        DecidedError
    """
    _delete_photos(_movable(_locked(sent), "ask").photos.filter(pk=photo))


def gaps(said: Mapping[str, Any]) -> dict[str, str]:
    """What is missing before words can be sent, by field."""
    draft = CitizenReportPage()
    KIND.write(draft, {name: said[name] for name in WORDS if name in said})
    found = {} if draft.title.strip() else {"title": _("題名を書いてください。")}
    found |= KIND.gaps(draft)
    if not said.get("contact"):
        found["contact"] = _("メールアドレスを書いてください。確認のメールを送ります。サイトには載りません。")
    return found


def gaps_of(sent: SentReport) -> dict[str, str]:
    """The same of what is kept; of its photos under `photo-ID`."""
    found = gaps({name: getattr(sent, name) for name in (*WORDS, "contact")})
    for number, photo in enumerate(sent.photos.all(), start=1):
        missing = photos.gap(photo.alt, photo)
        if missing:
            found[f"photo-{photo.pk}"] = _("写真%(number)d：%(missing)s") % {"number": number, "missing": missing}
    return found


@transaction.atomic
def ask(sent: SentReport) -> SentReport:
    """Mails the link by which the address is confirmed; again, where it did not arrive, or another address was written.

    Raises:
        my.IncompleteError: what is missing, by field.
        TooManyError: that address, or this report, has had enough mails.
        DecidedError
    """
    sent = _movable(_locked(sent), "ask")
    missing = gaps_of(sent)
    if missing:
        raise my.IncompleteError(missing)
    to_them = SentReport.objects.filter(contact__iexact=sent.contact, asked_at__gt=_window()).exclude(pk=sent.pk)
    if sent.mails >= MOST_MAILS or sum(to_them.values_list("mails", flat=True)) >= MOST_MAILS:
        raise TooManyError(_("このレポートかアドレスには、確認のメールをもう何度か送りました。迷惑メールの中も見てください。"))
    sent.mails, sent.asked_at = sent.mails + 1, timezone.now()
    _moved(sent, "ask")
    mails.confirm_address(sent)
    return sent


@transaction.atomic
def confirm(sent: SentReport) -> SentReport:
    """The address is theirs: the report becomes a page, and goes into the queue.

    Raises:
        DecidedError: it was confirmed or erased already.
        my.IncompleteError: a consent has ended since it was sent.
        my.NoPlaceError, cms.core.services.ReviewError: this site cannot take it now; nothing was changed.
    """
    sent = _movable(_locked(sent), "confirm")
    missing = gaps_of(sent)
    if missing:
        raise my.IncompleteError(missing)
    sender = Sender(sent=sent)
    page = my.begin(KIND, sender, {name: getattr(sent, name) for name in WORDS}, source_locale())
    sent.page = page
    draft = my.draft_of(page)
    for photo in sent.photos.all():
        said = {name: getattr(photo, name) for name in (*photos.WORDS, *photos.CONSENT)}
        with photo.file.open("rb") as file:
            photos.put(draft, sender, CleanPicture(file.read(), name=f"picture{str(photo.file.name)[-4:]}"), said)
    KIND.write(draft, {})  # the first photo is the cover
    my.keep(page, draft, sender)
    _forget_words(sent)
    _moved(sent, "confirm")
    # Somebody without an account: whatever else is done here is done in nobody's name.
    my.submit(KIND, CitizenReportPage.objects.get(pk=page.pk), sender)
    return sent


@transaction.atomic
def expire(sent: SentReport) -> SentReport:
    """Nobody has confirmed it in time.

    Raises:
        DecidedError
    """
    sent = _movable(_locked(sent), "expire")
    return _erased(sent, "expire")


# Afterwards -------------------------------------------------------------------------------------------------------------


@transaction.atomic
def withdraw(sent: SentReport, reason: str = "") -> str:
    """Takes a report out of its review, or off the site at once. What it was, as of `my.services.take_back`.

    Raises:
        DecidedError, cms.core.services.NotInReviewError
    """
    sent = _confirmed(sent)
    return my.take_back(KIND, sent.page, Sender(sent=sent), reason[:300])


@transaction.atomic
def submit(sent: SentReport, answer: str = "") -> None:
    """Sends it once more, after it was returned, withdrawn or changed.

    Raises:
        DecidedError, my.IncompleteError, cms.core.services.ReviewError
    """
    sent = _confirmed(sent)
    my.submit(KIND, sent.page, Sender(sent=sent), answer[:2000])
    SentReport.objects.filter(pk=sent.pk).update(quiet_since=None)


@transaction.atomic
def reply(sent: SentReport, text: str) -> None:
    """Says something to whoever decides, or has decided, about it.

    Raises:
        DecidedError, TooManyError
    """
    sent = _confirmed(sent)
    _refuse_many_replies(sent)
    if text.strip():
        reviews.answer_of_writer(sent.page, text)


@transaction.atomic
def reply_to_comment(sent: SentReport, comment: int, text: str) -> None:
    """Answers what stands beside the text.

    Raises:
        DecidedError, TooManyError, my.NotYoursError
    """
    sent = _confirmed(sent)
    _refuse_many_replies(sent)
    my.reply(sent.page, comment, Sender(sent=sent), text)


@transaction.atomic
def erase(sent: SentReport) -> SentReport:
    """Erases what they wrote, with its photos, for good. Whoever calls this has seen by the link that it is theirs.

    Raises:
        DecidedError
        StillPublicError: it is withdrawn first.
    """
    sent = _movable(_locked(sent), "erase")
    page = sent.page
    if page is not None:
        page = CitizenReportPage.objects.select_for_update(of=("self",)).get(pk=page.pk)
        if page.live or page.workflow_in_progress or public_translations(page):
            raise StillPublicError(_("先に取り下げてください。そのあとで消せます。"))
        _delete(page)
        sent.page = None
    return _erased(sent, "erase")


@transaction.atomic
def follow(sent: SentReport) -> SentReport:
    """Somebody of ours has deleted the page: what is left of it goes too.

    Raises:
        DecidedError
    """
    sent = _movable(_locked(sent), "follow")
    if sent.page_id is not None:
        raise DecidedError(_("このレポートは、まだあります。"))
    return _erased(sent, "follow")


def each_of(found: Iterable[SentReport], act: Callable[[SentReport], Any]) -> int:
    """The same with several, each in a transaction of its own; with how many it was done."""
    done = 0
    for sent in found:
        try:
            act(sent)
        except CitizenError:
            continue
        done += 1
    return done


# Below ------------------------------------------------------------------------------------------------------------------


def _locked(sent: SentReport) -> SentReport:
    """As it is now; nobody else changes it meanwhile."""
    # Without its page, which is asked for afterwards: a join would be as it was before whoever held the lock made that.
    return SentReport.objects.select_for_update().get(pk=sent.pk)


def _movable(sent: SentReport, act: str) -> SentReport:
    if sent.state not in states.TRANSITIONS[act].before:
        told = _("このレポートは今「%(state)s」なので、できません。")
        raise DecidedError(told % {"state": sent.get_state_display()})
    return sent


def _confirmed(sent: SentReport) -> SentReport:
    sent = _locked(sent)
    if sent.state != State.CONFIRMED or sent.page is None:
        raise DecidedError(_("このレポートは、もうありません。"))
    return sent


def _refuse_many_replies(sent: SentReport) -> None:
    said = PageLogEntry.objects.filter(page_id=sent.page_id, action=ANSWERED, user=None, timestamp__gt=_window())
    if said.count() >= MOST_REPLIES:
        raise TooManyError(_("短いあいだにたくさんの返事が届いています。しばらくたってから、もう一度送ってください。"))


def _moved(sent: SentReport, act: str) -> SentReport:
    sent.state = states.TRANSITIONS[act].after
    sent.save()
    _log(sent, states.TRANSITIONS[act].action)
    return sent


def _delete(page: CitizenReportPage) -> None:
    """The page and its translations. Their lines in the log stay, without the words."""
    gone = [each.pk for each in Page.objects.filter(translation_key=page.translation_key)]
    for each in Page.objects.filter(pk__in=gone).exclude(pk=page.pk):
        each.specific.delete()
    page.delete()
    lines = PageLogEntry.objects.filter(page_id__in=gone)
    lines.update(label=f"{CitizenReportPage._meta.verbose_name} {gone[0]}")
    lines.filter(action__in=WITH_WORDS).update(data={})


def _erased(sent: SentReport, act: str) -> SentReport:
    _forget_words(sent)
    sent.contact = sent.mark = ""
    for image in sent.images.all():
        if not photos.is_used(image):
            image.delete()
    sent.images.clear()
    return _moved(sent, act)


def _forget_words(sent: SentReport) -> None:
    sent.title = sent.place = sent.text = sent.name = ""
    sent.happened_on = None
    _delete_photos(sent.photos.all())


def _delete_photos(found: Any) -> None:
    files = [photo.file for photo in found]
    found.delete()
    transaction.on_commit(lambda: [file.storage.delete(file.name) for file in files])


def _window() -> datetime.datetime:
    return timezone.now() - datetime.timedelta(hours=settings.PARTNERSHIP_BOARD_SENDER_HOURS)


def _log(sent: SentReport, action: str) -> None:
    log(sent, action, user=None, uuid=uuid4(), title=str(sent))
