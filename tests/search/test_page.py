"""The search page of the site."""

from urllib.parse import parse_qsl, urlencode

import pytest
from bs4 import BeautifulSoup
from django.utils import translation

from tests.search.factories import PlaceFactory, page, root

pytestmark = pytest.mark.django_db


def test_the_page_answers_to_anything_in_its_address(client):
    page("ひろば", tags=["雨の日"])
    for query in (
        "",
        "?q=ひろば",
        "?q=ひろば&kind=x&age=y&tag=&lat=1&from=z&page=q",
        "?q=ひろば&lat=nan&lon=inf&radius=-1&to=0000-00-00",
        "?q=%22",
        "?q=ひろば&page=99999999999",
        "?kind=park&age=0",
    ):
        assert client.get("/search/" + query).status_code == 200, query


def test_the_page_shows_hits_and_facets_as_links_that_narrow(client):
    page("ひろば", tags=["雨の日"])
    html = client.get("/search/?q=ひろば").content.decode()
    assert "<mark>ひろば</mark>" in html
    assert "tag=%E9%9B%A8%E3%81%AE%E6%97%A5" in html


def test_the_page_escapes_what_was_typed(client):
    page("<b>ひろば</b>")
    html = client.get("/search/?q=ひろば<script>").content.decode()
    assert "<script>" not in html.split("<body")[-1].replace("<script src", "").replace("<script type", "")
    assert "&lt;b&gt;" in html


def test_each_language_has_its_own_page(client):
    root("en")
    page("Play group", parent=root("en"))
    assert "Play" in client.get("/en/search/?q=play").content.decode()
    assert "Play group" not in client.get("/search/?q=play").content.decode()


def test_past_the_last_page_it_says_so_and_leads_back(client):
    for number in range(12):
        page(f"ひろば{number}")
    soup = BeautifulSoup(client.get("/search/?q=ひろば&page=999").content, "html.parser")
    (said,) = soup.select(".empty")
    assert "999ページ目はありません。検索結果は2ページ目までです。" in said.get_text()
    assert [dict(parse_qsl(str(link["href"]).lstrip("?"))) for link in said.select("a")] == [
        {"q": "ひろば"},
        {"q": "ひろば", "page": "2"},
    ]
    assert "短く" not in soup.get_text()
    assert not soup.select(".pagination")


def test_one_page_of_results_has_one_way_back(client):
    page("ひろば")
    soup = BeautifulSoup(client.get("/search/?q=ひろば&page=2").content, "html.parser")
    assert [link.get_text() for link in soup.select(".empty a")] == ["最初のページへ"]


def test_of_a_sentence_it_says_how_many_hold_all_the_words(client):
    page("おむつ替えの台", text="おむつを替える場所です。", tags=["駅"])
    page("おむつの配付", tags=["雨の日"])
    assert counted(client, "/search/?q=おむつを替える？") == "2件見つかりました。 すべての言葉を含むものは1件です。"
    assert counted(client, "/search/?q=おむつ") == "2件見つかりました。"
    said = counted(client, "/search/?q=おむつを替える？&tag=雨の日")
    assert said == "1件見つかりました。 この条件では、すべての言葉を含むものはありません。"


def test_so_it_does_in_english(client):
    for title, text in (("Nappies", "Where to change nappies."), ("Nappies, change them", "Change nappies."), ("Change", "")):
        page(title, parent=root("en"), text=text)
    with translation.override("en"):
        assert counted(client, "/en/search/?q=change nappies?") == "3 results. 2 of them hold all of the words."
        assert counted(client, "/en/search/?q=where nappies?") == "2 results. 1 of them holds all of the words."


def soup(client, address):
    return BeautifulSoup(client.get(address).content, "html.parser")


def chosen(html):
    """The chips that are on, and where a tap leads: text → what stays in the address."""
    chips = html.select("details.filters .chip[aria-current]")
    return {" ".join(each.get_text().split()): parse_qsl(str(each["href"]).lstrip("?")) for each in chips}


def sent(form):
    """What a form sends as it stands."""
    return [(each["name"], each.get("value", "")) for each in form.select("input[name]")]


HERE = [("lat", "35.7"), ("lon", "139.5"), ("radius", "2000")]
DAYS = [("from", "2026-04-01"), ("to", "2026-04-30")]


def test_a_position_is_asked_for_in_the_words_of_the_api(client):
    PlaceFactory.create(name="公園近", latitude=35.7005, longitude=139.50)
    PlaceFactory.create(name="公園遠", latitude=35.72, longitude=139.50)
    assert counted(client, "/search/?q=公園&lat=35.7&lon=139.5&radius=2000") == "1件見つかりました。"
    assert counted(client, "/search/?q=公園&lat=35.7&lon=139.5&radius=5000") == "2件見つかりました。"
    assert counted(client, "/search/?q=公園&lat=35.7&lon=139.5") == "1件見つかりました。"
    assert counted(client, "/search/?q=公園&near=35.7,139.5") == "2件見つかりました。"


