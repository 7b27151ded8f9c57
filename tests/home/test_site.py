"""What a parent sees in the room of things to read."""

import datetime
import json
from xml.etree import ElementTree

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import Page

from directory.models import DirectoryPage, Place
from home.models import AgeGuidePage, ColumnPage, Contributor, HomePage, NewsPage, SectionPage, TopicPage
from tests.core.factories import ImageFactory, PortraitFactory
from tests.site.factories import add, attribute, front, hide, links, locale, one, read, structured_data, translated, words

pytestmark = pytest.mark.django_db
ATOM = {"a": "http://www.w3.org/2005/Atom"}
MAY = datetime.datetime(2026, 5, 1, 3, 0, tzinfo=datetime.UTC)
CHIPS = ["妊娠期", "0歳", "1歳", "2歳", "3〜5歳", "小学生", "中高生"]


@pytest.fixture
def home() -> HomePage:
    return front(HomePage, summary="子育てのことがわかります。")


@pytest.fixture
def news(home: HomePage) -> SectionPage:
    return add(home, SectionPage, "お知らせ", slug="news")


def body(*blocks: tuple[str, object]) -> str:
    return json.dumps([{"type": kind, "value": value} for kind, value in blocks])


# The front door


def test_the_front_door_answers_first_what_a_parent_asks(client: Client, home: HomePage) -> None:
    guides = add(home, SectionPage, "年齢別情報", slug="ages")
    add(guides, AgeGuidePage, "0歳のこと", slug="age-0", age_min=0, age_max=11)
    add(home, DirectoryPage, "救急指定病院", slug="hospitals", kinds=(Place.Kind.HOSPITAL,))
    soup = read(client, "/")
    assert one(soup, "main form[role=search] .hint")
    assert list(links(soup, ".ages")) == CHIPS
    assert links(soup, ".ages")["0歳"] == "/ages/age-0/"
    assert links(soup, ".ages")["中高生"] == "/browse/?age=teens"
    strip = links(soup, ".urgent-strip")
    assert list(strip.values()) == ["tel:%238000", "tel:119", "/hospitals/"]
    assert len(soup.select("form[role=search]")) == 1


def test_below_it_stands_what_is_new(client: Client, home: HomePage, news: SectionPage) -> None:
    for number in range(6):
        add(news, NewsPage, f"知らせ{number}", slug=f"news-{number}", first_published_at=MAY + datetime.timedelta(days=number))
    add(news, NewsPage, "下書きの知らせ", slug="draft", live=False)
    hide(add(news, NewsPage, "内部の知らせ", slug="private"))
    soup = read(client, "/")
    panel = one(soup, ".panel")
    assert words(panel, "h2") == "新しいお知らせ"
    assert [title.get_text() for title in panel.select("h3")] == ["知らせ5", "知らせ4", "知らせ3", "知らせ2"]
    assert "2026年5月6日（水）" in panel.get_text()
    assert attribute(panel, "a.more", "href") == "/news/"
    assert links(soup, ".tiles")["お知らせ"] == "/news/"


def test_the_front_door_in_english(client: Client, home: HomePage, news: SectionPage) -> None:
    translated(home, "Nobinobi")
    section = translated(news, "News", slug="news")
    add(section, NewsPage, "New opening hours", slug="hours", first_published_at=MAY)
    soup = read(client, "/en/")
    assert list(links(soup, ".ages"))[1] == "Age 0"
    assert "Fri, 1 May 2026" in words(soup, ".panel")


# Lists


def test_an_english_list_counts_one_as_one(client: Client, home: HomePage, news: SectionPage) -> None:
    translated(home, "Nobinobi")
    section = translated(news, "News", slug="news")
    for number in range(25):
        add(section, NewsPage, f"For toddlers {number}", slug=f"toddlers-{number}", age_min=12, age_max=23)
    add(section, NewsPage, "Song", slug="song", age_min=0, age_max=11)
    soup = read(client, "/en/news/")
    counts = {chip.get_text() for chip in soup.select(".filters .chip")}
    assert {"Age 0 1 entry", "Age 1 25 entries"} <= counts


