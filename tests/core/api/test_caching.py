"""An answer is made once a content version, told apart by ETag and Last-Modified, and never shared with whoever logs in."""

import datetime

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.http import http_date, parse_http_date
from wagtail.models import Page

from cms.core import version
from cms.core.api.middleware import Answer, Answers, PublicApiMiddleware
from cms.core.models import ContentVersion
from directory.models import DirectoryPage, Organisation, Place
from tests.core.api.arrange import get, items, site_root
from tests.core.factories import DocumentFactory, ImageFactory, UserFactory
from tests.site.factories import add, hide, locale

pytestmark = pytest.mark.django_db

PLAIN = ["", "openapi.json", "docs/", "site", "pages/", "images/", "documents/", "places", "organisations", "search?q=のび"]


@pytest.fixture
def root():
    return site_root()


@pytest.fixture
def addresses(root):
    """One address of every public GET."""
    place = Place.objects.create(name="広場", locale=locale())
    organisation = Organisation.objects.create(name="の会", locale=locale())
    made = [
        *PLAIN,
        f"pages/{root.pk}/",
        f"images/{ImageFactory.create().pk}/",
        f"documents/{DocumentFactory.create().pk}/",
        f"places/{place.pk}",
        f"organisations/{organisation.pk}",
    ]
    ContentVersion.objects.update(changed_at=timezone.now() - datetime.timedelta(minutes=5))
    return [f"/api/v2/{path}" for path in made]


def test_every_public_get_is_told_apart_and_answered_by_304_when_it_is_known(client, addresses):
    for address in addresses:
        response = client.get(address)
        assert response.status_code == 200, address
        assert response["Cache-Control"] == "public, no-cache"
        for known in (
            {"if-none-match": response["ETag"]},
            {"if-none-match": f'"other", W/{response["ETag"]}'},
            {"if-modified-since": response["Last-Modified"]},
        ):
            again = client.get(address, headers=known)
            assert (again.status_code, again.content) == (304, b""), (address, known)
            assert again["ETag"] == response["ETag"]
            assert again["Cache-Control"] == "public, no-cache"
            assert "Vary" in again
        older = http_date(parse_http_date(response["Last-Modified"]) - 1)
        for unknown in ({"if-none-match": '"other"'}, {"if-modified-since": older}, {"if-modified-since": "nonsense"}):
            assert client.get(address, headers=unknown).status_code == 200


def test_head_is_get_without_its_body(client, addresses):
    for address in addresses:
        full, head = client.get(address), client.head(address)
        assert (head.status_code, head.content) == (200, b"")
        assert head["Content-Length"] == str(len(full.content))
        assert (head["ETag"], head["Content-Type"]) == (full["ETag"], full["Content-Type"])


def test_whoever_shows_who_they_are_gets_nothing_that_could_be_kept(addresses):
    editor = Client()
    user = UserFactory.create()
    user.user_permissions.add(Permission.objects.get(codename="access_admin"))
    editor.force_login(user)
    stale, bearer = Client(), Client(headers={"authorization": "Bearer nonsense"})
    stale.cookies["sessionid"] = "nonsense"
    for address in addresses:
        public = Client().get(address)
        for known in (editor, stale, bearer):
            response = known.get(address, headers={"if-none-match": public["ETag"]})
            assert response.status_code == 200, address
            assert response["Cache-Control"] == "private, no-store"
            assert "ETag" not in response
            assert "Last-Modified" not in response
            assert response.content == public.content, address


def test_shared_caches_are_told_to_keep_callers_apart(client, addresses):
    for address in addresses:
        assert set(client.get(address)["Vary"].split(", ")) == {"Cookie", "Authorization"}


def test_an_anonymous_request_touches_neither_session_nor_user(client, addresses, monkeypatch):
    from django.contrib.auth import middleware as auth
    from django.contrib.sessions.backends.db import SessionStore

    def touched(*args, **kwargs):
        raise AssertionError("the session or the user was asked for")

    monkeypatch.setattr(SessionStore, "_get_session", touched)
    monkeypatch.setattr(auth, "get_user", touched)
    for address in [*addresses, "/api/v2/nothing", "/api/v2/pages/?age=x", "/api/v2/pages/999999/"]:
        with CaptureQueriesContext(connection) as captured:
            response = client.get(address)
        asked = " ".join(query["sql"] for query in captured)
        assert "django_session" not in asked
        assert "auth_user" not in asked
        assert not response.cookies
        assert not client.cookies


def test_an_answer_that_was_made_already_costs_one_query(client, root, django_assert_num_queries):
    get(client, "pages/?fields=*")
    with django_assert_num_queries(1):
        get(client, "pages/?fields=*")