def test_days_are_chosen_in_a_form_that_keeps_everything_else(client):
    page("ひろば", tags=["雨の日"])
    html = soup(client, f"/search/?{urlencode([('q', 'ひろば'), ('tag', '雨の日'), ('age', '0'), *HERE, DAYS[0]])}")
    (form,) = html.select(".filter-form:has([type=date])")
    assert sent(form) == [("q", "ひろば"), ("tag", "雨の日"), ("age", "0"), *HERE, DAYS[0], ("to", "")]


def test_what_is_chosen_is_shown_and_taken_away_one_by_one(client):
    page("ひろば")
    html = soup(client, f"/search/?{urlencode([('q', 'ひろば'), *DAYS, *HERE])}")
    assert chosen(html) == {
        "2026年4月1日（水）から": [("q", "ひろば"), DAYS[1], *HERE],
        "2026年4月30日（木）まで": [("q", "ひろば"), DAYS[0], *HERE],
        "2km": [("q", "ひろば"), *DAYS],
    }
    others = [each for each in html.select("details.filters .chip:not([aria-current])") if "km" in each.get_text()]
    assert [dict(parse_qsl(str(each["href"])))["radius"] for each in others] == ["1000", "5000"]
    assert html.select_one("details.filters[open]")


def test_a_circle_that_the_page_does_not_offer_is_shown_among_those_it_does(client):
    html = soup(client, "/search/?lat=35.7&lon=139.5&radius=1500")
    assert list(chosen(html)) == ["1.5km"]


def test_other_words_keep_the_days_and_the_position(client):
    html = soup(client, f"/search/?{urlencode([('q', 'ひろば'), *DAYS, *HERE])}")
    (form,) = html.select("form[role=search]")
    assert sent(form) == [("q", "ひろば"), *DAYS, *HERE]


def test_where_the_reader_is_can_be_asked_only_with_a_script_of_ours(client):
    page("ひろば")
    html = soup(client, f"/search/?{urlencode([('q', 'ひろば'), ('kind', 'directory'), *DAYS])}")
    (form,) = html.select("form[data-near]")
    assert form.has_attr("hidden")
    assert sent(form) == [("q", "ひろば"), ("kind", "directory"), *DAYS, ("lat", ""), ("lon", "")]
    assert [each["value"] for each in form.select("option")] == ["500", "1000", "2000", "5000"]
    assert all(form[f"data-near-{what}"] for what in ("asking", "refused", "unknown"))
    assert html.select("script[src$='core/near.js']")
    assert not html.select("script:not([src]):not([type='application/ld+json'])")


def test_the_search_can_begin_with_days_or_a_position(client):
    html = soup(client, "/search/")
    assert html.select(".filter-form [type=date]")
    assert html.select("form[data-near]")


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("from=2026-04-30&to=2026-04-01", "「いつから」が「いつまで」より後"),
        ("from=tomorrow", "読みとれない日にち"),
        ("to=2026-02-30", "読みとれない日にち"),
        ("radius=500", "場所を読みとれなかった"),
        ("lat=35.7", "場所を読みとれなかった"),
        ("lat=95&lon=139.5", "場所を読みとれなかった"),
        ("lat=35.7&lon=139.5&radius=far", "読みとれない距離"),
        ("kind=x", "わからない条件"),
        ("age=900", "わからない条件"),
    ],
)
def test_a_mistake_in_the_address_is_told_in_a_friendly_way(client, asked, said):
    page("ひろば")
    (notice,) = soup(client, f"/search/?q=ひろば&{asked}").select(".notice")
    assert said in notice.get_text()


def test_days_the_wrong_way_round_are_turned_round(client):
    html = soup(client, "/search/?q=ひろば&from=2026-04-30&to=2026-04-01")
    assert [each["value"] for each in html.select("[type=date]")] == ["2026-04-01", "2026-04-30"]


@pytest.mark.parametrize("empty", ["kind=", "age=", "tag=", "from=&to=", "lat=&lon=&radius=", "page="])
def test_an_empty_value_is_the_same_as_none(client, empty):
    page("ひろば")
    html = soup(client, f"/search/?q=ひろば&{empty}")
    assert not html.select(".notice")
    assert not html.select("details.filters[open]")
    assert html.select(".card")


def counted(client, address):
    (said,) = soup(client, address).select(".results__count")
    return " ".join(said.get_text().split())
