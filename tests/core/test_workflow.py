import datetime

import pytest
from bs4 import BeautifulSoup
from django.core import mail
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Locale, PageLogEntry, TaskState, Workflow

from cms.core import services
from cms.core.audit import DELEGATION_USED
from cms.core.models import Delegation, ReviewTask
from cms.core.reviews import author_of
from tests.core.editorial import client_of, delegate, draft, edit, editor_form, fresh, live, person, set_up, waiting

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("set_up_once")]
HOUR = datetime.timedelta(hours=1)


@pytest.fixture
def root():
    return set_up()


@pytest.fixture
def editor(root):
    return person("書子", "editor")


@pytest.fixture
def approver(root):
    return person("認子", "approver")


@pytest.fixture
def page(root, editor):
    return draft(root, editor)


@pytest.fixture
def delegation():
    def make(user):
        now = timezone.now()
        return delegate(user, now - HOUR, now + HOUR)

    return make


def addressed() -> list[tuple[str, str]]:
    """(to, subject) of the mails so far; the box is emptied."""
    found = sorted((message.to[0].split("@")[0], str(message.subject)) for message in mail.outbox)
    mail.outbox.clear()
    return found


def test_the_way_of_a_page_with_its_mails(page, editor, approver, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        services.submit_for_review(page, editor)
    assert addressed() == [("認子", "【のびのびーの！】確認のお願い：ひろば")]
    assert not fresh(page).live

    with django_capture_on_commit_callbacks(execute=True):
        services.return_with_reason(waiting(page), approver, "住所を書いてください。")
    assert "住所を書いてください。" in mail.outbox[0].body
    assert addressed() == [("書子", "【のびのびーの！】差し戻されました：ひろば")]
    assert waiting(page) is None

    revised = fresh(page)
    revised.summary = "本町1-1-1です。"
    revised.save_revision(user=editor)
    with django_capture_on_commit_callbacks(execute=True):
        services.submit_for_review(fresh(page), editor)
    assert addressed() == [("認子", "【のびのびーの！】確認のお願い：ひろば")]

    with django_capture_on_commit_callbacks(execute=True):
        services.approve(waiting(page), approver, "ありがとうございます。")
    assert "ありがとうございます。" in mail.outbox[0].body
    assert addressed() == [("書子", "【のびのびーの！】公開されました：ひろば")]
    assert (fresh(page).live, fresh(page).summary) == (True, "本町1-1-1です。")

    with django_capture_on_commit_callbacks(execute=True):
        client_of(approver).post(reverse("wagtailadmin_pages:unpublish", args=[page.pk]))
    assert addressed() == [("書子", "【のびのびーの！】公開が終わりました：ひろば")]
    assert not fresh(page).live


def test_the_same_way_through_the_admin(page, editor, approver):
    edit(client_of(editor), page, **{"title": "ひろば（本町）", "action-submit": "1"})
    dashboard = client_of(approver).get(reverse("wagtailadmin_home")).content.decode()
    assert "ひろば（本町）" in dashboard
    address = reverse("wagtailadmin_pages:workflow_action", args=[page.pk, "approve", waiting(page).pk])
    client_of(approver).post(address, {"comment": ""})
    assert (fresh(page).live, fresh(page).title) == (True, "ひろば（本町）")


def test_the_review_has_a_stage_for_the_lead_and_one_for_the_approver(root):
    stages = [task.specific.stage for task in Workflow.objects.get().tasks]
    assert stages == ["lead", "approver"]
    assert all(isinstance(task.specific, ReviewTask) for task in Workflow.objects.get().tasks)


def test_a_page_of_no_organisation_goes_to_the_approver_at_once(page, editor, approver):
    state = services.submit_for_review(page, editor)
    assert list(state.task_states.order_by("pk").values_list("status", flat=True)) == ["skipped", "in_progress"]
    assert waiting(page).task.specific.stage == "approver"


def test_without_an_approver_the_page_waits_and_says_so(page, editor, django_capture_on_commit_callbacks):
    person("事務", "secretariat")
    with django_capture_on_commit_callbacks(execute=True):
        services.submit_for_review(page, editor)
    assert addressed() == [("事務", "【のびのびーの！】承認できる人がいません：ひろば")]
    assert waiting(page).status == TaskState.STATUS_IN_PROGRESS
    shown = client_of(editor).get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()
    assert "今は承認できる人がいません" in shown


def test_an_author_who_approves_is_not_asked_and_cannot(root, approver):
    page = draft(root, approver)
    services.submit_for_review(page, approver)
    with pytest.raises(services.OwnWorkError):
        services.approve(waiting(page), approver)
    with pytest.raises(services.OwnWorkError):
        services.return_with_reason(waiting(page), approver, "理由")
    assert not fresh(page).live


def test_the_last_to_write_is_the_author_whoever_began(page, editor, approver):
    fresh(page).save_revision(user=approver)
    services.submit_for_review(fresh(page), editor)
    with pytest.raises(services.OwnWorkError):
        services.approve(waiting(page), approver)


def test_a_superuser_approves_others_work_and_not_their_own(root, page, editor):
    admin = person("管理", is_superuser=True)
    own = draft(root, admin, "管理者のページ")
    services.submit_for_review(own, admin)
    with pytest.raises(services.OwnWorkError):
        services.approve(waiting(own), admin)
    services.submit_for_review(page, editor)
    services.approve(waiting(page), admin)
    assert (fresh(own).live, fresh(page).live) == (False, True)


def test_superusers_get_no_mail_for_being_superusers(page, editor, approver, django_capture_on_commit_callbacks):
    person("管理", is_superuser=True)
    with django_capture_on_commit_callbacks(execute=True):
        services.submit_for_review(page, editor)
    assert [to for to, _subject in addressed()] == ["認子"]


def test_nobody_gets_a_mail_about_what_they_did_themselves(page, editor, django_capture_on_commit_callbacks):
    both = person("両方", "editor", "approver")
    with django_capture_on_commit_callbacks(execute=True):
        services.submit_for_review(page, both)
        services.approve(waiting(page), both)
    assert [to for to, _subject in addressed()] == ["書子"]


def test_an_editor_is_no_reviewer(page, editor, approver):
    services.submit_for_review(page, editor)
    with pytest.raises(services.NotReviewerError):
        services.approve(waiting(page), person("別の編集者", "editor"))


def test_a_decision_is_taken_once(page, editor, approver):
    services.submit_for_review(page, editor)
    state = waiting(page)
    services.approve(state, approver)
    with pytest.raises(services.NotInReviewError):
        services.return_with_reason(state, person("認二", "approver"), "遅れて")
    with pytest.raises(services.NotInReviewError):
        services.withdraw(fresh(page), editor)


def test_a_page_is_in_review_once(page, editor, approver):
    services.submit_for_review(page, editor)
    with pytest.raises(services.AlreadyInReviewError):
        services.submit_for_review(fresh(page), editor)


def test_a_return_needs_a_reason(page, editor, approver):
    services.submit_for_review(page, editor)
    with pytest.raises(services.ReasonMissingError):
        services.return_with_reason(waiting(page), approver, "  ")
    client_of(approver).post(reverse("review", args=[waiting(page).pk]), {"return": "1", "comment": " "})
    assert waiting(page).status == TaskState.STATUS_IN_PROGRESS


def test_what_changed_after_it_was_submitted_cannot_be_approved(page, editor, approver):
    services.submit_for_review(page, editor)
    fresh(page).save_revision(user=editor)
    with pytest.raises(services.ChangedSinceError):
        services.approve(waiting(page), approver)
    services.return_with_reason(waiting(page), approver, "変わりました")
    services.submit_for_review(fresh(page), editor)
    services.approve(waiting(page), approver)
    assert fresh(page).live


def test_a_request_is_withdrawn_and_its_reviewers_told(page, editor, approver, django_capture_on_commit_callbacks):
    services.submit_for_review(page, editor)
    with pytest.raises(services.NotAllowedError):
        services.withdraw(fresh(page), person("よその人"))
    with django_capture_on_commit_callbacks(execute=True):
        services.withdraw(fresh(page), editor)
    assert addressed() == [("認子", "【のびのびーの！】依頼が取り下げられました：ひろば")]
    assert fresh(page).current_workflow_state is None


def test_during_review_nobody_edits(page, editor, approver):
    services.submit_for_review(page, editor)
    before = fresh(page).latest_revision_id
    for user in (editor, approver, person("管理", is_superuser=True)):
        edit(client_of(user), page, title="あとから変えた題")
    assert fresh(page).latest_revision_id == before
    assert fresh(page).get_latest_revision_as_object().title == "ひろば"


def test_a_page_in_review_shows_whom_it_waits_for_and_since_when(page, editor, approver):
    services.submit_for_review(page, editor)
    since = timezone.localtime(waiting(page).started_at)
    for address in (
        reverse("wagtailadmin_pages:edit", args=[page.pk]),
        reverse("wagtailadmin_home"),
        reverse("reviews"),
    ):
        shown = client_of(editor).get(address).content.decode()
        assert "承認者の承認" in shown
        assert "認子さん" in shown
        assert f"{since.year}年{since.month}月{since.day}日" in shown


def test_what_waits_for_oneself_stands_once_on_the_dashboard(page, editor, approver):
    services.submit_for_review(page, editor)
    for user in (editor, approver):
        soup = BeautifulSoup(client_of(user).get(reverse("wagtailadmin_home")).content, "html.parser")
        panels = {each.get_text(strip=True): each.find_parent("section") for each in soup.select("section h2")}
        shown = [name for name, panel in panels.items() if panel and "待っている" in name and "ひろば" in panel.get_text()]
        assert shown == (["あなたの確認を待っているもの"] if user == approver else ["確認を待っているページと情報"])


def test_the_decision_view_says_what_and_whose_and_takes_the_answer(page, editor, approver):
    services.submit_for_review(page, editor)
    address = reverse("review", args=[waiting(page).pk])
    assert client_of(editor).get(address).status_code == 302
    shown = client_of(approver).get(address).content.decode()
    assert "ひろば" in shown
    assert "書子" in shown
    client_of(approver).post(address, {"approve": "1", "comment": ""})
    assert fresh(page).live


def test_a_translation_under_review_names_its_original(root, editor, approver, django_capture_on_commit_callbacks):
    original = live(root, editor, "公園")
    translated = original.copy_for_translation(Locale.objects.get(language_code="en"), copy_parents=True)
    translated.title = "The park"
    translated.save_revision(user=editor)
    mail.outbox.clear()
    with django_capture_on_commit_callbacks(execute=True):
        services.submit_for_review(fresh(translated), editor)
    [sent] = mail.outbox
    assert sent.subject == "【のびのびーの！】確認のお願い：The park（Englishへの翻訳）"
    assert f"、Englishへの翻訳）\n原文：公園\n{original.full_url}\n" in sent.body
    for name in ("review", "my_review"):
        soup = BeautifulSoup(client_of(approver).get(reverse(name, args=[waiting(translated).pk])).content, "html.parser")
        assert "Englishへの翻訳" in soup.get_text()
        link = soup.select_one(f"dd a[href='{original.full_url}']")
        assert link is not None
        assert link.get_text() == "公園"


def test_an_original_under_review_speaks_of_no_translation(page, editor, approver):
    services.submit_for_review(page, editor)
    assert "への翻訳" not in client_of(approver).get(reverse("review", args=[waiting(page).pk])).content.decode()


# Every road by which Wagtail could publish ------------------------------------------------------------------------------


def publish_in_the_editor(client, page):
    edit(client, page, **{"action-publish": "1"})


def publish_in_bulk(client, page):
    client.post(f"{reverse('wagtail_bulk_action', args=['wagtailcore', 'page', 'publish'])}?id={page.pk}", {})


def schedule_in_the_editor(client, page):
    edit(client, page, **{"action-publish": "1", "go_live_at": "2030-01-01 10:00"})


ROADS = [publish_in_the_editor, publish_in_bulk, schedule_in_the_editor]
ROLES = [("editor",), ("approver",), ("secretariat",), ("translator",), ("editor", "approver", "secretariat")]


@pytest.mark.parametrize("road", ROADS)
def test_nobody_publishes_past_the_review(road, root, page):
    people = [person(f"人{number}", *roles) for number, roles in enumerate(ROLES)]
    for user in [*people, person("管理", is_superuser=True)]:
        road(client_of(user), page)
        assert not fresh(page).live
        assert fresh(page).scheduled_revision is None


@pytest.mark.parametrize("road", ROADS[:2])
def test_publishing_directly_never_ends_a_running_review(road, page, editor, approver, delegation):
    services.submit_for_review(page, editor)
    delegation(approver)
    road(client_of(approver), page)
    assert not fresh(page).live
    assert waiting(page).status == TaskState.STATUS_IN_PROGRESS


@pytest.mark.parametrize("road", ROADS[:2])
def test_under_a_delegation_an_approver_publishes_and_the_log_names_it(road, page, approver, delegation):
    delegation(approver)
    road(client_of(approver), page)
    assert fresh(page).live
    entry = PageLogEntry.objects.get(page=page.pk, action=DELEGATION_USED)
    assert entry.user == approver
    assert entry.data["delegation"]["reason"] == "夏休みのあいだ"
    history = client_of(approver).get(reverse("wagtailadmin_pages:history", args=[page.pk])).content.decode()
    assert "夏休みのあいだ" in history


def test_under_a_delegation_one_approves_ones_own_work_and_the_log_names_it(root, approver, delegation):
    page = draft(root, approver)
    delegation(approver)
    services.submit_for_review(page, approver)
    for view in ("review", "my_review"):
        shown = client_of(approver).get(reverse(view, args=[waiting(page).pk])).content.decode()
        assert "承認の委任（夏休みのあいだ）によって決めます" in shown
    services.approve(waiting(page), approver)
    assert fresh(page).live
    assert PageLogEntry.objects.filter(page=page.pk, action=DELEGATION_USED, user=approver).count() == 1


def test_an_approval_of_others_work_uses_no_delegation(page, editor, approver, delegation):
    delegation(approver)
    services.submit_for_review(page, editor)
    services.approve(waiting(page), approver)
    assert not PageLogEntry.objects.filter(action=DELEGATION_USED).exists()


@pytest.mark.parametrize(("starts", "ends"), [(-2, -1), (1, 2)])
def test_a_delegation_holds_between_its_start_and_its_end_only(root, approver, starts, ends):
    now = timezone.now()
    delegate(approver, now + starts * HOUR, now + ends * HOUR)
    page = draft(root, approver)
    publish_in_the_editor(client_of(approver), page)
    services.submit_for_review(fresh(page), approver)
    with pytest.raises(services.OwnWorkError):
        services.approve(waiting(page), approver)
    assert not fresh(page).live


def test_a_new_page_cannot_be_published_as_it_is_made(root):
    admin = client_of(person("管理", is_superuser=True))
    address = reverse("wagtailadmin_pages:add", args=["directory", "directorypage", root.pk])
    data = {"title": "新しい", "slug": "atarashii", "body-count": "0", "action-publish": "1", "kind": ""}
    data |= {"comments-TOTAL_FORMS": "0", "comments-INITIAL_FORMS": "0"}
    admin.post(address, data)
    made = root.get_children().get(slug="atarashii")
    assert not made.live


def test_no_page_is_made_beside_the_sites_root(root):
    admin = client_of(person("管理", is_superuser=True))
    address = reverse("wagtailadmin_pages:add", args=["directory", "directorypage", root.get_parent().pk])
    assert admin.get(address).status_code == 302


def test_a_copy_of_a_live_page_is_a_draft(root):
    admin = person("管理", is_superuser=True)
    page = live(root, admin)
    data = {"new_title": "写し", "new_slug": "utsushi", "new_parent_page": str(root.pk), "publish_copies": "on"}
    client_of(admin).post(reverse("wagtailadmin_pages:copy", args=[page.pk]), data)
    assert not root.get_children().live().filter(slug="utsushi").exists()
    data |= {"publish_copies": "", "alias": "on"}
    client_of(admin).post(reverse("wagtailadmin_pages:copy", args=[page.pk]), data)
    assert not root.get_children().live().filter(slug="utsushi").exists()


def test_a_live_pages_dates_change_only_through_approval(root, editor, approver):
    page = live(root, editor)
    tomorrow = (timezone.localtime() + datetime.timedelta(days=1)).strftime("%Y-%m-%d %H:%M")
    edit(client_of(editor), page, expire_at=tomorrow, title="変えた題", slug="kaeta")
    unchanged = fresh(page)
    assert (unchanged.expire_at, unchanged.title, unchanged.slug) == (None, page.title, page.slug)
    services.submit_for_review(fresh(page), editor)
    services.approve(waiting(page), approver)
    assert fresh(page).expire_at is not None
    assert fresh(page).slug == "kaeta"


def test_what_is_scheduled_passes_through_approval_first(page, editor, approver):
    due = timezone.now().replace(microsecond=0) + datetime.timedelta(days=1)
    draft_ = fresh(page)
    draft_.go_live_at = due
    draft_.save_revision(user=editor)
    assert fresh(page).scheduled_revision is None
    services.submit_for_review(fresh(page), editor)
    services.approve(waiting(page), approver)
    assert not fresh(page).live
    assert fresh(page).scheduled_revision.approved_go_live_at == due


def test_what_code_publishes_asks_nobody(page):
    page.get_latest_revision().publish()
    assert fresh(page).live


# Whose work it is --------------------------------------------------------------------------------------------------------


def test_who_goes_back_to_an_old_version_is_its_author(page, editor, approver):
    old = page.latest_revision
    fresh(page).save_revision(user=editor)
    client = client_of(approver)
    data = editor_form(client, page)
    client.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), {**data.dict(), "revision": old.pk, "title": page.title})
    assert author_of(fresh(page)) == approver
    services.submit_for_review(fresh(page), editor)
    with pytest.raises(services.OwnWorkError):
        services.approve(waiting(page), approver)


