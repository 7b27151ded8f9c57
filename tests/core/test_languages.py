"""Pages in two languages: a translation is born as a draft, goes through review, and leaves what is live alone."""

import datetime
import json
from typing import Any
from urllib.parse import unquote

import polib
import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from wagtail.models import GroupPagePermission, Locale, Page, Site, Workflow, WorkflowPage, WorkflowTask
from wagtail_localize.models import StringSegment, StringTranslation, Translation, TranslationSource
from wagtail_localize.operations import translate_object

from cms.core.languages.drafts import save_draft, submit
from cms.core.models import BasePage, ReviewTask, Role
from cms.core.queries import in_locale, public_pages
from cms.core.reviews import APPROVER_STAGE
from cms.core.roles import APPROVER
from cms.core.services import AlreadyInReviewError, NoWorkflowError
from directory.models import Affiliation, DirectoryPage, Organisation, Place
from directory.models.place import PlacePhone
from tests.core.factories import UserFactory
from tests.site.factories import attribute

pytestmark = pytest.mark.django_db


@pytest.fixture
def ja() -> Locale:
    return Locale.objects.get_or_create(language_code="ja")[0]


@pytest.fixture
def en() -> Locale:
    return Locale.objects.get_or_create(language_code="en")[0]


@pytest.fixture
def home(ja: Locale) -> DirectoryPage:
    """The root of a site in Japanese, whose pages are reviewed by the approvers, who are the group 承認者."""
    page = DirectoryPage(title="のびのび", slug="nobinobi", locale=ja)
    Page.get_first_root_node().add_child(instance=page)
    Site.objects.update_or_create(is_default_site=True, defaults={"hostname": "testserver", "root_page": page})
    workflow = Workflow.objects.create(name="承認", active=True)
    task = ReviewTask.objects.create(name="承認者の確認", active=True, stage=APPROVER_STAGE)
    Role.objects.create(key=APPROVER, group=Group.objects.get_or_create(name="承認者")[0])
    WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
    WorkflowPage.objects.create(workflow=workflow, page=page)
    return page


@pytest.fixture
def section(home: DirectoryPage) -> DirectoryPage:
    return home.add_child(instance=DirectoryPage(title="預ける", slug="leave", locale=home.locale))


@pytest.fixture
def page(section: DirectoryPage) -> DirectoryPage:
    return section.add_child(
        instance=DirectoryPage(
            title="一時預かり",
            slug="一時預かり",
            summary="少しのあいだ預けられます。",
            body=[
                ("text", "<p>窓口で<b>登録</b>してください。</p>"),
                ("question", {"question": "何歳から？", "answer": "<p>6か月から</p>"}),
            ],
            age_min=6,
            kinds=("facility",),  # type: ignore[misc]  # the stubs take a text
            locale=section.locale,
        )
    )


def member(name: str, *permissions: str, page_permissions: tuple[str, ...] = ()):
    """A user of one group: model permissions by `app.codename`, page permissions over the whole tree."""
    group = Group.objects.get_or_create(name=name)[0]
    wanted = ["wagtailadmin.access_admin", *permissions]
    for permission in wanted:
        app, codename = permission.split(".")
        group.permissions.add(Permission.objects.get(content_type__app_label=app, codename=codename))
    pages = ContentType.objects.get_for_model(Page)
    for codename in page_permissions:
        GroupPagePermission.objects.get_or_create(
            group=group,
            page=Page.get_first_root_node(),
            permission=Permission.objects.get(content_type=pages, codename=codename),
        )
    user = UserFactory.create(username=name)
    user.groups.add(group)
    return user


@pytest.fixture
def translator():
    return member("翻訳者", "wagtail_localize.submit_translation", page_permissions=("change_page",))


@pytest.fixture
def approver():
    return member("承認者", page_permissions=("change_page", "publish_page"))


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def say(translation: Translation, **english: str) -> None:
    """Translates strings as the editor does: by the field that they stand in."""
    for path, text in english.items():
        segment = StringSegment.objects.get(source=translation.source, context__path=path)
        StringTranslation.objects.update_or_create(
            translation_of=segment.string, locale=translation.target_locale, context=segment.context, defaults={"data": text}
        )


@pytest.fixture
def begun(page, en, translator) -> Translation:
    """The page's translation, begun and not yet submitted."""
    translate_object(page, [en], user=translator)
    return Translation.objects.get(source__object_id=page.translation_key, target_locale=en)


