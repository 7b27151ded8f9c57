import datetime

import pytest
from django.utils import timezone
from wagtail.models import Page, PageViewRestriction

from cms.core.queries import public_pages
from home.models import NewsPage, SectionPage

pytestmark = pytest.mark.django_db


@pytest.fixture
def section() -> SectionPage:
    return Page.objects.get(depth=1).add_child(instance=SectionPage(title="お知らせ", slug="news"))


def test_a_live_page_is_public(section: SectionPage) -> None:
    page = section.add_child(instance=NewsPage(title="開館時間"))
    assert list(public_pages(NewsPage)) == [page]


def test_a_draft_is_not(section: SectionPage) -> None:
    section.add_child(instance=NewsPage(title="開館時間", live=False))
    assert not public_pages(NewsPage).exists()


def test_a_page_is_public_until_the_moment_it_expires(section: SectionPage) -> None:
    moment = timezone.now() + datetime.timedelta(hours=1)
    page = section.add_child(instance=NewsPage(title="開館時間", expire_at=moment))
    assert list(public_pages(NewsPage)) == [page]
    assert not public_pages(NewsPage, at=moment).exists()


def test_a_restriction_holds_for_everything_below_it(section: SectionPage) -> None:
    section.add_child(instance=NewsPage(title="開館時間"))
    PageViewRestriction.objects.create(page=section, restriction_type=PageViewRestriction.LOGIN)
    assert not public_pages(NewsPage).exists()
    assert not public_pages(SectionPage).exists()
