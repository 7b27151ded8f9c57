"""`/api/v2/grants`."""

import datetime
from typing import Annotated, Any

from django.conf import settings
from django.http import HttpRequest
from django.utils import translation
from ninja import Field, Path, Query, Router, Schema
from ninja.errors import HttpError

from cms.core.api import parameters
from cms.core.api.routes import ListOut, ListQuery, PageLinkOut, page_link_out, part
from cms.core.dates import fiscal_year_in_words
from cms.core.navigation import absolute
from directory.schemas import OrganisationOut, organisation_out
from partnership.grants import queries
from partnership.grants.queries import Project, Year
from partnership.models import GrantProject
from partnership.models.grants import FIRST_YEAR, LAST_YEAR

FiscalYear = Annotated[int, Path(ge=FIRST_YEAR, le=LAST_YEAR, description="The calendar year in which it begins, in April")]

router = Router(tags=["grants"])


class PaperOut(Schema):
    id: int
    title: str
    url: str


class ProjectOut(Schema):
    id: int
    title: str
    organisation: OrganisationOut | None = Field(description="null where it is not public")
    state: str = Field(description="One of " + ", ".join(GrantProject.ADOPTED))
    granted_yen: int | None
    spent_yen: int | None
    report: PageLinkOut | None


class YearOut(Schema):
    fiscal_year: int = Field(description="The calendar year in which it begins, in April")
    label: str = Field(description="In words, in the language asked for")
    call: str
    opens_on: datetime.date | None
    closes_on: datetime.date | None = Field(description="The last day on which one can apply")
    budget_yen: int | None
    granted_yen: int | None = Field(description="The sum of the projects' grants; null while one of them is not known")
    spent_yen: int | None = Field(description="The sum of what the projects spent; null while one of them is not known")
    organisation_count: int
    project_count: int
    papers: list[PaperOut]
    projects: list[ProjectOut]


class YearQuery(Schema):
    locale: str = Field(settings.LANGUAGE_CODE, max_length=20, description="A language's code")


@router.get("", response=ListOut[YearOut], summary="Grants, by fiscal year", auth=None)
def grants(request: HttpRequest, query: Query[ListQuery]) -> dict[str, Any]:
    """The newest year first. Only what was granted is here, not who applied in vain."""
    locale = parameters.locale(query.locale)
    with translation.override(locale.language_code):
        return part(queries.years(locale), query, year_out)


@router.get("/{fiscal_year}", response=YearOut, summary="The grants of one fiscal year", auth=None)
def grants_of_year(request: HttpRequest, fiscal_year: FiscalYear, query: Query[YearQuery]) -> dict[str, Any]:
    """By the calendar year in which it begins."""
    locale = parameters.locale(query.locale)
    found = queries.years(locale, fiscal_year)
    if not found:
        raise HttpError(404, "there are no public grants of this year")
    with translation.override(locale.language_code):
        return year_out(found[0])


def year_out(year: Year) -> dict[str, Any]:
    """A year, in the words of the active language."""
    names = ("fiscal_year", "call", "opens_on", "closes_on", "budget_yen")
    return {
        **{name: getattr(year.round, name) for name in names},
        "label": fiscal_year_in_words(year.fiscal_year),
        "granted_yen": year.granted_yen,
        "spent_yen": year.spent_yen,
        "organisation_count": year.organisation_count,
        "project_count": len(year.projects),
        "papers": [{"id": each.pk, "title": each.title, "url": absolute(each.url)} for each in year.papers],
        "projects": [project_out(each) for each in year.projects],
    }


def project_out(each: Project) -> dict[str, Any]:
    """A granted project."""
    return {
        "id": each.project.pk,
        **{name: getattr(each.project, name) for name in ("title", "state", "granted_yen", "spent_yen")},
        "organisation": organisation_out(each.organisation) if each.organisation else None,
        "report": page_link_out(each.report) if each.report else None,
    }