def test_a_section_lists_the_newest_first_page_by_page(client: Client, news: SectionPage) -> None:
    for number in range(23):
        add(news, NewsPage, f"知らせ{number}", slug=f"n{number}", first_published_at=MAY + datetime.timedelta(days=number))
    first, second = read(client, "/news/"), read(client, "/news/?page=2")
    assert [title.get_text() for title in first.select(".card h2")][:2] == ["知らせ22", "知らせ21"]
    assert words(first, ".results__count") == "23件のうち1〜20件目"
    assert [title.get_text() for title in second.select(".card h2")] == ["知らせ2", "知らせ1", "知らせ0"]
    assert one(second, ".pagination [aria-current=page]").get_text() == "2"
    assert attribute(second, "link[rel=canonical]", "href").endswith("/news/?page=2")


@pytest.mark.parametrize("page", ["0", "x", "-1", "", "²"])
def test_what_is_no_page_number_shows_a_page_that_is(client: Client, news: SectionPage, page: str) -> None:
    add(news, NewsPage, "ただ一つ", slug="only")
    assert words(read(client, f"/news/?page={page}"), ".card h2") == "ただ一つ"


def test_past_the_last_page_of_a_list_it_is_said_and_leads_back(client: Client, news: SectionPage) -> None:
    for number in range(21):
        add(news, NewsPage, f"知らせ{number}", slug=f"n{number}")
    soup = read(client, "/news/?page=999")
    assert "999ページ目はありません。この一覧は2ページ目までです。" in words(soup, ".empty")
    assert links(soup, ".empty") == {"最初のページへ": "?", "最後のページへ": "?page=2"}
    assert not soup.select(".card")
    assert attribute(soup, "meta[name=robots]", "content") == "noindex"


def test_a_list_is_narrowed_by_age_and_tag_and_keeps_both_in_its_addresses(client: Client, news: SectionPage) -> None:
    for number in range(25):
        add(news, NewsPage, f"赤ちゃん{number}", slug=f"b{number}", age_min=0, age_max=11, tags=["健診"])
    add(news, NewsPage, "赤ちゃんの歌", slug="song", age_min=0, age_max=11)
    add(news, NewsPage, "学童のこと", slug="school", age_min=72, age_max=143, tags=["健診"])
    add(news, NewsPage, "みんなに", slug="everyone")
    tag = NewsPage.objects.get(slug="b0").tags.get().slug
    soup = read(client, "/news/?age=0")
    assert words(soup, ".results__count") == "27件のうち1〜20件目"
    chosen = [chip.get_text(" ").split()[0] for chip in soup.select(".filters .chip[aria-current]")]
    assert chosen == ["0歳", "すべて"]
    soup = read(client, f"/news/?age=0&tag={tag}")
    assert words(soup, ".results__count") == "25件のうち1〜20件目"
    assert "age=0" in attribute(soup, "a[rel=next]", "href")
    any_age, any_tag = (str(chip["href"]) for chip in soup.select(".filters .chips li:first-child a"))
    assert any_age.startswith("?tag=")
    assert any_tag == "?age=0"
    assert words(read(client, "/news/?age=elementary"), ".results__count") == "2件"


def test_nothing_found_says_what_to_do_instead(client: Client, news: SectionPage) -> None:
    add(news, NewsPage, "赤ちゃんの歌", slug="song", age_min=0, age_max=11)
    soup = read(client, "/news/?age=teens")
    assert links(soup, ".empty") == {"条件をはずして、すべて見る": "?"}


def test_an_empty_section_leads_on(client: Client, news: SectionPage) -> None:
    assert links(read(client, "/news/"), ".empty") == {"トップページへ": "/"}