def english(page: Page) -> DirectoryPage:
    return DirectoryPage.objects.get(translation_key=page.translation_key, locale__language_code="en")


def edit_url(page: Page) -> str:
    return reverse("wagtailadmin_pages:edit", args=[page.pk])


def press(client: Client, page: Page):
    """The main button of the translation editor."""
    return client.post(edit_url(page), {"action": "publish"}, follow=True)


def told(response) -> str:
    return " ".join(str(message) for message in response.context["messages"])


def live_translation(begun: Translation, approver, **words: str) -> DirectoryPage:
    """The translation, approved and live."""
    say(begun, **words)
    submit(begun, UserFactory.create(username="someone else"))
    target = english(begun.get_target_instance())
    target.current_workflow_task.on_action(target.current_workflow_task_state, approver, "approve")
    return english(target)


# Born as a draft


def test_a_translation_of_a_live_page_is_born_as_a_draft(page, begun):
    assert page.live
    assert not english(page).live
    assert not public_pages(BasePage).filter(locale=begun.target_locale).exists()


def test_parents_that_are_not_translated_become_drafts_and_mirror_nothing(home, section, begun):
    for parent in (home, section):
        assert not english(parent).live
        assert english(parent).alias_of is None
    assert english(section).get_parent().specific == english(home)


def test_nothing_japanese_is_to_be_read_below_the_english_address(page, begun):
    for address in ("/", "/leave/", f"/leave/{page.slug}/"):
        answer = Client().get(f"/en{address}")
        assert (answer.status_code, unquote(answer.headers["Location"])) == (302, address)


def test_a_page_made_in_code_gets_no_alias(home, en):
    translate_object(home, [en])
    home.add_child(instance=DirectoryPage(title="お知らせ", slug="oshirase", locale=home.locale))
    assert not Page.objects.filter(alias_of__isnull=False).exists()
    assert not english(home).get_children().exists()


def test_what_is_no_text_follows_the_original(page, begun):
    target = english(page)
    assert (target.age_min, target.kinds) == (6, ("facility",))


def test_the_translator_is_asked_for_texts_only(page, begun):
    assert {segment.context.path for segment in begun.source.overridablesegment_set.all()} <= {"cover", "show_in_menus"}


def test_translations_stand_in_the_order_of_their_originals(home, en):
    first, second, third = (
        home.add_child(instance=DirectoryPage(title=title, slug=title, locale=home.locale)) for title in ("一", "二", "三")
    )
    for page in (third, first, second):
        translate_object(Page.objects.get(pk=page.pk).specific, [en])
    assert [page.title for page in english(home).get_children()] == ["一", "二", "三"]
    assert Page.find_problems() == ([], [], [], [], [])


# Submitted, not published


def test_a_translator_without_the_right_to_publish_submits_to_the_pages_own_reviewers(page, begun, translator):
    say(begun, title="Temporary care", slug="temporary-care")
    answer = press(signed_in(translator), english(page))
    target = english(page)
    assert "承認に出しました" in told(answer)
    assert target.current_workflow_task.name == "承認者の確認"
    assert target.get_latest_revision_as_object().title == "Temporary care"
    assert target.get_latest_revision().user == translator
    assert not target.live


def test_the_right_to_publish_does_not_publish_from_the_translation_editor(page, begun, approver):
    say(begun, title="Temporary care")
    press(signed_in(approver), english(page))
    assert not english(page).live
    assert english(page).workflow_in_progress


def test_approval_publishes_the_translation(page, begun, approver):
    target = live_translation(begun, approver, title="Temporary care", slug="temporary-care")
    assert target.live
    assert (target.title, target.slug) == ("Temporary care", "temporary-care")
    assert in_locale([page], begun.target_locale) == [target]


def test_what_is_live_stays_as_it_is_while_a_new_translation_waits(page, begun, approver, translator):
    live_translation(begun, approver, title="Temporary care")
    say(begun, title="Short-term care")
    press(signed_in(translator), english(page))
    target = english(page)
    assert target.live
    assert target.title == "Temporary care"
    assert target.get_latest_revision_as_object().title == "Short-term care"
    assert [block.block_type for block in target.body] == ["text", "question"]


def test_a_translation_that_waits_is_not_submitted_again(page, begun, translator):
    submit(begun, translator)
    with pytest.raises(AlreadyInReviewError):
        submit(begun, translator)
    assert "すでに確認を待っています" in told(press(signed_in(translator), english(page)))


