"""A group's report on its way to the public: past the group's lead, who has no access to the admin, then past an approver."""

import re

import pytest
from django.core import mail
from django.test import override_settings
from django.urls import reverse

from cms.core import services
from directory.models import Affiliation, Organisation
from partnership.models import CitizenReportPage
from tests.core.editorial import affiliated, client_of, draft, fresh, person, set_up, waiting

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("set_up_once")]
SITE = "https://kosodate.example.jp"


@pytest.fixture(autouse=True)
def address():
    with override_settings(PUBLIC_URL=SITE):
        yield


@pytest.fixture
def root():
    return set_up()


@pytest.fixture
def group(root):
    return Organisation.objects.create(name="ひだまり", locale=root.locale)


@pytest.fixture
def lead(group):
    return affiliated("団長", group, Affiliation.Role.LEAD)


@pytest.fixture
def member(group):
    return affiliated("会員", group, Affiliation.Role.MEMBER)


@pytest.fixture
def approver(root):
    return person("認子", "approver")


@pytest.fixture
def report(root, group, member):
    section = root.get_descendants().get(slug="reports").specific
    return draft(section, member, "芋ほりの日", CitizenReportPage, organisation=group)


@pytest.fixture
def sent(django_capture_on_commit_callbacks):
    """Does something, and gives the mails that went out: person → (subject, text)."""

    def run(act, *args):
        mail.outbox.clear()
        with django_capture_on_commit_callbacks(execute=True):
            act(*args)
        assert all(len(message.to) == 1 for message in mail.outbox)
        return {message.to[0].split("@")[0]: (message.subject, message.body) for message in mail.outbox}

    return run


def links(text: str) -> list[str]:
    """The addresses in a mail, without the host."""
    return [found.removeprefix(SITE) for found in re.findall(r"https?://\S+", text)]


def post(user, url, **data):
    return client_of(user).post(url, data)


def test_the_way_of_a_report_past_its_groups_lead_and_an_approver(sent, report, lead, member, approver):
    bystanders = [
        person("書子", "editor"),
        person("訳子", "translator"),
        person("管理", is_superuser=True),
        person("事務", "secretariat"),
    ]
    mails = sent(services.submit_for_review, report, member)
    assert set(mails) == {"団長"}
    subject, text = mails["団長"]
    assert subject == "【のびのびーの！】確認のお願い：芋ほりの日"
    assert "会員 さんから、次のページの確認の依頼が届いています。" in text
    assert "段階：団体リーダーの確認" in text
    assert "管理画面" not in text
    [decision] = links(text)

    assert "芋ほりの日" in client_of(lead).get(decision).content.decode()
    mails = sent(
        post,
        lead,
        decision,
    )
    assert mails == {}
    return_it = {"return": "1", "comment": "日付を書いてください。"}
    mails = sent(lambda: post(lead, decision, **return_it))
    assert set(mails) == {"会員"}
    subject, text = mails["会員"]
    assert subject == "【のびのびーの！】差し戻されました：芋ほりの日"
    assert "差し戻した人：団長 さん（団体リーダーの確認）" in text
    assert "日付を書いてください。" in text
    assert links(text) == [reverse("partnership:my_page", args=["reports", report.pk])]

    revised = fresh(report)
    revised.summary = "10月20日のことです。"
    revised.save_revision(user=member)
    mails = sent(services.submit_for_review, fresh(report), member)
    assert set(mails) == {"団長"}
    [decision] = links(mails["団長"][1])

    mails = sent(lambda: post(lead, decision, approve="1", comment="よく書けています。"))
    assert set(mails) == {"会員", "認子"}
    assert mails["会員"][0] == "【のびのびーの！】「団体リーダーの確認」が済みました：芋ほりの日"
    assert "よく書けています。" in mails["会員"][1]
    assert not fresh(report).live
    subject, text = mails["認子"]
    assert subject == "【のびのびーの！】確認のお願い：芋ほりの日"
    assert "段階：承認者の承認" in text
    [decision] = links(text)
    assert client_of(approver).get(decision).status_code == 200

    mails = sent(lambda: post(approver, decision, approve="1", comment=""))
    assert set(mails) == {"会員"}
    subject, text = mails["会員"]
    assert subject == "【のびのびーの！】公開されました：芋ほりの日"
    [public] = links(text)
    shown = client_of(None).get(public)
    assert shown.status_code == 200
    assert "10月20日のことです。" in shown.content.decode()

    mails = sent(lambda: post(approver, reverse("wagtailadmin_pages:unpublish", args=[report.pk])))
    assert set(mails) == {"会員"}
    assert mails["会員"][0] == "【のびのびーの！】公開が終わりました：芋ほりの日"
    assert client_of(None).get(public).status_code == 404
    assert len(bystanders) == 4


