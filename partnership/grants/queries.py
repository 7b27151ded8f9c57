"""What can be asked of the grants."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from wagtail.models import Locale, Page

from cms.core.models import BasePage, Document
from cms.core.queries import in_locale, public_pages
from directory.models import Organisation
from directory.queries import in_or_for, public_organisations
from partnership.models import GrantProject, GrantRound
from partnership.models.grants import GrantProjectQuerySet


@dataclass(frozen=True)
class Project:
    """A granted project as the reader's language has it. What is not public of its organisation and report is None."""

    project: GrantProject
    organisation: Organisation | None
    report: Page | None


@dataclass(frozen=True)
class Year:
    """The grants of a fiscal year: the round, its papers, what was granted, and sums that agree with it."""

    round: GrantRound
    papers: list[Document]
    projects: list[Project]

    @property
    def fiscal_year(self) -> int:
        return self.round.fiscal_year

    @property
    def organisation_count(self) -> int:
        """How many organisations were granted something, those counted that are not public."""
        return len({each.project.organisation.translation_key for each in self.projects})

    @property
    def granted_yen(self) -> int | None:
        """The sum of the grants; None while one of them is not known, for the rest would be no sum of them all."""
        return _sum(each.project.granted_yen for each in self.projects)

    @property
    def spent_yen(self) -> int | None:
        """The sum of what was spent, by the same rule."""
        return _sum(each.project.spent_yen for each in self.projects)

    @property
    def knows_amounts(self) -> bool:
        """Whether any project's grant is known."""
        return any(each.project.granted_yen is not None for each in self.projects)

    @property
    def left_yen(self) -> int | None:
        """What the budget has left after the grants."""
        granted = self.granted_yen
        return None if granted is None or self.round.budget_yen is None else self.round.budget_yen - granted


def _sum(amounts: Iterable[int | None]) -> int | None:
    known = list(amounts)
    return sum(each for each in known if each is not None) if known and None not in known else None


def years(locale: Locale, fiscal_year: int | None = None) -> list[Year]:
    """The public rounds for readers of a language, or that of one year; the newest first. A fixed number of queries."""
    rounds = in_or_for(GrantRound.objects.public(), locale).prefetch_related("papers").order_by("-fiscal_year")
    if fiscal_year is not None:
        rounds = rounds.filter(fiscal_year=fiscal_year)
    found = list(rounds)
    projects = _projects(found, locale)
    documents = Document.objects.public().in_bulk({paper.document_id for each in found for paper in each.papers.all()})
    return [
        Year(
            each,
            [documents[paper.document_id] for paper in each.papers.all() if paper.document_id in documents],
            projects.get(each.translation_key, []),
        )
        for each in found
    ]


def projects_of(organisation: Organisation, locale: Locale) -> list[Project]:
    """What an organisation was granted, the newest year first."""
    granted = GrantProject.objects.public().filter(organisation__translation_key=organisation.translation_key)
    return _shown(granted, locale, "-round__fiscal_year", "pk")


def _projects(rounds: list[GrantRound], locale: Locale) -> dict[Any, list[Project]]:
    """The granted projects of rounds, by the round's translation key; an organisation's beside each other, in kana order."""
    of_these = GrantProject.objects.public().filter(round__translation_key__in=[each.translation_key for each in rounds])
    found: dict[Any, list[Project]] = {}
    for each in _shown(of_these, locale, "organisation__kana_order", "organisation__name", "pk"):
        found.setdefault(each.project.round.translation_key, []).append(each)
    return found


def _shown(projects: GrantProjectQuerySet, locale: Locale, *order: str) -> list[Project]:
    """Projects as readers of a language may see them, in an order. A fixed number of queries."""
    rows = list(in_or_for(projects, locale).select_related("round", "organisation", "locale").order_by(*order))
    keys = {row.organisation.translation_key for row in rows}
    organisations = {each.translation_key: each for each in public_organisations(locale).filter(translation_key__in=keys)}
    reports = _public_reports(rows, locale)
    return [Project(row, organisations.get(row.organisation.translation_key), reports.get(row.report_id)) for row in rows]


def _public_reports(rows: list[GrantProject], locale: Locale) -> dict[Any, Page]:
    """The public pages that report on projects, in the reader's language where they are translated, by the id of the original."""
    ids = {row.report_id for row in rows if row.report_id}
    pages = list(public_pages(BasePage).filter(pk__in=ids).select_related("locale")) if ids else []
    return {page.pk: shown for page, shown in zip(pages, in_locale(pages, locale), strict=True)}