def test_sections_below_are_ways_down_and_their_pages_are_listed(client: Client, news: SectionPage) -> None:
    old = add(news, SectionPage, "昔のお知らせ", slug="old")
    add(old, NewsPage, "昔の話", slug="tale")
    soup = read(client, "/news/")
    assert [tile["href"] for tile in soup.select(".tiles a")] == ["/news/old/"]
    assert [title.get_text() for title in soup.select(".card h2")] == ["昔の話"]


def test_a_list_shows_nothing_that_is_not_public(client: Client, news: SectionPage) -> None:
    add(news, NewsPage, "見える", slug="open")
    add(news, NewsPage, "下書き", slug="draft", live=False)
    hide(add(news, NewsPage, "内部", slug="private"))
    add(news, NewsPage, "期限切れ", slug="expired", expire_at=timezone.now() - datetime.timedelta(minutes=1))
    assert [title.get_text() for title in read(client, "/news/").select(".card h2")] == ["見える"]
    assert [title.get_text() for title in read(client, "/browse/").select(".card h2")] == ["見える"]


def test_a_list_costs_the_same_for_nine_pages_and_for_twenty(client: Client, news: SectionPage) -> None:
    def add_some(count: int) -> None:
        for _ in range(count):
            number = NewsPage.objects.count()
            add(news, NewsPage, f"知らせ{number}", slug=f"n{number}", cover=ImageFactory.create(), tags=["健診"], age_min=0)

    add_some(9)
    client.get("/news/")
    with CaptureQueriesContext(connection) as few:
        read(client, "/news/")
    add_some(11)
    with CaptureQueriesContext(connection) as many:
        read(client, "/news/")
    assert len(many) == len(few)


# Pages


def test_an_age_guide_says_what_else_there_is_for_that_age(client: Client, home: HomePage) -> None:
    ages = add(home, SectionPage, "年齢別情報", slug="ages")
    topics = add(home, SectionPage, "知る・相談", slug="topics")
    add(home, DirectoryPage, "電話帳", slug="phones")
    add(ages, AgeGuidePage, "0歳のこと", slug="age-0", age_min=0, age_max=11)
    add(topics, TopicPage, "離乳食", slug="weaning", age_min=5, age_max=18)
    add(topics, TopicPage, "入学の準備", slug="school", age_min=66, age_max=80)
    Place.objects.create(name="赤ちゃんひろば", locale=locale(), age_min=0, age_max=35)
    Place.objects.create(name="青少年センター", locale=locale(), age_min=144, age_max=216)
    Place.objects.create(name="内部の部屋", locale=locale(), live=False)
    soup = read(client, "/ages/age-0/")
    assert one(soup, ".ages [aria-current=true]").get_text() == "0歳"
    assert "離乳食" in words(soup)
    assert "赤ちゃんひろば" in words(soup)
    for other in ("入学の準備", "青少年センター", "内部の部屋"):
        assert other not in words(soup)
    assert links(soup)["この年齢の施設・窓口をすべて見る"] == "/phones/?age=0"


def test_news_says_its_day_and_until_when_it_stands(client: Client, news: SectionPage) -> None:
    until = datetime.datetime(2099, 1, 4, 3, 0, tzinfo=datetime.UTC)
    page = add(
        news, NewsPage, "年末年始の開館時間", slug="winter", first_published_at=MAY, expire_at=until, confirmed_on="2026-04-01"
    )
    soup = read(client, "/news/winter/")
    assert "2026年5月1日（金）" in words(soup, ".meta")
    assert "掲載の期限: 2099年1月4日（日）" in words(soup, ".meta")
    assert "内容を確認した日: 2026年4月1日（水）" in words(soup)
    article = structured_data(soup)["@graph"][-1]
    assert article["@type"] == "NewsArticle"
    assert article["url"] == f"{settings.PUBLIC_URL}{page.url}"


def test_expired_news_is_not_shown_even_before_the_clockwork_ran(client: Client, news: SectionPage) -> None:
    add(news, NewsPage, "期限切れ", slug="expired", expire_at=timezone.now() - datetime.timedelta(minutes=1))
    read(client, "/news/expired/", status=404)


