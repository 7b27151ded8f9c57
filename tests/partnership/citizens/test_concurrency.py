"""Several act on the same report of a citizen at the same moment: it happens once. Threads need commits."""

import pytest
from wagtail.models import ModelLogEntry

from cms.core import services as reviews
from partnership.citizens import services
from partnership.models import CitizenReportPage, SentReport
from tests.at_once import at_once
from tests.core.editorial import person, refilled, set_up, waiting
from tests.partnership.citizens.conftest import WORDS, only

pytestmark = pytest.mark.django_db(transaction=True)
State = SentReport.State


@pytest.fixture
def asked(db: None) -> SentReport:
    refilled()
    set_up()
    return services.ask(services.begin(WORDS))


def test_a_link_pressed_several_times_makes_one_page(asked: SentReport) -> None:
    results = at_once(*[lambda: services.confirm(asked)] * 4)
    refused = [result for result in results if not isinstance(result, SentReport)]
    assert [type(each) for each in refused] == [services.DecidedError] * 3
    assert CitizenReportPage.objects.count() == 1
    confirmed = ModelLogEntry.objects.filter(object_id=str(asked.pk), action="nobinobi.citizen.confirm")
    assert confirmed.count() == 1


def test_what_is_erased_while_it_is_confirmed_is_either(asked: SentReport) -> None:
    confirmed, erased = at_once(lambda: services.confirm(asked), lambda: services.erase(asked))
    if isinstance(erased, SentReport):
        assert isinstance(confirmed, services.DecidedError)
        assert (only().state, CitizenReportPage.objects.count()) == (State.ERASED, 0)
    else:
        assert isinstance(erased, services.StillPublicError)
        assert (only().state, CitizenReportPage.objects.count()) == (State.CONFIRMED, 1)


def test_what_is_withdrawn_while_it_is_approved_ends_in_one_of_both(asked: SentReport) -> None:
    approver = person("approver", "approver")
    services.confirm(asked)
    state = waiting(CitizenReportPage.objects.get())
    approved, withdrawn = at_once(lambda: reviews.approve(state, approver), lambda: services.withdraw(asked))
    page = CitizenReportPage.objects.get()
    if isinstance(withdrawn, reviews.NotInReviewError):  # Asked before it was public, answered after: they press once more.
        assert page.live
        assert services.withdraw(asked) == "public"
    else:
        assert withdrawn == ("review" if isinstance(approved, reviews.ReviewError) else "public")
    page.refresh_from_db()
    assert not page.live
    assert page.current_workflow_state is None
