"""Words that mean the same, as editors write them down, and what they do to a search."""

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from wagtail.models import ModelLogEntry

from cms.core import version
from cms.core.setup import run
from directory.models import DirectoryPage
from search.asking import expression_of
from search.expression import MAX_TERMS
from search.models import SynonymGroup
from search.setup import STARTERS, group_of
from search.thesaurus import Thesaurus
from tests.core.editorial import person, set_up
from tests.search.factories import found, page, titles

pytestmark = pytest.mark.django_db


def synonyms(text: str) -> SynonymGroup:
    group = group_of(text)
    group.full_clean()
    group.save()
    return group


def refused(text: str, **fields: str) -> dict[str, list[str]]:
    """Why a group is not taken, by field."""
    group = group_of(text)
    for name, value in fields.items():
        setattr(group, name, value)
    with pytest.raises(ValidationError) as caught:
        group.full_clean()
    return caught.value.message_dict


def test_a_two_way_group_finds_each_word_by_every_other_at_once() -> None:
    page("保育所のしおり")
    page("保育園の一日")
    assert titles("保育園") == ["保育園の一日"]
    synonyms("保育園＝保育所")
    assert set(titles("保育園")) == set(titles("保育所")) == {"保育園の一日", "保育所のしおり"}


def test_a_one_way_group_leaves_the_other_way_as_it_is() -> None:
    page("小児科のかかり方")
    page("こども病院の見学")
    synonyms("こども病院→小児科")
    assert set(titles("こども病院")) == {"こども病院の見学", "小児科のかかり方"}
    assert titles("小児科") == ["小児科のかかり方"]


@pytest.mark.parametrize("text", ["ファミサポ", "ﾌｧﾐｻﾎﾟ", "ふぁみさぽ", "ファミサポ 登録"])
def test_a_group_of_several_words_is_met_by_all_of_them(text: str) -> None:
    page("ファミリー・サポート・センターの登録")
    page("センターの登録")
    synonyms("ファミサポ＝ファミリー・サポート・センター")
    assert titles(text) == ["ファミリー・サポート・センターの登録"]


def test_a_slip_in_a_word_that_stands_nowhere_but_among_the_synonyms_is_seen() -> None:
    page("ファミリー・サポート・センターの登録")
    assert found("ふぁみさぼ").did_you_mean != "ファミサポ"
    synonyms("ファミサポ＝ファミリー・サポート・センター")
    results = found("ふぁみさぼ")
    assert (results.did_you_mean, results.total) == ("ファミサポ", 1)


def test_words_that_carry_no_meaning_may_stand_in_a_group_as_in_a_query() -> None:
    page("一時保育")
    synonyms("子どもを預けるところ→一時保育")
    assert titles("子どもを預けるところ") == titles("子ども　預ける") == ["一時保育"]


def test_half_of_a_synonym_is_nothing_that_was_asked_for() -> None:
    page("健康センター")
    synonyms("ファミサポ＝ファミリー・サポート・センター")
    assert found("ファミサポ").total == 0


def test_a_changed_and_a_deleted_group_are_in_effect_with_the_next_search() -> None:
    page("プレーパーク")
    group = synonyms("外遊び＝プレーパーク")
    assert titles("外遊び") == ["プレーパーク"]
    SynonymGroup.objects.update(words="冒険\nプレーパーク")
    assert (titles("冒険"), titles("外遊び")) == (["プレーパーク"], [])
    group.delete()
    assert titles("冒険") == []


def test_answers_of_the_api_made_before_a_change_are_old() -> None:
    before = version.current().number
    group = synonyms("保育園＝保育所")
    made = version.current().number
    group.delete()
    assert before < made < version.current().number


def test_wagtails_own_search_takes_them_too(client: Client) -> None:
    page("保育所のしおり")
    synonyms("保育園＝保育所")
    assert [found.title for found in DirectoryPage.objects.all().search("保育園")] == ["保育所のしおり"]
    answer = client.get("/api/v2/pages/", {"search": "保育園"}).json()
    assert [item["title"] for item in answer["items"]] == ["保育所のしおり"]


def test_a_group_may_hold_so_many_words_that_not_all_can_be_asked_for() -> None:
    words = [f"{number}歳児の保育室の見学の日" for number in range(12)]
    expression = expression_of("保育", Thesaurus([(["保育", *words], ["保育", *words])]))
    assert len(expression.groups) == 1
    assert 1 < len(expression.groups[0].terms) <= MAX_TERMS