def test_a_translation_that_was_sent_back_comes_again_in_the_same_review(page, begun, translator, approver):
    submit(begun, translator)
    target = english(page)
    target.current_workflow_task.on_action(target.current_workflow_task_state, approver, "reject", comment="題を短く")
    client = signed_in(translator)
    assert "題を短く" in client.get(edit_url(target)).content.decode()
    say(begun, title="Day care")
    press(client, target)
    assert english(page).workflow_in_progress
    assert english(page).current_workflow_task_state.revision.content["title"] == "Day care"


def test_a_page_locked_by_another_is_not_submitted(page, begun, translator, approver):
    target = english(page)
    target.locked, target.locked_by = True, approver
    target.save()
    assert "ロックされているため" in told(press(signed_in(translator), target))
    assert not english(page).workflow_in_progress


def test_without_any_workflow_nothing_is_submitted_and_the_translator_publishes_nothing(page, begun, translator):
    WorkflowPage.objects.all().delete()
    with pytest.raises(NoWorkflowError):
        submit(begun, translator)
    signed_in(translator).post(edit_url(english(page)), {"action": "publish"})
    assert not english(page).live


def test_a_stranger_to_the_page_submits_nothing(page, begun):
    client = signed_in(member("よその人"))
    client.post(edit_url(english(page)), {"action": "publish"})
    assert not english(page).workflow_in_progress


def test_an_error_in_a_translated_text_is_shown_and_nothing_is_submitted(page, begun, translator):
    say(begun, title="x" * 256)
    answer = press(signed_in(translator), english(page))
    assert "誤りがあるため" in told(answer)
    assert not english(page).workflow_in_progress
    assert StringTranslation.objects.get(context__path="title").has_error


def test_the_editor_says_submit_and_offers_no_mirror(page, begun, translator):
    html = signed_in(translator).get(edit_url(english(page))).content.decode()
    assert "convert_to_alias" not in html
    assert "'Publish in ': '翻訳を承認に出す：'" in html


def test_the_editor_says_in_japanese_when_a_sentence_was_translated(page, begun, translator):
    say(begun, title="Temporary care")
    day = datetime.datetime(2026, 5, 1, 3, 0, tzinfo=datetime.UTC)
    StringTranslation.objects.update(translation_type="manual", updated_at=day)
    soup = BeautifulSoup(signed_in(translator).get(edit_url(english(page))).content, "html.parser")
    props = json.loads(attribute(soup, ".js-translation-editor", "data-props"))
    assert [each["comment"] for each in props["initialStringTranslations"]] == ["2026年5月1日（金）に手動で翻訳"]


def test_the_translation_editor_leads_the_reviewer_to_the_decision(page, begun, translator, approver):
    say(begun, title="Temporary care")
    submit(begun, translator)
    client = signed_in(approver)
    target = english(page)
    html = client.get(edit_url(target)).content.decode()
    url = reverse("review", args=[target.current_workflow_task_state.pk])
    assert url in html
    client.post(url, {"approve": "1", "comment": ""})
    assert english(page).live


def test_the_translator_sees_that_it_waits_and_may_not_decide(page, begun, translator):
    submit(begun, translator)
    html = signed_in(translator).get(edit_url(english(page))).content.decode()
    assert "を待っています（" in html
    assert reverse("review", args=[english(page).current_workflow_task_state.pk]) not in html


def test_no_page_becomes_a_live_mirror(page, begun, translator):
    answer = signed_in(translator).post(reverse("wagtail_localize:convert_to_alias", args=[english(page).pk]), follow=True)
    assert "できません" in told(answer)
    assert english(page).alias_of is None
    assert not english(page).live


def test_taking_changes_over_publishes_nothing(page, begun, approver, translator):
    live_translation(begun, approver, title="Temporary care")
    client = signed_in(translator)
    url = reverse("wagtail_localize:update_translations", args=[begun.source.pk])
    assert "publish_translations" not in client.get(url).content.decode()
    page.summary = "新しい紹介です。"
    page.save_revision().publish()
    client.post(url, {"publish_translations": "on"})
    assert english(page).summary == "少しのあいだ預けられます。"


def test_new_sentences_wait_for_translation_once_they_are_public(page, begun, django_capture_on_commit_callbacks):
    page.summary = "書き直した紹介です。"
    with django_capture_on_commit_callbacks(execute=True):
        page.save_revision()
    assert not begun.source.stringsegment_set.filter(string__data="書き直した紹介です。").exists()
    with django_capture_on_commit_callbacks(execute=True):
        page.get_latest_revision().publish()
    assert begun.source.stringsegment_set.filter(string__data="書き直した紹介です。").exists()