def test_other_cookies_change_nothing(client, root):
    client.cookies["analytics"] = "1"
    assert client.get("/api/v2/pages/")["Cache-Control"] == "public, no-cache"


def test_what_is_published_shows_at_once(client, root):
    page = add(root, DirectoryPage, "地図", live=False)
    assert items(client, "pages/") == ["のびのび"]
    page.save_revision().publish()
    assert items(client, "pages/") == ["のびのび", "地図"]
    page.refresh_from_db()
    page.title = "新しい地図"
    page.save_revision().publish()
    assert items(client, "pages/") == ["のびのび", "新しい地図"]
    page.refresh_from_db()
    page.unpublish()
    assert items(client, "pages/") == ["のびのび"]


def test_a_page_that_was_missing_is_there_once_it_is_published(client, root):
    page = add(root, DirectoryPage, "地図", live=False)
    assert client.get(f"/api/v2/pages/{page.pk}/")["Cache-Control"] == "no-store"
    page.save_revision().publish()
    get(client, f"pages/{page.pk}/")


def test_a_draft_changes_no_answer(client, root):
    before = version.current()
    etag = client.get("/api/v2/pages/")["ETag"]
    root.title = "下書き"
    root.save_revision()
    assert client.get("/api/v2/pages/")["ETag"] == etag
    assert version.current() == before


def withdraw(image):
    image.people = "unknown"
    image.save()


@pytest.mark.parametrize(
    "change",
    [
        lambda root, page, image: hide(page),
        lambda root, page, image: page.delete(),
        lambda root, page, image: page.move(Page.objects.get(pk=root.pk), "last-child"),
        lambda root, page, image: page.tags.add("札") or page.save(),
        lambda root, page, image: withdraw(image),
        lambda root, page, image: image.delete(),
        lambda root, page, image: Place.objects.create(name="広場", locale=root.locale),
        lambda root, page, image: Organisation.objects.create(name="の会", locale=root.locale),
        lambda root, page, image: locale("en"),
    ],
    ids=["restricted", "deleted", "moved", "tagged", "withdrawn", "picture deleted", "place", "organisation", "language"],
)
def test_whatever_the_public_can_see_moves_the_content_version(root, change):
    image = ImageFactory.create()
    page = add(add(root, DirectoryPage, "上"), DirectoryPage, "下", cover=image)
    before = version.current().number
    change(root, page, image)
    assert version.current().number > before


def test_two_processes_never_differ(root):
    """Each process keeps answers of its own; what one published, the other shows with its next answer."""
    from django.http import Http404

    def ordinary(request):
        raise Http404

    processes = [PublicApiMiddleware(ordinary), PublicApiMiddleware(ordinary)]

    def ask():
        return [process(RequestFactory().get("/api/v2/pages/", headers={"host": "testserver"})) for process in processes]

    first = ask()
    assert first[0].content == first[1].content
    assert first[0]["ETag"] == first[1]["ETag"]
    add(root, DirectoryPage, "地図")
    second = ask()
    assert second[0].content == second[1].content != first[0].content
    assert "地図" in second[0].content.decode()


def test_with_a_new_day_answers_are_made_anew(root):
    now = timezone.now()
    by_time = version.change_by_time(now)
    assert by_time.last <= now < by_time.next <= now + datetime.timedelta(days=1)
    assert timezone.localtime(by_time.next).time() == datetime.time()
    add(root, DirectoryPage, "まもなく", expire_at=now + datetime.timedelta(seconds=1))
    assert version.change_by_time(now).next <= now + datetime.timedelta(seconds=1)


def test_a_change_in_this_very_second_gives_no_date_to_be_deceived_by(client, root):
    now = timezone.now().replace(microsecond=500_000)
    ContentVersion.objects.update(changed_at=now + datetime.timedelta(seconds=1))
    response = client.get("/api/v2/pages/")
    assert "Last-Modified" not in response
    assert "ETag" in response


def answer(body: bytes, until: datetime.datetime) -> Answer:
    return Answer(body, "application/json", '"x"', until, until)


def test_answers_are_kept_up_to_a_size_and_for_one_version():
    now = timezone.now()
    later = now + datetime.timedelta(hours=1)
    answers = Answers(limit=4000)
    for number in range(10):
        answers.put(1, str(number), answer(b"x" * 500, later))
    kept = [number for number in range(10) if answers.get(1, str(number), now)]
    assert kept == [7, 8, 9]
    assert answers.size <= 4000
    assert answers.get(2, "9", now) is None
    assert answers.get(1, "9", later) is None
    answers.put(2, "new", answer(b"x", later))
    assert answers.get(1, "9", now) is None
    assert list(answers.entries) == ["new"]
