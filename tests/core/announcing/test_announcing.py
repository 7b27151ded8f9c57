"""What goes public is announced where an editor ticked it: after commit, once, and never where it is not for everybody."""

import datetime
import logging
from collections.abc import Iterator
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry, PageLogEntry

from cms.core import services as reviewing
from cms.core.announcing import sending, services
from cms.core.models import Announcement, AnnouncementChannel, BasePage
from directory.models import Place
from tests.core.announcing.listening import SECRET, Service, service
from tests.core.editorial import client_of, delegate, draft, edit, editor_form, fresh, live, person, set_up, waiting
from tests.site.factories import hide, locale, one

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("set_up_once")]
State = Announcement.State
MINUTE = datetime.timedelta(minutes=1)


@pytest.fixture
def root() -> Any:
    return set_up()


@pytest.fixture
def editor(root: Any) -> Any:
    return person("書子", "editor")


@pytest.fixture
def approver(root: Any) -> Any:
    return person("認子", "approver")


@pytest.fixture
def elsewhere() -> Iterator[Service]:
    with service() as running:
        yield running


@pytest.fixture
def channel(elsewhere: Service) -> AnnouncementChannel:
    return elsewhere.channel()


@pytest.fixture
def committed(django_capture_on_commit_callbacks: Any) -> Any:
    """Whatever is done inside of it is followed by what waits for the commit."""
    return lambda: django_capture_on_commit_callbacks(execute=True)


def ticked(page: Any, *channels: AnnouncementChannel, text: str = "", **texts: str) -> Any:
    """The page's newest revision, in which an editor has ticked channels."""
    page = fresh(page).get_latest_revision_as_object()
    page.announcing = {"channels": [each.pk for each in channels], "text": text, "texts": texts}
    page.save_revision(user=page.owner if hasattr(page, "owner") else None)
    return fresh(page)


def publish(page: Any) -> None:
    fresh(page).get_latest_revision().publish()


def pass_time(minutes: float = 60 * 24) -> None:
    for each in Announcement.objects.all():
        each.due_at -= minutes * MINUTE
        if each.claimed_at:
            each.claimed_at -= minutes * MINUTE
        each.save()


# From the editor to the service ------------------------------------------------------------------------------------------


def test_what_an_editor_ticks_goes_through_the_review_and_out_when_the_page_is_public(
    root: Any, editor: Any, approver: Any, elsewhere: Service, committed: Any
) -> None:
    channel = elsewhere.channel()
    page = draft(root, editor, "夏のひろば", summary="毎週火曜に開きます。")
    edit(client_of(editor), page, announce_channels=[str(channel.pk)])
    with committed():
        reviewing.submit_for_review(fresh(page), editor)
    assert not Announcement.objects.exists()
    for view in ("review", "my_review"):
        asked = client_of(approver).get(reverse(view, args=[waiting(page).pk])).content.decode()
        assert "「テスト先」に知らせる文" in asked, "who approves it reads what will be said"
    with committed():
        reviewing.approve(waiting(page), approver)
    page = fresh(page)
    assert elsewhere.texts == [f"夏のひろば\n毎週火曜に開きます。\nhttp://localhost:8000{page.url}"]
    announcement = Announcement.objects.get()
    assert (announcement.state, announcement.attempts) == (State.SENT, 1)
    assert PageLogEntry.objects.get(page=page.pk, action=services.SENT_ACTION).data == {"channel": "テスト先"}


def test_nothing_is_sent_before_the_transaction_that_publishes_holds(
    root: Any, editor: Any, channel: AnnouncementChannel, elsewhere: Service
) -> None:
    page = ticked(draft(root, editor), channel)
    publish(page)  # the test's own transaction does not end
    assert Announcement.objects.get().state == State.WAITING
    assert elsewhere.got == []


def test_a_scheduled_page_is_announced_when_its_time_has_come(
    root: Any, editor: Any, channel: AnnouncementChannel, elsewhere: Service, committed: Any
) -> None:
    page = ticked(draft(root, editor, go_live_at=timezone.now() + 60 * MINUTE), channel)
    with committed():
        publish(page)
    assert elsewhere.got == []
    revision = fresh(page).scheduled_revision
    revision.approved_go_live_at = timezone.now() - MINUTE
    revision.content["go_live_at"] = (timezone.now() - MINUTE).isoformat()
    revision.save()
    with committed():
        call_command("publish_scheduled")
    assert fresh(page).live
    assert len(elsewhere.got) == 1