# PO files


def upload(client: Client, translation: Translation, content: bytes):
    file = SimpleUploadedFile("translation.po", content)
    url = reverse("wagtail_localize:upload_pofile", args=[translation.pk])
    return client.post(url, {"file": file, "next": edit_url(translation.get_target_instance())}, follow=True)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ('msgid "題"\nmsgstr "title"\n'.encode(), "どの翻訳のものか分からない"),
        (b"", "どの翻訳のものか分からない"),
        (b"\xff\xfe\x00", "読めませんでした"),
        (b"this is no PO file", "読めませんでした"),
        (b'msgid ""\nmsgstr "X-WagtailLocalize-TranslationID: 123\\n"\n', "別のページの翻訳"),
        (b"/etc/passwd", "読めませんでした"),
    ],
    ids=["no header", "empty", "not text", "prose", "another page's", "a file's name"],
)
def test_a_wrong_po_file_is_named_as_such(begun, translator, content, words):
    answer = upload(signed_in(translator), begun, content)
    assert answer.status_code == 200
    assert words in told(answer)


def test_no_file_at_all_is_named_as_such(begun, translator):
    url = reverse("wagtail_localize:upload_pofile", args=[begun.pk])
    assert "選んでください" in told(signed_in(translator).post(url, {"next": edit_url(begun.get_target_instance())}, follow=True))


def test_a_filled_in_po_file_is_taken_in(page, begun, translator):
    file = begun.export_po()
    for entry in file:
        if entry.msgctxt == "title":
            entry.msgstr = "Temporary care"
    answer = upload(signed_in(translator), begun, str(file).encode())
    assert "取り込みました" in told(answer)
    submit(begun, translator)
    assert english(page).get_latest_revision_as_object().title == "Temporary care"


def test_a_po_file_is_nobody_elses_to_send(begun):
    assert upload(signed_in(member("よその人")), begun, polib.POFile().__unicode__().encode()).redirect_chain


# What is looked up: organisations and places


@pytest.fixture
def place(ja) -> Place:
    organisation = Organisation.objects.create(name="のびのび会", locale=ja)
    place = Place.objects.create(name="児童館", address="本町1", kind=Place.Kind.FACILITY, organisation=organisation, locale=ja)
    PlacePhone.objects.create(place=place, number="042-000-0000", purpose="予約", locale=ja)
    return place


def test_a_place_keeps_the_one_organisation_in_every_language(place, en):
    translate_object(place, [en])
    translated = place.get_translation(en)
    assert translated.organisation == place.organisation
    assert not place.organisation.has_translation(en)


def test_a_places_numbers_are_copied_and_their_purpose_is_translated(place, en):
    translate_object(place, [en])
    translation = Translation.objects.get(source__object_id=place.translation_key)
    purpose = translation.source.stringsegment_set.get(string__data="予約")
    StringTranslation.objects.create(translation_of=purpose.string, context=purpose.context, locale=en, data="Bookings")
    translation.save_target()
    phones = place.get_translation(en).phones.all()
    assert [(phone.number, phone.purpose, phone.locale) for phone in phones] == [("042-000-0000", "Bookings", en)]
    assert place.phones.count() == 1


def test_an_organisations_people_are_not_copied_into_its_translations(place, en, translator):
    Affiliation.objects.create(organisation=place.organisation, user=translator, role="lead")
    organisation = Organisation.objects.get(pk=place.organisation.pk)
    translate_object(organisation, [en])
    Translation.objects.get(source__object_id=organisation.translation_key).save_target()
    assert [affiliation.organisation for affiliation in translator.affiliations.all()] == [organisation]


def test_an_english_page_shows_the_translated_organisation_where_there_is_one_else_the_original(place, ja, en):
    other = Organisation.objects.create(name="訳のない会", locale=ja)
    translate_object(place.organisation, [en])
    translated = place.organisation.get_translation(en)
    assert in_locale([other, place.organisation, place], en) == [other, translated, place]
    assert in_locale([translated], ja) == [place.organisation]


def test_a_translation_that_is_not_public_is_not_shown(page, begun, place, en):
    translate_object(place.organisation, [en])
    Organisation.objects.filter(locale=en).update(is_public=False)
    assert in_locale([place.organisation, page], en) == [place.organisation, page]


