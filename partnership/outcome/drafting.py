"""What the system knows of a time, in the words of an outcome report: a draft for an editor to finish.

Everything comes through the doors that the public's pages use, so that nothing gets into a report that nobody may see.
"""

import datetime
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import groupby

from django.db.models import Q
from django.utils.html import escape
from django.utils.translation import gettext as _
from wagtail.models import Locale

from cms.core.dates import day_in_words, fiscal_year, fiscal_year_in_words, local_day
from cms.core.models import BasePage
from cms.core.models.listing import listing_types
from cms.core.queries import public_pages
from directory.queries import public_organisations, public_places
from partnership.council.queries import seats_within
from partnership.events.queries import public_occurrences
from partnership.events.rules import Status
from partnership.grants.queries import Year, years
from partnership.models import CitizenReportPage, EventPage, MeetingPage, Occurrence
from partnership.queries import members_within
from search.board import searches_within


@dataclass(frozen=True)
class Period:
    """Days, the first and the last included."""

    first: datetime.date
    last: datetime.date

    @property
    def fiscal_years(self) -> list[int]:
        return list(range(fiscal_year(self.first), fiscal_year(self.last) + 1))


@dataclass
class Known:
    """What there is to say. `activities` is rich text; an amount is None where nobody knows it."""

    parts: list[tuple[str, list[str]]] = field(default_factory=list)
    activities: str = ""
    granted_yen: int | None = None
    has_grants: bool = False


def known(period: Period, locale: Locale) -> Known:
    """What the system knows of a period, in the source language. The number of queries does not grow with what it finds."""
    grants = [year for year in years(locale) if year.fiscal_year in period.fiscal_years and year.projects]
    sections = [*_grants(grants), *_events(period, locale), *_meetings(period, locale), *_reports(period, locale)]
    amounts = [year.spent_yen if year.spent_yen is not None else year.granted_yen for year in grants]
    total = sum(each for each in amounts if each is not None) if amounts and None not in amounts else None
    return Known(_parts(period, locale), "".join([*sections, *_reach(period, locale)]), total, bool(grants))


def _parts(period: Period, locale: Locale) -> list[tuple[str, list[str]]]:
    """Each member, and what it was in the network."""
    seats = seats_within(locale, period.first, period.last)
    found = []
    for member in members_within(locale, period.first, period.last):
        held = seats.get(member.organisation.translation_key, [])
        role = member.membership.role
        # The register of officers says 会長（学芸大学教授） where the membership says 会長.
        lines = [*([role] if role and not any(each.startswith(role) for each in held) else []), *held]
        found.append((member.organisation.name, list(dict.fromkeys(lines))))
    return found


def _section(heading: str, *content: str) -> list[str]:
    return [f"<h3>{escape(heading)}</h3>", *content]


def _paragraph(text: str) -> str:
    return f"<p>{escape(text)}</p>"


def _list(texts: Iterable[str], kind: str = "ul") -> str:
    return f"<{kind}>{''.join(f'<li>{escape(text)}</li>' for text in texts)}</{kind}>"


def _grants(grants: list[Year]) -> list[str]:
    found: list[str] = []
    for year in sorted(grants, key=lambda year: year.fiscal_year):
        words = {
            "year": fiscal_year_in_words(year.fiscal_year),
            "organisations": year.organisation_count,
            "projects": len(year.projects),
        }
        found.append(_paragraph(_("%(year)sは、%(organisations)s団体・%(projects)s事業に助成した。") % words))
        groups = groupby(year.projects, key=lambda each: each.organisation.name if each.organisation else _("（非公開の団体）"))
        items = [
            f"<li>{escape(name)}<ol>{''.join(f'<li>{escape(each.project.title)}</li>' for each in projects)}</ol></li>"
            for name, projects in groups
        ]
        found.append(f"<ol>{''.join(items)}</ol>")
    return _section(_("助成事業"), *found) if found else []