def test_a_place_is_announced_as_a_page_is(
    root: Any, editor: Any, channel: AnnouncementChannel, elsewhere: Service, committed: Any
) -> None:
    place = Place.objects.create(name="ひまわり広場", note="だれでも来られます。", locale=locale(), live=False)
    place = ticked(place, channel)
    with committed():
        publish(place)
    assert elsewhere.texts == [f"ひまわり広場\nだれでも来られます。\nhttp://localhost:8000{place.get_absolute_url()}"]
    assert ModelLogEntry.objects.filter(action=services.SENT_ACTION, object_id=str(place.pk)).exists()


def test_each_channel_may_have_a_text_of_its_own(root: Any, editor: Any, elsewhere: Service, committed: Any) -> None:
    first, other = elsewhere.channel("一"), elsewhere.channel("二")
    page = draft(root, editor, "ひろば")
    values = {
        "announce_channels": [str(first.pk), str(other.pk)],
        "announce_text": "みんなへ\n{url}",
        f"announce_text_{first.pk}": "一へ",
    }
    edit(client_of(editor), page, **values)
    with committed():
        publish(page)
    # Whatever an editor writes, it leads to the page.
    address = f"http://localhost:8000{fresh(page).url}"
    assert sorted(elsewhere.texts) == sorted([f"一へ\n{address}", f"みんなへ\n{address}"])


def test_a_text_that_was_filled_in_and_left_alone_follows_the_title_and_the_address(
    root: Any, editor: Any, channel: AnnouncementChannel, elsewhere: Service, committed: Any
) -> None:
    page = draft(root, editor, "古い題名")
    client = client_of(editor)
    assert "古い題名" in editor_form(client, page)["announce_text"]
    edit(client, page, title="新しい題名", slug="new-one", announce_channels=[str(channel.pk)])
    with committed():
        publish(page)
    assert elsewhere.texts == [f"新しい題名\nhttp://localhost:8000{fresh(page).url}"]


def test_the_ticks_are_there_when_the_draft_is_opened_again_and_can_be_taken_back(
    root: Any, editor: Any, channel: AnnouncementChannel, elsewhere: Service, committed: Any
) -> None:
    page = draft(root, editor)
    client = client_of(editor)
    edit(client, page, announce_channels=[str(channel.pk)], announce_text="わたしの文面")
    html = client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content
    form = BeautifulSoup(html, "html.parser")
    assert [str(tick["value"]) for tick in form.select("[name=announce_channels][checked]")] == [str(channel.pk)]
    assert one(form, "[name=announce_text]").get_text().split()[0] == "わたしの文面"
    edit(client, page, announce_channels=[])
    with committed():
        publish(page)
    assert not Announcement.objects.exists()


def test_a_copy_of_a_page_announces_nothing_by_itself(
    root: Any, editor: Any, channel: AnnouncementChannel, committed: Any
) -> None:
    page = ticked(draft(root, editor), channel)
    copy = page.copy(update_attrs={"slug": "copy", "title": "写し"}, keep_live=False)
    with committed():
        publish(copy)
    assert fresh(copy).live
    assert not Announcement.objects.exists()


def test_who_may_not_tick_changes_no_tick(root: Any, editor: Any, channel: AnnouncementChannel) -> None:
    page = ticked(draft(root, editor), channel)
    translator = client_of(person("訳子", "translator"))
    assert "announce_channels" not in editor_form(translator, page)
    edit(translator, page, title="直した題名", announce_channels=[])
    newest = fresh(page).get_latest_revision_as_object()
    assert newest.title == "直した題名"
    assert newest.announcing["channels"] == [channel.pk]


# Never twice, never what is hidden ------------------------------------------------------------------------------------------


def test_publishing_again_announces_nothing_again(
    root: Any, editor: Any, channel: AnnouncementChannel, elsewhere: Service, committed: Any
) -> None:
    page = ticked(draft(root, editor), channel)
    with committed():
        publish(page)
    for _again in range(2):
        with committed():
            fresh(page).unpublish()
            publish(page)
    with committed():
        publish(ticked(page, channel, text="別の文面"))
    services.send.call(Announcement.objects.get().pk)
    services.sweep()
    assert len(elsewhere.got) == 1
    html = client_of(editor).get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()
    assert "テスト先：送りました" in html
    assert 'name="announce_channels"' not in html


def test_what_is_taken_down_before_it_is_sent_is_not_sent_and_may_be_when_it_is_back(
    root: Any, editor: Any, channel: AnnouncementChannel, elsewhere: Service, committed: Any
) -> None:
    page = ticked(draft(root, editor), channel)
    publish(page)
    fresh(page).unpublish()
    services.sweep()
    assert Announcement.objects.get().state == State.DROPPED
    assert elsewhere.got == []
    with committed():
        publish(page)
    assert len(elsewhere.got) == 1