def test_a_column_says_who_wrote_it_and_what_else(client: Client, home: HomePage) -> None:
    columns = add(home, SectionPage, "コラム", slug="columns")
    writer = Contributor.objects.create(
        name="見本 花子",
        affiliation="大学の教員",
        profile="乳幼児の研究者です。",
        portrait=PortraitFactory.create(),
        locale=locale(),
    )
    other = Contributor.objects.create(name="例示 太郎", locale=locale())
    add(columns, ColumnPage, "泣くこと", slug="crying", contributor=writer, cover=ImageFactory.create(description="雨の庭"))
    add(columns, ColumnPage, "笑うこと", slug="laughing", contributor=writer)
    add(columns, ColumnPage, "走ること", slug="running", contributor=other)
    soup = read(client, "/columns/crying/")
    assert words(soup, ".byline") == "見本 花子 大学の教員"
    assert attribute(soup, ".byline img", "src").startswith("/images/")
    assert attribute(soup, ".cover img", "alt") == "雨の庭"
    assert "乳幼児の研究者です。" in words(soup, ".profile")
    assert [card.get_text() for card in soup.select(".card h3")] == ["笑うこと"]


def test_a_shared_link_shows_the_cover_at_an_absolute_address(client: Client, home: HomePage) -> None:
    topics = add(home, SectionPage, "知る", slug="topics")
    add(topics, TopicPage, "外遊び", slug="outside", cover=ImageFactory.create(description="雨の庭"))
    soup = read(client, "/topics/outside/")
    assert attribute(soup, "meta[property='og:image']", "content").startswith(f"{settings.PUBLIC_URL}/images/")
    assert attribute(soup, "meta[property='og:image:alt']", "content") == "雨の庭"
    assert int(attribute(soup, "meta[property='og:image:width']", "content")) > 0


def test_a_picture_without_consent_is_nowhere_on_its_page(client: Client, home: HomePage) -> None:
    topics = add(home, SectionPage, "知る", slug="topics")
    image = PortraitFactory.create(consent_by="", description="砂場の子")
    blocks = body(("picture", {"image": image.pk, "alt": "砂場の子", "caption": "秘密の説明"}))
    add(topics, TopicPage, "外遊び", slug="outside", cover=image, body=blocks)
    soup = read(client, "/topics/outside/")
    assert not soup.select("main img, main figure")
    assert "秘密の説明" not in soup.get_text()
    assert attribute(soup, "meta[property='og:image']", "content").endswith("icon-512.png")
    assert not read(client, "/topics/").select("main img")


def test_the_body_is_shown_block_by_block(client: Client, home: HomePage) -> None:
    topics = add(home, SectionPage, "知る", slug="topics")
    blocks = body(
        ("heading", {"text": "申し込み", "level": "2"}),
        ("heading", {"text": "持ち物", "level": "2"}),
        ("heading", {"text": "料金", "level": "2"}),
        ("text", "<p>電話で<b>予約</b>します。</p>"),
        ("callout", {"tone": "urgent", "heading": "夜中は", "text": "<p>#8000へ</p>"}),
        ("steps", {"steps": [{"heading": "登録する", "text": ""}, {"heading": "予約する", "text": ""}]}),
        ("question", {"question": "何歳から？", "answer": "<p>6か月から。</p>"}),
        (
            "table",
            {
                "first_row_is_table_header": True,
                "first_col_is_header": False,
                "table_caption": "料金表",
                "data": [["年齢"], ["0歳"]],
            },
        ),
        ("embed", {"url": "https://www.youtube.com/watch?v=x", "title": "紹介の動画"}),
    )
    add(topics, TopicPage, "一時預かり", slug="care", body=blocks)
    soup = read(client, "/topics/care/")
    assert links(soup, ".contents") == {"申し込み": "#申し込み", "持ち物": "#持ち物", "料金": "#料金"}
    assert {heading["id"] for heading in soup.select(".prose h2")} == {"申し込み", "持ち物", "料金"}
    assert words(soup, ".callout--urgent .callout__tone") == "緊急・注意"
    assert [step.get_text(strip=True) for step in soup.select("ol.steps li")] == ["登録する", "予約する"]
    assert one(soup, "th[scope=col]").get_text(strip=True) == "年齢"
    assert attribute(soup, ".embed a", "href") == "https://www.youtube.com/watch?v=x"
    assert "youtube.com" in words(soup, ".embed")
    assert not soup.select("iframe")


