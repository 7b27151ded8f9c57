import datetime

import pytest
from django.utils import timezone
from wagtail.models import Page, PageViewRestriction

from cms.core.models import BasePage
from cms.core.queries import public_pages
from directory.models import DirectoryPage

pytestmark = pytest.mark.django_db


@pytest.fixture
def section() -> DirectoryPage:
    return Page.objects.get(depth=1).add_child(instance=DirectoryPage(title="あずける", slug="leave"))


def test_a_live_page_is_public(section: DirectoryPage) -> None:
    page = section.add_child(instance=DirectoryPage(title="一時預かり"))
    assert set(public_pages(DirectoryPage)) == {section, page}


def test_a_draft_is_not(section: DirectoryPage) -> None:
    section.add_child(instance=DirectoryPage(title="一時預かり", live=False))
    assert set(public_pages(DirectoryPage)) == {section}


def test_a_page_is_public_until_the_moment_it_expires(section: DirectoryPage) -> None:
    moment = timezone.now() + datetime.timedelta(hours=1)
    page = section.add_child(instance=DirectoryPage(title="一時預かり", expire_at=moment))
    assert page in public_pages(DirectoryPage)
    assert set(public_pages(DirectoryPage, at=moment)) == {section}


def test_a_restriction_holds_for_everything_below_it(section: DirectoryPage) -> None:
    section.add_child(instance=DirectoryPage(title="一時預かり"))
    PageViewRestriction.objects.create(page=section, restriction_type=PageViewRestriction.LOGIN)
    assert not public_pages(DirectoryPage).exists()
    assert not public_pages(BasePage).filter(path__startswith=section.path).exists()