@pytest.mark.parametrize("how", ["restricted", "expired", "deleted", "stopped"])
def test_what_is_not_for_everybody_any_more_is_not_sent(
    how: str, root: Any, editor: Any, channel: AnnouncementChannel, elsewhere: Service
) -> None:
    page = ticked(draft(root, editor), channel)
    publish(page)
    if how == "restricted":
        hide(fresh(page))
    elif how == "expired":
        type(page).objects.filter(pk=page.pk).update(expire_at=timezone.now() - MINUTE)
    elif how == "deleted":
        fresh(page).delete()
    else:
        AnnouncementChannel.objects.update(is_active=False)
    services.sweep()
    assert elsewhere.got == []
    assert Announcement.objects.get().state == (State.GAVE_UP if how == "stopped" else State.DROPPED)


def test_a_private_page_is_never_announced(
    root: Any, editor: Any, channel: AnnouncementChannel, elsewhere: Service, committed: Any
) -> None:
    section = live(root, editor, "会員の部屋")
    hide(section)
    page = ticked(draft(section, editor, "内々の話"), channel)
    with committed():
        publish(page)
    assert fresh(page).live
    assert not Announcement.objects.exists()
    assert elsewhere.got == []


# When the service does not take it --------------------------------------------------------------------------------------------


def test_a_refusal_is_tried_again_later_and_later_and_then_given_up(
    root: Any, editor: Any, channel: AnnouncementChannel, elsewhere: Service, committed: Any
) -> None:
    elsewhere.answers = [503] * 20
    with committed():
        publish(ticked(draft(root, editor), channel))
    announcement = Announcement.objects.get()
    assert (announcement.state, announcement.attempts) == (State.FAILED, 1)
    waits = []
    while announcement.state == State.FAILED:
        services.sweep()
        assert len(elsewhere.got) == announcement.attempts, "it is not due yet"
        waits.append(round((announcement.due_at - timezone.now()) / MINUTE))
        pass_time()
        services.sweep()
        announcement = Announcement.objects.get()
    assert waits == [1, 5, 15, 60, 240]
    assert (announcement.state, len(elsewhere.got)) == (State.GAVE_UP, 6)
    assert "503" in announcement.error


def test_what_succeeds_the_second_time_is_sent_once(
    root: Any, editor: Any, channel: AnnouncementChannel, elsewhere: Service, committed: Any
) -> None:
    elsewhere.answers = [500, 200]
    with committed():
        publish(ticked(draft(root, editor), channel))
    for _again in range(3):
        pass_time()
        services.sweep()
    assert len(elsewhere.got) == 2
    assert (Announcement.objects.get().state, Announcement.objects.get().error) == (State.SENT, "")


def test_what_may_have_arrived_is_not_tried_again_by_itself(
    root: Any, editor: Any, channel: AnnouncementChannel, elsewhere: Service, committed: Any
) -> None:
    elsewhere.answers = ["hang up"]
    with committed():
        publish(ticked(draft(root, editor), channel))
    pass_time()
    services.sweep()
    assert len(elsewhere.got) == 1
    assert Announcement.objects.get().state == State.GAVE_UP
    assert "分かりません" in Announcement.objects.get().error


