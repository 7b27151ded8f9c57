"""Whatever happens to a public thing, what can be found of it is right at once."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import Page, PageViewRestriction

from cms.core.models import Image, Tag
from directory.models import DirectoryPage
from search import outbox, services
from search.models import Entry
from search.sources import Source
from tests.core.factories import ImageFactory
from tests.search.factories import MARKER, OrganisationFactory, PlaceFactory, found, locale, page, root, titles

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("each_engine")]


def hidden(word: str = MARKER) -> bool:
    """No hit, no total, no facet, in any language."""
    results = found(word, locale="")
    return not results.hits and not results.total and not any(results.facets.values())


def restrict(what: Page) -> PageViewRestriction:
    return PageViewRestriction.objects.create(page=what, restriction_type=PageViewRestriction.LOGIN)


def test_a_live_page_is_found_by_its_title_and_its_text():
    page("一時預かり", text="生後六か月から利用できます")
    assert titles("一時預かり") == ["一時預かり"]
    assert titles("利用") == ["一時預かり"]


def test_a_draft_is_not_found_until_it_is_published_nor_after_it_is_unpublished():
    draft = page(MARKER, live=False)
    assert hidden()
    draft.save_revision().publish()
    assert titles(MARKER) == [MARKER]
    DirectoryPage.objects.get(pk=draft.pk).unpublish()
    assert hidden()


def test_a_draft_of_a_live_page_is_not_found():
    live = page("公開中", text="もとの文")
    live.title = MARKER
    live.body = [("text", f"<p>{MARKER}</p>")]
    live.tags.add(MARKER)
    revision = live.save_revision()
    assert hidden()
    assert titles("公開中") == ["公開中"]
    revision.publish()
    assert titles(MARKER) == [MARKER]
    assert not titles("公開中")


def test_a_page_whose_time_has_run_out_is_not_found_though_nothing_has_unpublished_it():
    expiring = page(MARKER, expire_at=timezone.now() + datetime.timedelta(days=1))
    assert titles(MARKER)
    entries = Entry.objects.filter(object_id=str(expiring.pk))
    entries.update(expires_at=timezone.now() - datetime.timedelta(seconds=1))
    outbox.note(Source.ENTRIES, entries.values_list("pk", flat=True))
    assert hidden()


def test_a_page_becomes_private_and_public_again_with_a_restriction_on_it_or_above_it():
    section = page("部会")
    below = page(MARKER, parent=section)
    for restricted in (below, section):
        restriction = restrict(restricted)
        assert hidden()
        restriction.delete()
        assert titles(MARKER) == [MARKER]


def test_a_page_moved_below_a_private_one_is_private():
    private = page("内部")
    restrict(private)
    moved = page(MARKER)
    child = page(f"{MARKER}の子", parent=moved)
    assert set(titles(MARKER)) == {moved.title, child.title}
    moved.move(private, pos="last-child")
    assert hidden()
    Page.objects.get(pk=moved.pk).move(root(), pos="last-child")
    assert set(titles(MARKER)) == {moved.title, child.title}


def test_addresses_follow_a_new_slug_and_a_move_down_to_the_last_page(django_capture_on_commit_callbacks):
    section = page("あ", slug="a")
    below = page("い", parent=section, slug="b")
    page(MARKER, parent=below, slug="c")
    elsewhere = page("う", slug="elsewhere")
    assert found(MARKER).hits[0].entry.url == "/a/b/c/"
    section.slug = "renamed"
    section.save()
    assert found(MARKER).hits[0].entry.url == "/renamed/b/c/"
    below.refresh_from_db()
    below.move(elsewhere, pos="last-child")
    assert found(MARKER).hits[0].entry.url == "/elsewhere/b/c/"


def test_a_deleted_page_and_those_below_it_are_gone():
    section = page("部会")
    page(MARKER, parent=section)
    Page.objects.get(pk=section.pk).delete()
    assert hidden()


def test_a_renamed_tag_is_found_by_its_new_name_only():
    page("春の会", tags=[MARKER])
    assert titles(MARKER) == ["春の会"]
    tag = Tag.objects.get(name=MARKER)
    tag.name = "あたらしい札"
    tag.save()
    assert hidden()
    assert found("春の会").facets["tag"][0].value == "あたらしい札"
    tag.delete()
    assert not found("春の会").facets["tag"]


def test_a_renamed_organisation_is_found_at_its_places_by_its_new_name_only():
    organisation = OrganisationFactory.create(name=MARKER)
    PlaceFactory.create(name="ひろば", organisation=organisation)
    assert set(titles(MARKER)) == {MARKER, "ひろば"}
    organisation.name = "べつの名"
    organisation.save()
    assert hidden()
    assert "ひろば" in titles("べつの名")
    organisation.delete()
    assert not titles("べつの名")


def test_a_place_that_is_not_public_is_not_found_nor_the_name_of_an_organisation_that_is_not():
    organisation = OrganisationFactory.create(name=MARKER, is_public=False)
    place = PlaceFactory.create(name="ひろば", organisation=organisation)
    assert hidden()
    assert titles("ひろば") == ["ひろば"]
    place.live = False
    place.save()
    assert not titles("ひろば")


def test_a_page_changes_its_language():
    moved = page(MARKER)
    moved.locale = locale("en")
    moved.save()
    assert not titles(MARKER)
    assert titles(MARKER, locale="en") == [MARKER]


def test_words_about_a_picture_are_found_only_while_nobody_on_it_can_be_recognised():
    image = ImageFactory.create()
    made = page("写真の頁")
    made.body = [("picture", {"image": image, "alt": MARKER, "caption": ""})]
    made.save_revision().publish()
    assert titles(MARKER) == ["写真の頁"]
    image.people = Image.People.RECOGNISABLE
    image.save()
    assert hidden()


def test_going_over_everything_mends_what_is_missing_stale_and_surplus():
    kept = page("そのまま")
    lost = page("失われた頁")
    stale = page("古い頁")
    Entry.objects.filter(object_id=str(lost.pk)).delete()
    Entry.objects.filter(object_id=str(stale.pk)).update(title="ちがう", digest="x")
    gone = page(MARKER)
    type(gone).objects.filter(pk=gone.pk).update(live=False)
    assert titles(MARKER)
    services.follow_all()
    assert hidden()
    assert titles("失われた頁") == ["失われた頁"]
    assert "古い頁" in titles("古い頁")
    assert kept.title in titles("そのまま")


def test_what_is_followed_is_held_before_it_is_read_so_that_the_slower_of_two_leaves_nothing_old():
    made = page("ひろば")
    with CaptureQueriesContext(connection) as captured:
        services.follow_object(made)
    # SQLite lets one transaction write at a time, so that to have begun one is to hold everything.
    begun, *queries = (query["sql"] for query in captured.captured_queries)
    assert begun.startswith("SAVEPOINT")
    if connection.features.has_select_for_update:
        held = queries.pop(0)
        assert 'FROM "wagtailcore_page"' in held
        assert held.endswith("FOR NO KEY UPDATE")
    assert 'JOIN "wagtailcore_page"' in queries[0]


def test_of_many_changes_at_once_each_thing_is_followed_once_as_it_is_at_the_end():
    with services.at_once(), services.at_once():
        first = page(MARKER, text="はじめの文")
        gone = page("消えるもの")
        assert hidden()
        first.title = "あとの題"
        first.save_revision().publish()
        gone.delete()
    assert titles("あとの題") == ["あとの題"]
    assert hidden()
    assert hidden("消えるもの")


def test_many_changes_that_fail_leave_nothing_noted():
    with pytest.raises(ValueError, match="halfway"), services.at_once():
        raise ValueError("halfway")
    page(MARKER)
    assert titles(MARKER) == [MARKER]
