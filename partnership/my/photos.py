"""The photos of a report: taken and cleaned, described, consented to, and shown no longer than they may be.

A photo lies in a closed collection until its report is public, and goes back there when the report is taken down: so nothing
of it can be had from outside by any road.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core.files import File
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import Collection, CollectionViewRestriction, Page, ReferenceIndex
from wagtail.utils.file import hash_filelike

from cms.core.consent import withdraw_consent
from cms.core.models import BasePage, Image
from cms.core.pictures import pictures_in
from cms.core.uploads.pictures import clean_picture
from partnership.models import CitizenReportPage, ReportPhoto, SentReport
from partnership.my.senders import Sender

MOST = 20
WAITING = "会員の写真（公開前）"
TITLE = "市民レポートの写真 "
"""Begins the titles of the photos that members sent: by it they are told from what editors uploaded."""
WORDS = ("alt", "caption")
CONSENT = ("people", "consent_by", "consent_until")
People = Image.People


@dataclass(frozen=True)
class PhotoError(Exception):
    """A photo that is not taken, for another reason than what is in it."""

    message: str

    def __str__(self) -> str:
        return self.message


def waiting_collection() -> Collection:
    """Where photos lie that are not public yet: open to nobody outside. Made where there is none."""
    root = Collection.get_first_root_node()
    if root is None:
        raise LookupError("this site has no collection")
    found = root.get_children().filter(name=WAITING).first()
    if found is None:
        found = root.add_child(instance=Collection(name=WAITING))
    if not found.get_view_restrictions().exists():
        CollectionViewRestriction.objects.create(collection=found, restriction_type=CollectionViewRestriction.LOGIN)
    return found


def add(page: Any, sender: Sender, file: File) -> Image:
    """Takes a photo in, to be described. The image; that which is there, where the same photo came before: its answer got lost.

    Raises:
        ValidationError: the file is none that we take; in words for the sender (`cms.core.uploads.refusals`).
        PhotoError: there are as many as a report may have.
        NotYoursError, LockedError
    """
    from partnership.my import services

    clean = clean_picture(file)  # before the transaction: it may take seconds
    with transaction.atomic():
        page = services.writable(page, sender)
        draft = services.draft_of(page)
        digest = hash_filelike(clean)
        known = next((photo.image for photo in of(draft) if photo.image.file_hash == digest), None)
        if known is not None:
            return known
        if draft.photos.count() >= MOST:
            raise PhotoError(_("写真は%(most)d枚までです。要らない写真を外してから、送ってください。") % {"most": MOST})
        image = put(draft, sender, clean)
        services.keep(page, draft, sender)
    return image


def put(draft: CitizenReportPage, sender: Sender, file: File, said: Mapping[str, Any] | None = None) -> Image:
    """Puts a clean photo into a draft that is written down afterwards, with what is said of it; the image."""
    words = dict(said or {})
    day = timezone.localdate()
    image = Image(
        title=f"{TITLE}{day:%Y-%m-%d}",
        file=file,
        file_hash=hash_filelike(file),
        uploaded_by_user=sender.user,
        collection=waiting_collection(),
        description=words.get("alt", ""),
        **{name: words[name] for name in CONSENT if name in words},
    )
    image.save()
    if sender.sent is not None:
        sender.sent.images.add(image)
    told = {name: words.get(name, "") for name in WORDS}
    draft.photos.add(ReportPhoto(image=image, locale=draft.locale, sort_order=draft.photos.count(), **told))
    return image


def of(draft: CitizenReportPage) -> list[ReportPhoto]:
    return list(draft.photos.all())


def is_shown(page: Any, image: Image) -> bool:
    """Whether a photo is on the site with this report now: then what is said of its people was approved."""
    return bool(page.live) and ReportPhoto.objects.filter(page_id=page.pk, image=image).exists()


@transaction.atomic
def describe(page: Any, sender: Sender, values: Mapping[int, Mapping[str, Any]], order: Iterable[int] = ()) -> None:
    """Keeps what is said of photos, by their image's id: alt, caption; people, consent_by, consent_until.

    What is said of the people on a photo that is public stays as it was approved; taking it back is `withdraw`.

    Raises:
        NotYoursError, LockedError
    """
    from partnership.my import services

    page = services.writable(page, sender)
    draft = services.draft_of(page)
    changed = False
    for photo in of(draft):
        said = values.get(photo.image_id, {})
        for name in WORDS:
            if name in said and getattr(photo, name) != said[name]:
                setattr(photo, name, said[name])
                changed = True
        _note_people(page, photo.image, said)
    wished = [pk for pk in order if any(photo.image_id == pk for photo in of(draft))]
    for place, photo in enumerate(sorted(of(draft), key=lambda each: _place(each, wished))):
        changed, photo.sort_order = changed or photo.sort_order != place, place
    if changed:
        services.keep(page, draft, sender)


def _place(photo: ReportPhoto, wished: list[int]) -> tuple[int, int]:
    number = wished.index(photo.image_id) if photo.image_id in wished else len(wished)
    return number, photo.sort_order or 0


def _note_people(page: Any, image: Image, said: Mapping[str, Any]) -> None:
    if image.consent_withdrawn_at is not None or is_shown(page, image):
        return
    fields = [name for name in CONSENT if name in said and getattr(image, name) != said[name]]
    for name in fields:
        setattr(image, name, said[name])
    if "alt" in said and image.description != said["alt"]:
        image.description = said["alt"]
        fields.append("description")
    if fields:
        image.save(update_fields=fields)


@transaction.atomic
def remove(page: Any, sender: Sender, image_id: int) -> None:
    """Takes a photo out of the draft; one that was nowhere else is deleted.

    Raises:
        NotYoursError, LockedError
    """
    from partnership.my import services

    page = services.writable(page, sender)
    draft = services.draft_of(page)
    photo = _photo(draft, image_id)
    image = photo.image
    draft.photos.remove(photo)
    if draft.cover_id == image.pk:
        draft.cover = None
    services.keep(page, draft, sender)
    if not is_shown(page, image):
        _delete(image, sender)


@transaction.atomic
def withdraw(page: Any, sender: Sender, image_id: int, reason: str = "") -> Image:
    """Consent to a photo was taken back: from now on it is nowhere to be had, whatever state its report is in.

    Raises:
        NotYoursError
    """
    from partnership.my import services

    page = services.owned(page, sender)
    everywhere = [*of(page), *of(services.draft_of(page))]
    image = next((photo.image for photo in everywhere if photo.image_id == image_id), None)
    if image is None:
        raise services.NotYoursError
    return withdraw_consent(image, sender.user, reason.strip())


def forget(draft: CitizenReportPage, sender: Sender) -> None:
    """Deletes the photos of a draft that is being deleted."""
    for photo in of(draft):
        _delete(photo.image, sender)


def gaps(draft: CitizenReportPage) -> dict[str, str]:
    """What is missing of each photo, by `photo-ID`."""
    found = {}
    for number, photo in enumerate(of(draft), start=1):
        missing = gap(photo.alt, photo.image)
        if missing:
            found[f"photo-{photo.image_id}"] = _("写真%(number)d：%(missing)s") % {"number": number, "missing": missing}
    return found


def gap(alt: str, image: Any) -> str:
    """What is missing of a photo, whose people and consent are those of `image`."""
    if image.consent_withdrawn_at is not None:
        return _("同意が取り消されています。写真を外してください。")
    if not alt.strip():
        return _("見えない人のために、何が写っているかを書いてください。")
    if image.people == People.UNKNOWN:
        return _("誰か分かる人が写っているかどうかを選んでください。")
    if image.people == People.RECOGNISABLE and not image.consent_by.strip():
        return _("誰が同意したかを書いてください。同意がなければ、写真を外してください。")
    if image.people == People.RECOGNISABLE and image.consent_until and image.consent_until < timezone.localdate():
        return _("同意の期限が過ぎています。")
    return ""


def _photo(draft: CitizenReportPage, image_id: int) -> ReportPhoto:
    from partnership.my.services import NotYoursError

    found = next((photo for photo in of(draft) if photo.image_id == image_id), None)
    if found is None:
        raise NotYoursError
    return found


def _delete(image: Image, sender: Sender) -> None:
    """Only what the sender sent, and nothing else shows."""
    if sender.sent_photo(image) and not is_used(image):
        image.delete()


def is_used(image: Image) -> bool:
    """Whether something public shows it."""
    if (
        ReportPhoto.objects.filter(image=image, page__live=True).exists()
        or BasePage.objects.filter(cover=image, live=True).exists()
    ):
        return True
    # Anything else that an editor has put it into: a column's body, for instance.
    reports = CitizenReportPage.objects.filter(photos__image=image).values_list("pk", flat=True)
    ours = {"base_content_type": ContentType.objects.get_for_model(Page), "object_id__in": [str(pk) for pk in reports]}
    return ReferenceIndex.get_references_to(image).exclude(**ours).exists()


def follow_publishing(instance: Any, **kwargs: Any) -> None:
    """A report went public: so do its photos, each under the rule for pictures. What it shows no longer goes out of sight."""
    if isinstance(instance, CitizenReportPage):
        waiting = waiting_collection()
        shown = Image.objects.filter(pk__in=pictures_in(instance), collection=waiting)
        for image in shown:
            _move(image, Collection.get_first_root_node())
        _hide(_sent_by_writer_of(instance).exclude(collection=waiting))


def follow_unpublishing(instance: Any, **kwargs: Any) -> None:
    """A report was taken down: so are the photos that its sender sent, where nothing else shows them."""
    if isinstance(instance, CitizenReportPage):
        _hide(_sent_by_writer_of(instance).filter(pk__in=pictures_in(instance)))


def _sent_by_writer_of(page: CitizenReportPage) -> Any:
    """The pictures that came from whoever wrote a report."""
    if page.owner_id:
        return Image.objects.filter(uploaded_by_user_id=page.owner_id)
    sent = SentReport.objects.filter(page__translation_key=page.translation_key).first()
    return sent.images.all() if sent else Image.objects.none()


def _hide(images: Any) -> None:
    """Of these, those which members sent and nothing public shows."""
    for image in images.filter(title__startswith=TITLE):
        if not is_used(image):
            _move(image, waiting_collection())


def _move(image: Image, collection: Any) -> None:
    image.collection = collection
    image.save(update_fields=["collection"])