def test_looking_up_translations_costs_the_same_for_many(ja, en, django_assert_num_queries):
    organisations = [Organisation.objects.create(name=f"会{number}", locale=ja) for number in range(20)]
    with django_assert_num_queries(1):
        in_locale(organisations, en)


# The report


def test_the_report_of_translations_is_there_in_japanese(begun, translator):
    html = signed_in(translator).get(reverse("wagtail_localize:translations_report")).content.decode()
    assert "一時預かり" in html
    assert "翻訳待ち" in html
    assert TranslationSource.objects.count() == 3


# From the editor to the translation


def line_of(client: Client, url: str) -> str:
    """The line of languages in an editor, as text."""
    html = client.get(url).content.decode()
    return html[html.index("翻訳:") :].split("</p>")[0]


def test_one_click_leads_from_an_editor_to_beginning_a_translation(page, en, translator):
    line = line_of(signed_in(translator), edit_url(page))
    assert "Englishへの翻訳を始める" in line
    assert f"{reverse('wagtail_localize:submit_page_translation', args=[page.pk])}?select_locale=en" in line


def test_who_may_not_begin_a_translation_is_not_offered_it(page, en):
    editor = member("編集者", page_permissions=("change_page",))
    assert "翻訳を始める" not in signed_in(editor).get(edit_url(page)).content.decode()


def test_an_editor_shows_how_its_translation_stands(page, begun, translator):
    client = signed_in(translator)
    line = line_of(client, edit_url(page))
    assert edit_url(english(page)) in line
    assert "下書き" in line
    assert "文がまだ" in line
    submit(begun, translator)
    assert "承認待ち" in line_of(client, edit_url(page))


def test_beginning_from_the_form_makes_a_draft_and_opens_its_editor(page, en, translator):
    url = reverse("wagtail_localize:submit_page_translation", args=[page.pk])
    answer = signed_in(translator).post(url, {"locales": [en.pk]})
    assert answer.headers["Location"] == edit_url(english(page))
    assert not english(page).live


# Tables


PRICES: dict[str, Any] = {
    "first_row_is_table_header": True,
    "first_col_is_header": False,
    "table_caption": "料金",
    "data": [["年齢", "1時間"], ["0歳", "700円"], ["1歳", "700円"], ["2歳", None], ["", "2026"]],
}


def table_strings(source: TranslationSource) -> list[str]:
    segments = StringSegment.objects.filter(source=source, context__path__startswith="body").order_by("order")
    return list(segments.values_list("string__data", flat=True))


def test_the_words_of_a_table_are_translated_once_wherever_they_stand(section, en, translator):
    page = section.add_child(instance=DirectoryPage(title="料金", slug="prices", body=[("table", PRICES)], locale=section.locale))
    translate_object(page, [en], user=translator)
    translation = Translation.objects.get(source__object_id=page.translation_key)
    assert table_strings(translation.source) == ["料金", "年齢", "1時間", "0歳", "700円", "1歳", "2歳"]
    for segment in StringSegment.objects.filter(source=translation.source, string__data__in=["料金", "700円"]):
        StringTranslation.from_text(
            segment.string, en, segment.context, {"料金": "Fees", "700円": "700 yen"}[segment.string.data]
        )
    table = save_draft(translation, translator).as_object().body[0].value
    assert table["table_caption"] == "Fees"
    assert table["data"] == [["年齢", "1時間"], ["0歳", "700 yen"], ["1歳", "700 yen"], ["2歳", None], ["", "2026"]]


def test_a_row_that_is_added_costs_no_translation(section, en, translator):
    page = section.add_child(instance=DirectoryPage(title="料金", slug="prices", body=[("table", PRICES)], locale=section.locale))
    translate_object(page, [en], user=translator)
    translation = Translation.objects.get(source__object_id=page.translation_key)
    for segment in StringSegment.objects.filter(source=translation.source, string__data="2歳"):
        StringTranslation.from_text(segment.string, en, segment.context, "Age 2")
    page.refresh_from_db()
    page.body[0].value = {**PRICES, "data": [["年齢", "1時間"], ["妊娠期", "無料"], *PRICES["data"][1:]]}
    page.save_revision().publish()
    translation.source.update_from_db()
    table = save_draft(translation, translator).as_object().body[0].value
    assert table["data"][4] == ["Age 2", None]