def test_who_copies_a_page_is_the_copys_author(root, editor, approver):
    page = live(root, editor)
    data = {"new_title": "写し", "new_slug": "utsushi", "new_parent_page": str(root.pk)}
    client_of(approver).post(reverse("wagtailadmin_pages:copy", args=[page.pk]), data)
    copy = root.get_children().get(slug="utsushi").specific
    assert author_of(copy) == approver
    services.submit_for_review(copy, approver)
    with pytest.raises(services.OwnWorkError):
        services.approve(waiting(copy), approver)
    assert not fresh(copy).live


def test_moving_a_page_makes_nobody_its_author(root, editor, approver):
    section, page = live(root, editor, "置き場所"), draft(root, editor)
    client_of(approver).post(reverse("wagtailadmin_pages:move_confirm", args=[page.pk, section.pk]))
    assert fresh(page).get_parent().pk == section.pk
    assert author_of(fresh(page)) == editor


def test_the_clock_publishes_nothing_that_was_not_approved(page, editor):
    due = fresh(page)
    due.go_live_at = timezone.now() - HOUR
    due.save_revision(user=editor)
    call_command("publish_scheduled")
    assert not fresh(page).live


@pytest.mark.parametrize("path", ["/api/v3/", "/api/v3/pages/", "/admin/api/v3/pages/"])
def test_no_other_api_takes_changes(path):
    assert client_of(None).post(path, {}, content_type="application/json").status_code in (302, 404)


