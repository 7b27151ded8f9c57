"""What can be asked of endorsements and of a declaration's languages."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import Count, Q, QuerySet
from django.utils import timezone
from django.utils.translation import get_language_info
from wagtail.models import Locale

from cms.core.listing import Listing
from cms.core.queries import public_pages
from directory.models import Affiliation, Organisation
from directory.queries import in_or_for, public_organisations
from partnership.models import DeclarationPage, Endorsement
from partnership.models.endorsement import EndorsementQuerySet

MODERATE = "partnership.moderate_endorsements"
PER_PAGE = 20
LONG_WAIT_DAYS = 2


@dataclass(frozen=True)
class Counts:
    organisations: int = 0
    citizens: int = 0

    @property
    def total(self) -> int:
        return self.organisations + self.citizens


@dataclass(frozen=True)
class LanguageVersion:
    """The declaration in a language, as its own speakers call it."""

    page: DeclarationPage

    @property
    def code(self) -> str:
        return self.page.locale.language_code

    @property
    def name(self) -> str:
        return get_language_info(self.code)["name_local"]

    @property
    def title(self) -> str:
        return self.page.title

    @property
    def url(self) -> str:
        return self.page.full_url or ""


@dataclass(frozen=True)
class Named:
    """An endorsement whose name is shown; of an organisation of the directory in a reader's language."""

    endorsement: Endorsement
    name: str
    organisation: Organisation | None = None


@dataclass(frozen=True)
class Endorsed:
    """A declaration that an organisation endorses, and since when."""

    page: DeclarationPage
    since: datetime.date | None


class EndorsementListing(Listing):
    """A list that is leafed through, and not narrowed."""

    def __init__(self, found: Any, asked: Any) -> None:
        super().__init__(found, asked, tagged=False, per_page=PER_PAGE)

    @property
    def found(self) -> Any:
        return self.everything

    @property
    def is_narrowed(self) -> bool:
        return False


def may_moderate(user: Any) -> bool:
    return user is not None and user.is_active and user.has_perm(MODERATE)


def declarations(locale: Locale | None = None) -> QuerySet[DeclarationPage]:
    """The public ones, in a language."""
    found = public_pages(DeclarationPage).select_related("locale").order_by("path")
    return found.filter(locale=locale) if locale else found


def declaration(pk: int) -> DeclarationPage | None:
    """The public one of an id; None where nobody may see one."""
    return declarations().filter(pk=pk).first()


def source_of(page: DeclarationPage) -> DeclarationPage:
    """The one that endorsements of a declaration belong to: in the source language, or where there is none the first."""
    found = DeclarationPage.objects.filter(translation_key=page.translation_key).select_related("locale").order_by("pk")
    return found.filter(locale__language_code=settings.LANGUAGE_CODE).first() or found.first() or page


def of_declaration(page: DeclarationPage) -> EndorsementQuerySet:
    return Endorsement.objects.filter(declaration__translation_key=page.translation_key)


def counts(pages: Iterable[DeclarationPage]) -> dict[Any, Counts]:
    """How many were accepted, by the declaration's translation key. One query, however many declarations."""
    keys = [page.translation_key for page in pages]
    rows = (
        Endorsement.objects.accepted()
        .filter(declaration__translation_key__in=keys)
        .order_by()
        .values("declaration__translation_key")
        .annotate(
            organisations=Count("pk", filter=Q(kind=Endorsement.Kind.ORGANISATION)),
            citizens=Count("pk", filter=Q(kind=Endorsement.Kind.CITIZEN)),
        )
    )
    found = {row["declaration__translation_key"]: Counts(row["organisations"], row["citizens"]) for row in rows}
    return {key: found.get(key, Counts()) for key in keys}


def named(page: DeclarationPage) -> EndorsementQuerySet:
    """Those whose names are shown, the newest first."""
    return of_declaration(page).named().select_related("organisation").order_by("-accepted_at", "-pk")


def endorsed_by(organisation: Organisation, locale: Locale) -> list[Endorsed]:
    """The public declarations on which an organisation's name stands. Two queries."""
    rows = Endorsement.objects.named().filter(organisation__translation_key=organisation.translation_key)
    since = dict(rows.values_list("declaration__translation_key", "accepted_at"))
    if not since:
        return []
    theirs: dict[Any, DeclarationPage] = {}
    for page in declarations().filter(translation_key__in=since, locale__language_code__in=_understood(locale)):
        if page.translation_key not in theirs or page.locale_id == locale.pk:
            theirs[page.translation_key] = page
    return [Endorsed(page, _day(since[key])) for key, page in theirs.items()]


def _understood(locale: Locale) -> tuple[str, str]:
    """The reader's language, and the source's for what is not translated."""
    return locale.language_code, settings.LANGUAGE_CODE


def _day(moment: datetime.datetime | None) -> datetime.date | None:
    return timezone.localdate(moment) if moment else None


def in_words(endorsements: Iterable[Endorsement], locale: Locale) -> list[Named]:
    """Each under the name that a reader of a language knows. One query more than what is given."""
    rows = list(endorsements)
    keys = {row.organisation.translation_key for row in rows if row.organisation}
    theirs = (
        {each.translation_key: each for each in public_organisations(locale).filter(translation_key__in=keys)} if keys else {}
    )
    found = []
    for row in rows:
        group = theirs.get(row.organisation.translation_key) if row.organisation else None
        found.append(Named(row, group.name if group else row.name, group))
    return found


def languages(pages: Iterable[DeclarationPage]) -> dict[Any, list[LanguageVersion]]:
    """The public versions of declarations, in the order of the site's languages, by their translation key."""
    order = [code for code, _name in settings.WAGTAIL_CONTENT_LANGUAGES]
    found: dict[Any, list[LanguageVersion]] = {page.translation_key: [] for page in pages}
    for page in declarations().filter(translation_key__in=found):
        found[page.translation_key].append(LanguageVersion(page))
    return {key: sorted(each, key=lambda version: order.index(version.code)) for key, each in found.items()}


def context_of(page: DeclarationPage, asked: Any) -> dict[str, Any]:
    """What the declaration's own page says of its languages and of who endorses it."""
    listing = EndorsementListing(named(page), asked)
    versions = languages([page])[page.translation_key]
    return {
        "listing": listing,
        "named": in_words(listing.page, page.locale),
        "counts": counts([page])[page.translation_key],
        "versions_in_languages": versions if len(versions) > 1 else [],
    }


def led_by(user: Any) -> list[Organisation]:
    """The public organisations that somebody leads, in the source language."""
    if user is None or not user.is_authenticated or not user.is_active:
        return []
    led = Affiliation.objects.filter(user=user, role=Affiliation.Role.LEAD)
    source = Locale.objects.get(language_code=settings.LANGUAGE_CODE)
    keys = led.values("organisation__translation_key")
    return list(in_or_for(Organisation.objects.public().filter(translation_key__in=keys), source))


def for_moderators() -> EndorsementQuerySet:
    return Endorsement.objects.select_related("declaration", "organisation", "user", "decided_by")


@dataclass(frozen=True)
class Queue:
    """What waits for a moderator, and how many of it for long."""

    waiting: int
    waiting_long: int


def queue() -> Queue:
    long_ago = timezone.now() - datetime.timedelta(days=LONG_WAIT_DAYS)
    waiting = Endorsement.objects.filter(state=Endorsement.State.WAITING)
    counts = waiting.aggregate(n=Count("pk"), long=Count("pk", filter=Q(created_at__lt=long_ago)))
    return Queue(counts["n"], counts["long"])