# What is taken --------------------------------------------------------------------------------------------------------------


def test_blank_lines_repetitions_and_spaces_are_tidied_away() -> None:
    group = SynonymGroup(words="\n 保育園 \r\n\n保育所\n保育園\nファミリー　サポート\n")
    group.full_clean()
    assert group.words == "保育園\n保育所\nファミリー サポート"
    assert str(group) == "保育園＝保育所＝ファミリー サポート"


def test_it_takes_two_words_that_the_search_tells_apart() -> None:
    assert "2つ以上" in refused("保育園")["words"][0]
    assert "「イベント」「ｲﾍﾞﾝﾄ」" in refused("イベント＝ｲﾍﾞﾝﾄ")["words"][0]
    assert "同じことば" in refused("引っ越し→引越")["words"][0]
    assert "words" in refused("")
    assert "2つ以上" in refused(" \n　\n")["words"][0]


def test_the_other_side_is_for_one_way_groups_and_they_need_it() -> None:
    assert "書いてください" in refused("こども病院", direction="one_way")["targets"][0]
    assert "空にして" in refused("保育園＝保育所", targets="託児所")["targets"][0]


def test_a_word_that_another_group_holds_is_named_with_that_group() -> None:
    group = synonyms("保育園＝保育所")
    (told,) = refused("託児所＝ほいく所＝保育所")["words"]
    assert "「保育所」" in told
    assert "「保育園＝保育所」" in told
    synonyms("保育園→認定こども園")  # the other direction is another statement
    group.full_clean()  # one's own words are no obstacle


def test_lengths_have_an_end_and_a_word_has_to_have_letters() -> None:
    assert "40文字" in refused(f"保育園＝{'あ' * 41}")["words"][0]
    assert "12個" in refused("＝".join(f"保育{chr(0x4E00 + n)}" for n in range(13)))["words"][0]
    assert "「！？」" in refused("保育園＝！？")["words"][0]


# The starter list ---------------------------------------------------------------------------------------------------------


def test_every_starter_would_be_taken_from_an_editor_too() -> None:
    for text in STARTERS:
        synonyms(text)
    assert SynonymGroup.objects.count() == len(STARTERS) >= 25


def test_the_setup_adds_the_starters_once_and_never_over_what_people_did() -> None:
    SynonymGroup.objects.create(words="保育園\nほいくえん\n託児所")
    said: list[str] = []
    run(said.append)
    assert SynonymGroup.objects.count() == len(STARTERS)
    assert not SynonymGroup.objects.filter(words="保育園\n保育所").exists()
    assert any("同義語" in line for line in said)
    SynonymGroup.objects.filter(words__startswith="ファミサポ").delete()
    SynonymGroup.objects.filter(words__startswith="児童手当").update(words="児童手当\nこども手当")
    run(lambda text: None)
    assert SynonymGroup.objects.count() == len(STARTERS) - 1
    assert SynonymGroup.objects.filter(words="児童手当\nこども手当").exists()


# The admin ----------------------------------------------------------------------------------------------------------------


@pytest.fixture
def editor(client: Client) -> Client:
    set_up()
    client.force_login(person("編集", "editor"))
    return client


def address(name: str, *args: int) -> str:
    return reverse(f"wagtailsnippets_search_synonymgroup:{name}", args=args)


def test_an_editor_adds_changes_and_deletes_a_group_and_each_step_is_in_its_history(editor: Client) -> None:
    add = address("add")
    assert editor.post(add, {"words": "公園\nこうえん広場", "direction": "two_way"}).status_code == 302
    group = SynonymGroup.objects.get(words__startswith="公園")
    edit = address("edit", group.pk)
    editor.post(edit, {"words": "公園\nひろば", "direction": "two_way", "note": "春に"})
    group.refresh_from_db()
    assert (group.words, group.note) == ("公園\nひろば", "春に")
    assert editor.get(address("history", group.pk)).status_code == 200
    editor.post(address("delete", group.pk))
    assert not SynonymGroup.objects.filter(pk=group.pk).exists()
    logged = ModelLogEntry.objects.filter(object_id=str(group.pk), label="公園＝ひろば")
    assert {"wagtail.edit", "wagtail.delete"} <= set(logged.values_list("action", flat=True))


def test_the_form_says_what_is_wrong_beside_the_field(editor: Client) -> None:
    response = editor.post(address("add"), {"words": "公園", "direction": "two_way"})
    assert "2つ以上書いてください" in response.content.decode()
