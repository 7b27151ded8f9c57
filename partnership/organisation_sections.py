"""What the network knows of an organisation, for its page in the directory."""

from django.utils.translation import gettext, gettext_lazy
from wagtail.models import Locale

from cms.core.dates import day_in_words, fiscal_year_in_words
from cms.core.queries import public_pages
from directory.models import Organisation
from directory.queries import in_language
from directory.sections import Line, OrganisationSection
from partnership import queries
from partnership.council.queries import seats_of
from partnership.endorsing.queries import endorsed_by
from partnership.events.queries import events_of
from partnership.events.words import when_in_words
from partnership.grants.queries import projects_of
from partnership.models import CitizenReportPage, GrantProject

NEWEST = 5


def part_in_the_network(organisation: Organisation, locale: Locale) -> OrganisationSection:
    """Its membership today, and where it sits."""
    lines = [
        Line(
            str(member.membership.get_kind_display()),
            notes=tuple(
                filter(
                    None,
                    (
                        member.membership.role,
                        gettext("加入: %(day)s") % {"day": day_in_words(member.membership.joined_on)}
                        if member.membership.joined_on
                        else "",
                    ),
                )
            ),
        )
        for member in queries.members(locale)
        if member.organisation.translation_key == organisation.translation_key
    ]
    lines += [Line(name, notes=notes) for name, notes in seats_of(organisation, locale)]
    return OrganisationSection("network", gettext_lazy("ネットワークでの役割"), lines)


def endorsements(organisation: Organisation, locale: Locale) -> OrganisationSection:
    """The declarations that it endorses under its name, each in the reader's language where there is one."""
    lines = [
        Line(
            each.page.title,
            each.page.url or "",
            (day_in_words(each.since),) if each.since else (),
            each.page.locale.language_code if each.page.locale_id != locale.pk else "",
        )
        for each in endorsed_by(organisation, locale)
    ]
    return OrganisationSection("endorsements", gettext_lazy("賛同している宣言"), lines)


def events(organisation: Organisation, locale: Locale) -> OrganisationSection:
    """Its events to come, each with its next time."""
    known = in_language(organisation, locale)
    found = events_of(known)[:NEWEST] if known else []
    lines = [Line(each.page.title, each.page.url or "", (when_in_words(each.planned),)) for each in found]
    return OrganisationSection("events", gettext_lazy("これからのイベント"), lines)


def reports(organisation: Organisation, locale: Locale) -> OrganisationSection:
    """Its newest reports."""
    found = (
        public_pages(CitizenReportPage)
        .filter(locale=locale, organisation__translation_key=organisation.translation_key)
        .order_by("-first_published_at", "-pk")
    )
    lines = [
        Line(page.title, page.url or "", (day_in_words(page.happened_on),) if page.happened_on else ()) for page in found[:NEWEST]
    ]
    return OrganisationSection("reports", gettext_lazy("市民レポート"), lines)


def grants(organisation: Organisation, locale: Locale) -> OrganisationSection:
    """What it was granted, the newest year first."""
    lines = [
        Line(
            each.project.title,
            (each.report.url or "") if each.report else "",
            (fiscal_year_in_words(each.project.round.fiscal_year), _state(each.project)),
            each.project.locale.language_code if each.project.locale_id != locale.pk else "",
        )
        for each in projects_of(organisation, locale)
    ]
    return OrganisationSection("grants", gettext_lazy("助成を受けた事業"), lines)


def _state(project: GrantProject) -> str:
    return str(project.get_state_display())