def test_a_delegation_that_is_over_or_not_yet_begun_lifts_nothing(root, approver):
    now = timezone.now()
    delegate(approver, now - 2 * HOUR, now - HOUR)
    delegate(approver, now + HOUR, now + 2 * HOUR)
    page = draft(root, approver)
    services.submit_for_review(page, approver)
    with pytest.raises(services.OwnWorkError):
        services.approve(waiting(page), approver)
    edit(client_of(approver), draft(root, approver, "次"), **{"action-publish": "1"})
    assert not root.get_children().live().filter(title="次").exists()


def test_a_delegation_takes_two(approver):
    now = timezone.now()
    own = Delegation(user=approver, granted_by=approver, starts_at=now, ends_at=now + HOUR, reason="夏休み")
    with pytest.raises(ValidationError, match="自分には任せられません"):
        own.full_clean()


def test_an_author_reads_above_the_editor_why_a_page_came_back(page, editor, approver):
    services.submit_for_review(page, editor)
    services.return_with_reason(waiting(page), approver, "日付を書き足してください。")
    url = reverse("wagtailadmin_pages:edit", args=[page.pk])
    told = " ".join(str(message) for message in client_of(editor).get(url).context["messages"])
    assert "認子さんが差し戻しました。理由：日付を書き足してください。" in told


def test_a_delegation_makes_nobody_a_publisher_who_was_none(page, editor, approver, delegation):
    delegation(editor)
    delegation(approver)
    assert not fresh(page).permissions_for_user(editor).can_publish()
    assert fresh(page).permissions_for_user(approver).can_publish()