def test_a_lead_reads_the_draft_before_deciding(report, lead, member, approver):
    services.submit_for_review(report, member)
    url = reverse("my_review_preview", args=[waiting(report).pk])
    answer = client_of(lead).get(url)
    assert "芋ほりの日" in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]
    for user in (None, member, person("よその人"), person("書子", "editor")):
        answer = client_of(user).get(url)
        assert answer.status_code in (302, 404)
        assert "芋ほりの日" not in answer.content.decode()


def test_another_groups_lead_learns_nothing_and_decides_nothing(root, report, lead, member):
    elsewhere = Organisation.objects.create(name="こもれび", locale=root.locale)
    stranger = affiliated("別の団長", elsewhere, Affiliation.Role.LEAD)
    services.submit_for_review(report, member)
    url = reverse("my_review", args=[waiting(report).pk])
    for answer in (client_of(stranger).get(url), post(stranger, url, approve="1")):
        assert answer.status_code == 404
        assert "芋ほりの日" not in answer.content.decode()
    assert "芋ほりの日" not in client_of(stranger).get(reverse("my_reviews")).content.decode()
    assert waiting(report).task.specific.stage == "lead"


def test_a_leads_own_report_goes_to_the_other_lead_or_to_the_approver_at_once(root, group, lead, approver):
    section = root.get_descendants().get(slug="reports").specific
    own = draft(section, lead, "団長の報告", CitizenReportPage, organisation=group)
    services.submit_for_review(own, lead)
    assert waiting(own).task.specific.stage == "approver"
    services.return_with_reason(waiting(own), approver, "短く")
    second = affiliated("副団長", group, Affiliation.Role.LEAD)
    other = draft(section, lead, "団長の次の報告", CitizenReportPage, organisation=group)
    services.submit_for_review(other, lead)
    assert waiting(other).task.specific.stage == "lead"
    assert "団長の次の報告" in client_of(second).get(reverse("my_reviews")).content.decode()
    assert "団長の次の報告" not in client_of(lead).get(reverse("my_reviews")).content.decode()


def test_a_lead_signs_in_on_the_site_and_comes_back_to_the_decision(report, lead, member):
    services.submit_for_review(report, member)
    url = reverse("my_review", args=[waiting(report).pk])
    client = client_of(None)
    login = client.get(url).headers["Location"]
    form = client.get(login).content.decode()
    assert "ログイン" in form
    wrong = client.post(login, {"name": "団長", "password": "ちがう", "next": url})
    assert "名前かパスワードが違います" in wrong.content.decode()
    assert client.post(login, {"name": "団長", "password": "pw", "next": url}).headers["Location"] == url
    assert "芋ほりの日" in client.get(url).content.decode()
    assert client.get(reverse("wagtailadmin_home")).status_code in (302, 403)
    client.post(reverse("my_logout"))
    assert client.get(url).status_code == 302


def test_a_return_without_a_reason_says_what_is_missing(report, lead, member):
    services.submit_for_review(report, member)
    answer = post(lead, reverse("my_review", args=[waiting(report).pk]), **{"return": "1", "comment": "  "})
    assert "理由を選ぶか、書くか、欄ごとにコメントしてください" in answer.content.decode()
    assert waiting(report) is not None


def test_a_link_of_a_mail_that_comes_too_late_says_so(report, lead, member, approver):
    services.submit_for_review(report, member)
    url = reverse("my_review", args=[waiting(report).pk])
    services.withdraw(fresh(report), member)
    client = client_of(lead)
    answer = client.get(url, follow=True)
    assert "もう確認を待っていません" in answer.content.decode()