def _events(period: Period, locale: Locale) -> list[str]:
    occurrences = public_occurrences(locale).within(period.first, period.last).filter(status=Status.SCHEDULED.value)
    by_page: dict[int, list[Occurrence]] = {}
    for occurrence in occurrences:
        by_page.setdefault(occurrence.page_id, []).append(occurrence)
    firsts = sorted((times[0].first_day, pk) for pk, times in by_page.items())
    found: list[str] = []
    for year, group in groupby(firsts, key=lambda each: fiscal_year(max(each[0], period.first))):
        found += [_paragraph(fiscal_year_in_words(year)), _list((_event(by_page[pk]) for _day, pk in group), "ol")]
    return _section(_("講演会・学習会等"), *found) if found else []


def _event(times: list[Occurrence]) -> str:
    page = times[0].page
    words = {
        "kind": EventPage.Kind(page.kind).label,
        "title": page.title,
        "day": day_in_words(times[0].first_day),
        "count": len(times),
    }
    return (
        _("%(kind)s「%(title)s」（%(day)sから全%(count)s回）") if len(times) > 1 else _("%(kind)s「%(title)s」（%(day)s）")
    ) % words


def _meetings(period: Period, locale: Locale) -> list[str]:
    pages = public_pages(MeetingPage).filter(locale=locale, held_on__gte=period.first, held_on__lte=period.last)
    texts = []
    for page in pages.order_by("held_on", "pk"):
        words = {"title": page.title, "day": day_in_words(page.held_on), "attended": page.attended}
        told = _("%(title)s（%(day)s、出席%(attended)s人）") if page.attended is not None else _("%(title)s（%(day)s）")
        texts.append(told % words)
    return _section(_("会議"), _list(texts)) if texts else []


def _reports(period: Period, locale: Locale) -> list[str]:
    """Citizens' reports, by the day that they tell of, else the day on which they were published."""
    told = Q(happened_on__gte=period.first, happened_on__lte=period.last)
    published = Q(
        happened_on__isnull=True,
        first_published_at__date__gte=period.first,
        first_published_at__date__lte=period.last,
    )
    pages = (
        public_pages(CitizenReportPage)
        .filter(told | published, locale=locale)
        .order_by("happened_on", "first_published_at", "pk")
    )
    texts = []
    for page in pages.select_related("organisation"):
        by = page.organisation.name if page.organisation and page.organisation.is_public else ""
        day = page.happened_on or local_day(page.first_published_at)
        texts.append(f"「{page.title}」（{'、'.join(filter(None, (by, day_in_words(day))))}）")
    if not texts:
        return []
    return _section(_("市民レポート"), _paragraph(_("%(count)s件が公開された。") % {"count": len(texts)}), _list(texts))


def _reach(period: Period, locale: Locale) -> list[str]:
    """How far it went: what was published, what there is, how much was searched. Who read what is not recorded."""
    pages = public_pages(BasePage).filter(locale=locale, depth__gt=2).exclude(content_type__in=listing_types())
    of_the_time = pages.filter(first_published_at__date__gte=period.first, first_published_at__date__lte=period.last)
    kinds = Counter(
        str(page.cached_content_type.model_class()._meta.verbose_name) for page in of_the_time.only("content_type", "depth")
    )
    texts = []
    if kinds:
        told = "、".join(f"{name} {count}件" for name, count in kinds.most_common())
        texts.append(_("期間中に公開したページ：%(total)s件（%(kinds)s）") % {"total": sum(kinds.values()), "kinds": told})
    counts = {
        "pages": pages.count(),
        "places": public_places(locale).count(),
        "organisations": public_organisations(locale).count(),
    }
    texts.append(_("現在公開している情報：ページ %(pages)s件、施設・窓口等 %(places)s件、団体 %(organisations)s件") % counts)
    searches = searches_within(period.first, period.last, locale.language_code)
    if searches.times:
        texts.append(_("期間中のサイト内検索（記録は13か月分）：%(times)s回") % {"times": f"{searches.times:,}"})
    if searches.most:
        texts.append(_("多く検索されたことば：%(words)s") % {"words": "、".join(searches.most)})
    return _section(_("サイトの利用"), _list(texts))