# Links from page to page


def linking_page(home: HomePage, target: Page, slug: str = "from") -> TopicPage:
    topics = SectionPage.objects.filter(slug="topics", locale=home.locale).first() or add(
        home, SectionPage, "知る", slug="topics"
    )
    text = f'<p><a linktype="page" id="{target.pk}">続きはこちら</a></p>'
    return add(
        topics, TopicPage, "もと", slug=slug, body=body(("text", text), ("page_links", {"heading": "", "pages": [target.pk]}))
    )


def test_a_link_in_a_translation_leads_to_the_translation(client: Client, home: HomePage, news: SectionPage) -> None:
    translated(home, "Nobinobi")
    english_news = translated(news, "News", slug="news-en")
    page = linking_page(home, news)
    translated(page.get_parent().specific, "Topics", slug="topics")
    translated(page, "From", slug="from")
    assert attribute(read(client, "/topics/from/"), ".prose p a", "href") == "/news/"
    soup = read(client, "/en/topics/from/")
    assert attribute(soup, ".prose p a", "href") == english_news.url == "/en/news-en/"
    assert links(soup, ".page-links") == {"News": "/en/news-en/"}


def test_where_there_is_none_it_leads_to_the_original_and_says_so(client: Client, home: HomePage, news: SectionPage) -> None:
    translated(home, "Nobinobi")
    page = linking_page(home, news)
    translated(page.get_parent().specific, "Topics", slug="topics")
    translated(page, "From", slug="from")
    soup = read(client, "/en/topics/from/")
    assert attribute(soup, ".prose p a", "href") == "/news/"
    assert attribute(soup, ".prose p a", "hreflang") == "ja"
    assert words(soup, ".page-links") == "お知らせ （日本語）"


@pytest.mark.parametrize(
    "fields", [{"live": False}, {"expire_at": timezone.now() - datetime.timedelta(days=1)}, {"private": True}]
)
def test_a_page_that_is_not_public_is_not_linked(client: Client, home: HomePage, news: SectionPage, fields: dict) -> None:
    private = fields.pop("private", False)
    target = add(news, NewsPage, "隠れた知らせ", slug="hidden", **fields)
    if private:
        hide(target)
    linking_page(home, target)
    soup = read(client, "/topics/from/")
    assert not soup.select(".prose a[href]")
    assert "隠れた知らせ" not in soup.get_text()
    assert "続きはこちら" in words(soup)


# Feeds


def feed(client: Client, url: str) -> ElementTree.Element:
    response = client.get(url)
    assert response.status_code == 200
    assert response["Content-Type"].startswith("application/atom+xml")
    return ElementTree.fromstring(response.content)  # noqa: S314 (our own answer)