def test_a_worker_that_dies_while_sending_leaves_it_to_a_person(
    root: Any, editor: Any, channel: AnnouncementChannel, elsewhere: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(ticked(draft(root, editor), channel))

    def die(*args: Any, **kwargs: Any) -> None:
        raise SystemExit

    with monkeypatch.context() as patched:
        patched.setattr(services, "_finish", die)
        with pytest.raises(SystemExit):
            services.sweep()
    assert len(elsewhere.got) == 1
    services.sweep()
    assert Announcement.objects.get().state == State.SENDING, "its worker may be alive yet"
    pass_time()
    services.sweep()
    assert Announcement.objects.get().state == State.GAVE_UP
    assert len(elsewhere.got) == 1


def test_a_text_that_is_too_long_is_cut_before_its_address(root: Any, editor: Any, elsewhere: Service, committed: Any) -> None:
    channel = elsewhere.channel(own_limit=80)
    with committed():
        publish(ticked(draft(root, editor, "ひろば", summary="とても長い要約です。" * 20), channel))
    (text,) = elsewhere.texts
    assert len(text) <= 80
    assert text.endswith(f"…\nhttp://localhost:8000{BasePage.objects.get(title='ひろば').url}")


# Secrets ------------------------------------------------------------------------------------------------------------------------


def test_no_secret_is_in_the_log_the_list_or_the_database(
    root: Any, editor: Any, elsewhere: Service, committed: Any, caplog: pytest.LogCaptureFixture
) -> None:
    channel = elsewhere.channel()
    elsewhere.answers = [401]
    caplog.set_level(logging.DEBUG)
    with committed():
        publish(ticked(draft(root, editor), channel))
    html = client_of(person("事務", "secretariat")).get(reverse("announcing:list")).content.decode()
    stored: list[Any] = list(AnnouncementChannel.objects.values())
    stored += Announcement.objects.values("title", "channel_name", "text", "error")
    logged = [*ModelLogEntry.objects.values("data"), *PageLogEntry.objects.values("data")]
    for where in (caplog.text, html, str(stored), repr(channel), str(logged)):
        assert SECRET not in where


@pytest.mark.parametrize(
    ("status", "told"),
    [(401, "認めませんでした"), (404, "見つかりませんでした"), (422, "この文を"), (429, "送りすぎ"), (503, "調子が悪い")],
)
def test_a_refusal_is_told_in_words_that_help(status: int, told: str, channel: AnnouncementChannel, elsewhere: Service) -> None:
    elsewhere.answers = [status]
    result = sending.send(channel, "文", "題")
    assert result.outcome is sending.Outcome.REFUSED
    assert told in result.reason
    assert "（送ったときの記録：" in result.reason
    assert str(status) in result.reason


def test_where_nobody_answers_that_is_told_in_words_that_help() -> None:
    with service() as elsewhere:
        channel = elsewhere.channel()
    result = sending.send(channel, "文", "題")
    assert result.outcome is sending.Outcome.REFUSED
    assert "つながりませんでした" in result.reason


def test_what_a_service_answers_is_kept_without_any_part_of_the_address() -> None:
    url = "slack://TokenA123/TokenB456/Token%2FC789/#room"
    said = "refused https://hooks.slack.com/TokenA123/TokenB456: tokenb456 of Token/C789 is unknown"
    told = sending.without_secrets(said, url)
    assert told.startswith("refused …")
    for part in ("TokenA123", "TokenB456", "tokenb456", "C789"):
        assert part not in told


def test_what_was_sealed_opens_with_an_older_key_and_not_without(
    settings: Any, channel: AnnouncementChannel, elsewhere: Service
) -> None:
    old, settings.SECRET_KEY = settings.SECRET_KEY, "another"
    result = sending.send(channel, "文", "題")
    assert result.outcome is sending.Outcome.HOPELESS
    assert "入れ直して" in result.reason
    settings.SECRET_KEY_FALLBACKS = [old]
    assert sending.send(channel, "文", "題").outcome is sending.Outcome.SENT


# The admin ----------------------------------------------------------------------------------------------------------------------


def channel_url(view: str, *args: Any) -> str:
    return reverse(AnnouncementChannel.snippet_viewset.get_url_name(view), args=args)


def test_the_secretariat_enters_an_address_that_is_never_shown_again(root: Any, elsewhere: Service) -> None:
    client = client_of(person("事務", "secretariat"))
    said = {"name": "協議会のX", "address": elsewhere.url, "own_limit": "", "profile_url": "", "is_active": "on"}
    client.post(channel_url("add"), said)
    channel = AnnouncementChannel.objects.get()
    assert channel.kind == "json"
    pages = [
        client.get(url).content.decode()
        for url in (channel_url("edit", channel.pk), channel_url("list"), channel_url("history", channel.pk))
    ]
    assert "設定済み" in pages[0]
    assert not any(SECRET in page for page in pages)
    # A form that is refused shows it as little.
    refused = client.post(channel_url("edit", channel.pk), {**said, "name": "", "address": elsewhere.url}).content.decode()
    assert "設定済み" in refused
    assert SECRET not in refused
    # Left empty it stays; filled in it is replaced.
    sealed = channel.sealed
    client.post(channel_url("edit", channel.pk), {**said, "name": "別の名前", "address": ""})
    channel.refresh_from_db()
    assert (channel.name, channel.sealed) == ("別の名前", sealed)
    client.post(channel_url("edit", channel.pk), {**said, "address": "mailto://user:word@example.jp"})
    channel.refresh_from_db()
    assert channel.kind == "mailto"
    client.get(channel_url("list"))  # the message of having saved it is read
    assert client.get(channel_url("list"), {"q": SECRET}).content.decode().count("協議会のX") == 0


@pytest.mark.parametrize("wrong", ["", "ただの文字", "nosuchthing://x", "syslog://", f"slack://{SECRET}"])
def test_an_address_that_cannot_be_read_is_refused_without_repeating_it(root: Any, wrong: str) -> None:
    client = client_of(person("事務", "secretariat"))
    response = client.post(channel_url("add"), {"name": "先", "address": wrong, "is_active": "on"})
    assert not AnnouncementChannel.objects.exists()
    errors = BeautifulSoup(response.content, "html.parser").select(".error-message")
    assert errors
    assert SECRET not in response.content.decode()


def test_a_trial_says_what_came_of_it(root: Any, channel: AnnouncementChannel, elsewhere: Service) -> None:
    client = client_of(person("事務", "secretariat"))
    elsewhere.answers = [200, 403]
    good = client.post(reverse("announcing:try", args=[channel.pk]), follow=True).content.decode()
    bad = client.post(reverse("announcing:try", args=[channel.pk]), follow=True).content.decode()
    assert "送りました。" in good
    assert "送れませんでした" in bad
    assert "試し送り" in elsewhere.texts[0]


def test_what_failed_is_on_the_dashboard_and_can_be_sent_again_from_the_list(
    root: Any, editor: Any, approver: Any, elsewhere: Service, committed: Any
) -> None:
    channel = elsewhere.channel()
    elsewhere.answers = ["hang up"]
    with committed():
        publish(ticked(draft(root, editor, "夏のひろば"), channel))
    client, url = client_of(approver), reverse("announcing:list")
    assert "送れなかったお知らせ 1件" in client.get(reverse("wagtailadmin_home")).content.decode()
    assert "夏のひろば" in client.get(url, {"state": "gave-up", "channel": str(channel.pk)}).content.decode()
    assert "夏のひろば" not in client.get(url, {"state": "sent"}).content.decode()
    with committed():
        client.post(url, {"retry": str(Announcement.objects.get().pk)})
    assert Announcement.objects.get().state == State.SENT
    with committed():
        told = client.post(url, {"retry": str(Announcement.objects.get().pk)}, follow=True).content.decode()
    assert "もう送ったか" in told
    assert len(elsewhere.got) == 2
    assert "送れなかったお知らせ" not in client.get(reverse("wagtailadmin_home")).content.decode()


def test_the_list_costs_as_many_queries_for_many_as_for_few(
    root: Any, editor: Any, approver: Any, channel: AnnouncementChannel, django_assert_max_num_queries: Any
) -> None:
    def made(title: str) -> None:
        publish(ticked(draft(root, editor, title), channel))

    client, url = client_of(approver), reverse("announcing:list")
    made("一")
    client.get(url)
    with CaptureQueriesContext(connection) as few:
        client.get(url)
    for number in range(5):
        made(f"ひろば{number}")
    with django_assert_max_num_queries(len(few)):
        client.get(url)


def test_the_preview_counts_as_the_service_does(root: Any, editor: Any) -> None:
    x = AnnouncementChannel(name="X", kind="twitter", usual_limit=280, sealed="-")
    x.save()
    said = {"title": "あ" * 140, "summary": "", "address": "https://example.jp/とても/長い/アドレス", "text": ""}
    shown = client_of(editor).post(reverse("announcing:preview"), said).json()["shown"][str(x.pk)]
    assert shown["words"] == "304 / 280文字"
    assert "長すぎます" in shown["warning"]
    assert shown["text"].endswith("…\nhttps://example.jp/とても/長い/アドレス")


def test_under_a_delegation_what_is_ticked_goes_out_with_the_direct_publication(
    root: Any, approver: Any, channel: AnnouncementChannel, elsewhere: Service, committed: Any
) -> None:
    now = timezone.now()
    delegate(approver, now - 60 * MINUTE, now + 60 * MINUTE)
    page = draft(root, approver, "至急のお知らせ")
    with committed():
        edit(client_of(approver), page, **{"announce_channels": [str(channel.pk)], "action-publish": "1"})
    assert fresh(page).live
    assert len(elsewhere.got) == 1


def test_others_neither_see_nor_try_channels(root: Any, editor: Any, approver: Any, channel: AnnouncementChannel) -> None:
    for user in (editor, approver, person("訳子", "translator")):
        client = client_of(user)
        for url in (channel_url("list"), channel_url("edit", channel.pk), reverse("announcing:try", args=[channel.pk])):
            assert client.get(url).status_code in {302, 403}
    assert Client().get(reverse("announcing:list")).status_code == 302
