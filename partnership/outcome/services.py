"""What can be done with an outcome report besides editing it."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log
from wagtail.models import Page

from cms.core.rich_text import is_blank
from partnership.models import OutcomeItem, OutcomePart, OutcomeReportPage, OutcomeYear
from partnership.outcome.drafting import Known, Period, known

DRAFTED = "nobinobi.outcome.draft"


class DraftError(PermissionDenied):
    """A draft that is refused; the text says why, to the person who asked for it."""


class NotEditableError(DraftError):
    """This person may not edit the report now."""


class WrongLanguageError(DraftError):
    """The report is a translation: what it says follows its source."""


class WrongPeriodError(DraftError):
    """The period runs backwards."""


@dataclass(frozen=True)
class Drafted:
    """What was filled in, and what was left as it is because somebody had written there; the names of the form's fields."""

    filled: list[str]
    kept: list[str]


@transaction.atomic
def draft_from_records(page_id: int, period: Period, user: AbstractUser) -> Drafted:
    """Fills the empty fields of a report's newest draft with what the system knows of a period; a new draft, and nothing public.

    What somebody has written stays as it is: to have a field drafted anew, it is emptied first.

    Raises:
        NotEditableError, WrongLanguageError, WrongPeriodError
    """
    Page.objects.select_for_update().get(pk=page_id)
    page = OutcomeReportPage.objects.get(pk=page_id)
    lock = page.get_lock()
    if not page.permissions_for_user(user).can_edit() or (lock and lock.for_user(user)):
        raise NotEditableError(_("この報告は、今は編集できません。確認中か、ロックされているか、編集する権限がありません。"))
    if page.locale.language_code != settings.LANGUAGE_CODE:
        raise WrongLanguageError(_("翻訳のページでは使えません。もとの日本語の報告で使ってください。"))
    if period.last < period.first:
        raise WrongPeriodError(_("期間の終わりが、始まりより前になっています。"))
    draft: Any = page.get_latest_revision_as_object()
    drafted = _fill(draft, period, known(period, page.locale))
    if drafted.filled:
        # What is still empty is the editor's to write: a draft is not asked for it.
        revision = draft.save_revision(user=user, clean=False)
        data = {"first": period.first.isoformat(), "last": period.last.isoformat(), "filled": drafted.filled}
        log(instance=page, action=DRAFTED, user=user, data=data, revision=revision, content_changed=True)
    return drafted


def _fill(draft: Any, period: Period, found: Known) -> Drafted:
    """Writes into an unsaved report."""
    filled: list[str] = []
    kept: list[str] = []

    def into(name: str, is_empty: bool, there_is: bool = True) -> bool:
        if there_is:
            (filled if is_empty else kept).append(name)
        return there_is and is_empty

    if into(_("実施期間"), not draft.period_from and not draft.period_until):
        draft.period_from, draft.period_until = period.first, period.last
    if into(_("参加団体の役割"), not draft.parts.exists(), bool(found.parts)):
        draft.parts.set(
            [
                OutcomePart(locale=draft.locale, name=name, text="\n".join(lines), sort_order=order)
                for order, (name, lines) in enumerate(found.parts)
            ]
        )
    if into(_("年度別の支援額（年度だけ）"), not draft.years.exists()):
        draft.years.set(
            [
                OutcomeYear(locale=draft.locale, fiscal_year=year, sort_order=order)
                for order, year in enumerate(period.fiscal_years)
            ]
        )
    if into(_("費目別の支援額（助成金）"), not draft.items.exists(), found.has_grants):
        draft.items.set([OutcomeItem(locale=draft.locale, name=_("助成金"), amount_yen=found.granted_yen, sort_order=0)])
    if into(_("事業内容"), is_blank(draft.activities), bool(found.activities)):
        draft.activities = found.activities
    return Drafted(filled, kept)