def test_the_feed_of_news_is_valid_atom(client: Client, news: SectionPage) -> None:
    add(news, NewsPage, "新しい", slug="new", summary="読み聞かせの日です。", first_published_at=MAY, last_published_at=MAY)
    add(news, NewsPage, "下書き", slug="draft", live=False)
    hide(add(news, NewsPage, "内部", slug="private"))
    add(news, NewsPage, "期限切れ", slug="expired", expire_at=timezone.now() - datetime.timedelta(minutes=1))
    tree = feed(client, "/feeds/news.xml")
    assert tree.find("a:title", ATOM).text == f"お知らせ｜{settings.SITE_NAME}"  # type: ignore[union-attr]
    (entry,) = tree.findall("a:entry", ATOM)
    found = {name: entry.find(f"a:{name}", ATOM).text for name in ("title", "summary", "id", "updated", "published")}  # type: ignore[union-attr]
    assert found["title"] == "新しい"
    assert found["summary"] == "読み聞かせの日です。"
    assert found["id"].startswith("urn:uuid:")  # type: ignore[union-attr]
    assert datetime.datetime.fromisoformat(found["updated"]) == MAY  # type: ignore[arg-type]
    assert entry.find("a:link", ATOM).attrib["href"] == f"{settings.PUBLIC_URL}/news/new/"  # type: ignore[union-attr]
    own = [link.attrib["href"] for link in tree.findall("a:link", ATOM) if link.attrib.get("rel") == "self"]
    assert own == [f"{settings.PUBLIC_URL}/feeds/news.xml"]


def test_a_feed_names_its_authors_and_takes_text_for_text(client: Client, home: HomePage) -> None:
    columns = add(home, SectionPage, "コラム", slug="columns")
    writer = Contributor.objects.create(name="見本 花子", locale=locale())
    add(columns, ColumnPage, "数え方", slug="counting", contributor=writer, summary="1 < 2 と <b> の話")
    tree = feed(client, "/feeds/columns.xml")
    assert tree.findtext("a:author/a:name", namespaces=ATOM) == settings.SITE_NAME
    assert tree.findtext("a:entry/a:author/a:name", namespaces=ATOM) == "見本 花子"
    assert tree.findtext("a:entry/a:summary", namespaces=ATOM) == "1 &lt; 2 と &lt;b&gt; の話"


def test_a_feed_names_its_authors_as_its_language_knows_them(client: Client, home: HomePage) -> None:
    translated(home, "Nobinobi")
    columns = add(home, SectionPage, "コラム", slug="columns")
    writer = Contributor.objects.create(name="見本 花子", locale=locale())
    writer.copy_for_translation(locale("en")).save()
    Contributor.objects.filter(locale=locale("en")).update(name="Hanako Mihon")
    column = add(columns, ColumnPage, "数え方", slug="counting", contributor=writer, first_published_at=MAY)
    translated(columns, "Columns", slug="columns")
    translated(column, "Counting", slug="counting", contributor=writer)
    tree = feed(client, "/en/feeds/columns.xml")
    assert tree.findtext("a:entry/a:author/a:name", namespaces=ATOM) == "Hanako Mihon"
    assert tree.findtext("a:author/a:name", namespaces=ATOM) == "Nobinobi"


def test_the_id_of_an_entry_stays_when_its_page_moves(client: Client, news: SectionPage) -> None:
    page = add(news, NewsPage, "知らせ", slug="one")
    before = feed(client, "/feeds/news.xml").findtext("a:entry/a:id", namespaces=ATOM)
    page.slug = "another"
    page.save()
    after = feed(client, "/feeds/news.xml")
    assert after.findtext("a:entry/a:id", namespaces=ATOM) == before
    link = after.find("a:entry/a:link", ATOM)
    assert link is not None
    assert link.attrib["href"] == f"{settings.PUBLIC_URL}/news/another/"


def test_each_language_has_its_own_feed(client: Client, home: HomePage, news: SectionPage) -> None:
    translated(home, "Nobinobi")
    section = translated(news, "News", slug="news")
    add(news, NewsPage, "日本語だけ", slug="ja-only", first_published_at=MAY)
    add(section, NewsPage, "English only", slug="en-only", first_published_at=MAY)
    entries = feed(client, "/en/feeds/news.xml").findall("a:entry", ATOM)
    assert [entry.findtext("a:title", namespaces=ATOM) for entry in entries] == ["English only"]


def test_pages_name_the_feeds(client: Client, home: HomePage) -> None:
    named = [link["href"] for link in read(client, "/").select("link[type='application/atom+xml']")]
    assert {"/feeds/news.xml", "/feeds/columns.xml"} <= set(named)
