"""What stands around every page, with the ground and the directory alone."""

import pytest
from django.conf import settings
from django.test import Client

from cms.core.templatetags.site import with_country
from directory.models import DirectoryPage
from tests.site.factories import add, attribute, front, hide, links, one, read, structured_data, translated, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def root() -> DirectoryPage:
    return front()


def test_the_header_leads_to_the_sections_the_search_and_the_start(client: Client, root: DirectoryPage) -> None:
    add(root, DirectoryPage, "総合電話帳", slug="phonebook")
    soup = read(client, "/phonebook/")
    assert links(soup, ".site-sections")["総合電話帳"] == "/phonebook/"
    assert one(soup, ".site-sections a[aria-current=page]").get_text() == "総合電話帳"
    assert attribute(soup, ".menu nav a", "href") == "/phonebook/"
    assert attribute(soup, "form[role=search]", "action") == "/search/"
    assert attribute(soup, ".site-name", "href") == "/"


def test_drafts_private_and_expired_sections_are_in_no_menu(client: Client, root: DirectoryPage) -> None:
    add(root, DirectoryPage, "下書きの欄", slug="draft", live=False)
    hide(add(root, DirectoryPage, "内部の欄", slug="private"))
    soup = read(client, "/")
    assert "下書きの欄" not in soup.get_text()
    assert "内部の欄" not in soup.get_text()


def test_landmarks_and_one_first_heading(client: Client, root: DirectoryPage) -> None:
    add(root, DirectoryPage, "総合電話帳", slug="phonebook")
    soup = read(client, "/phonebook/")
    assert attribute(soup, "html", "lang") == "ja"
    assert [len(soup.select(tag)) for tag in ("header.site-header", "main", "footer.site-footer")] == [1, 1, 1]
    assert [h1.get_text() for h1 in soup.select("h1")] == ["総合電話帳"]
    assert attribute(soup, "a.skip-link", "href") == "#main"
    assert one(soup, "body a")["class"] == ["skip-link"]
    for field in soup.select("input[type=search]"):
        assert one(soup, f"label[for={field['id']}]")


def test_nothing_is_asked_of_another_host(client: Client, root: DirectoryPage) -> None:
    soup = read(client, "/")
    asked = [
        str(tag.get("src") or tag.get("href"))
        for tag in soup.select("img, script[src], link[rel=stylesheet], link[rel=icon], iframe")
    ]
    assert asked
    assert [address for address in asked if not address.startswith("/")] == []
    # A script of our own is a file; what stands in the page itself the policy would not run.
    assert not soup.select("script:not([type='application/ld+json']):not([src])")


def test_breadcrumbs_lead_up_and_end_here(client: Client, root: DirectoryPage) -> None:
    section = add(root, DirectoryPage, "電話帳", slug="phones")
    add(section, DirectoryPage, "病院の電話", slug="hospitals")
    soup = read(client, "/phones/hospitals/")
    assert links(soup, ".breadcrumbs") == {"のびのび": "/", "電話帳": "/phones/"}
    assert one(soup, ".breadcrumbs [aria-current=page]").get_text() == "病院の電話"


def test_the_language_switch_leads_to_the_same_page(client: Client, root: DirectoryPage) -> None:
    section = add(root, DirectoryPage, "電話帳", slug="phones")
    translated(root, "Nobinobi")
    translated(section, "Phone book", slug="phone-book")
    japanese, english = read(client, "/phones/"), read(client, "/en/phone-book/")
    assert links(japanese, ".languages") == {"English": "/en/phone-book/"}
    assert links(english, ".languages") == {"日本語": "/phones/"}
    assert attribute(english, "html", "lang") == "en"
    assert words(english, "h1") == "Phone book"
    hreflang = {link["hreflang"]: link["href"] for link in japanese.select("link[rel=alternate][hreflang]")}
    assert hreflang == {
        "ja": f"{settings.PUBLIC_URL}/phones/",
        "en": f"{settings.PUBLIC_URL}/en/phone-book/",
        "x-default": f"{settings.PUBLIC_URL}/phones/",
    }


def test_without_a_translation_it_leads_to_that_languages_start_and_says_so(client: Client, root: DirectoryPage) -> None:
    add(root, DirectoryPage, "電話帳", slug="phones")
    translated(root, "Nobinobi")
    soup = read(client, "/phones/")
    assert links(soup, ".languages") == {"English (home)": "/en/"}
    assert not soup.select("link[rel=alternate][hreflang]")


def test_a_draft_translation_is_no_translation(client: Client, root: DirectoryPage) -> None:
    section = add(root, DirectoryPage, "電話帳", slug="phones")
    translated(root, "Nobinobi")
    translated(section, "Phone book", live=False)
    soup = read(client, "/phones/")
    assert links(soup, ".languages") == {"English (home)": "/en/"}


def test_what_other_sites_and_search_engines_are_told(client: Client, root: DirectoryPage) -> None:
    add(root, DirectoryPage, "</script><script>alert(1)</script>", slug="odd", summary="電話番号の一覧です。")
    soup = read(client, "/odd/?age=0")
    assert attribute(soup, "link[rel=canonical]", "href") == f"{settings.PUBLIC_URL}/odd/"
    assert attribute(soup, "meta[name=description]", "content") == "電話番号の一覧です。"
    assert attribute(soup, "meta[property='og:title']", "content") == "</script><script>alert(1)</script>"
    assert attribute(soup, "meta[name=robots]", "content") == "noindex"
    graph = {thing["@type"]: thing for thing in structured_data(soup)["@graph"]}
    crumbs = graph["BreadcrumbList"]["itemListElement"]
    assert [crumb["name"] for crumb in crumbs] == ["のびのび", "</script><script>alert(1)</script>"]
    assert crumbs[1]["item"] == f"{settings.PUBLIC_URL}/odd/"


def test_the_front_page_tells_search_engines_of_the_site(client: Client, root: DirectoryPage) -> None:
    (site,) = [thing for thing in structured_data(read(client, "/"))["@graph"] if thing["@type"] == "WebSite"]
    assert site["url"] == f"{settings.PUBLIC_URL}/"
    assert site["potentialAction"]["target"] == f"{settings.PUBLIC_URL}/search/?q={{search_term_string}}"


@pytest.mark.parametrize(
    ("asked", "printed"),
    [("/search/?q=預かり&kind=place", "/search/?q=預かり&kind=place"), ("/search/", "/search/"), ("/?utm_source=x", "/")],
)
def test_on_paper_a_page_says_the_way_back_to_just_this(client: Client, root: DirectoryPage, asked: str, printed: str) -> None:
    assert words(read(client, asked), ".address-line").endswith(printed)


def test_on_paper_a_list_says_what_was_chosen_from_it(client: Client, root: DirectoryPage) -> None:
    assert words(read(client, "/browse/?age=0&x=y"), ".address-line").endswith("/browse/?age=0")


def test_an_address_that_is_not_there_offers_ways_on(client: Client, root: DirectoryPage) -> None:
    add(root, DirectoryPage, "総合電話帳", slug="phonebook")
    soup = read(client, "/nowhere/", status=404)
    assert words(soup, "h1") == "ページが見つかりません"
    assert one(soup, "main form[role=search]")
    assert links(soup)["総合電話帳"] == "/phonebook/"
    assert links(soup)["0歳"] == "/browse/?age=0"
    assert not soup.select("link[rel=canonical]")
    assert attribute(soup, "meta[property='og:title']", "content") == "ページが見つかりません"


def test_it_says_so_in_english_too(client: Client, root: DirectoryPage) -> None:
    translated(root, "Nobinobi")
    soup = read(client, "/en/nowhere/", status=404)
    assert attribute(soup, "html", "lang") == "en"
    assert words(soup, "h1") == "Page not found"


def test_it_leads_to_the_start_of_the_other_language(client: Client, root: DirectoryPage) -> None:
    translated(root, "Nobinobi")
    japanese, english = read(client, "/nowhere/", status=404), read(client, "/en/nowhere/", status=404)
    assert links(japanese, ".languages") == {"English (home)": "/en/"}
    assert links(english, ".languages") == {"日本語 （トップへ）": "/"}
    assert not japanese.select("link[rel=alternate][hreflang]")


def test_a_shared_link_names_its_language_with_the_country(client: Client, root: DirectoryPage) -> None:
    translated(root, "Nobinobi")
    assert attribute(read(client, "/"), "meta[property='og:locale']", "content") == "ja_JP"
    assert attribute(read(client, "/en/"), "meta[property='og:locale']", "content") == "en_US"
    assert [with_country(code) for code in ("zh-hans", "zh-hant", "ko", "pt-br")] == ["zh_CN", "zh_TW", "ko_KR", "pt_BR"]


def test_a_site_that_is_not_set_up_still_answers(client: Client) -> None:
    assert words(read(client, "/nowhere/", status=404), "h1") == "ページが見つかりません"


def test_a_page_that_cannot_be_shown_apologises_without_the_database(rf: object, django_assert_num_queries: object) -> None:
    from cms.core.views import server_error

    with django_assert_num_queries(0):  # type: ignore[operator]
        japanese, english = (server_error(rf.get(path)).content.decode() for path in ("/ages/", "/en/ages/"))  # type: ignore[attr-defined]
    assert "うまく表示できませんでした" in japanese
    assert "#8000" in japanese
    assert "Something went wrong" in english
    assert 'href="/en/"' in english


def test_a_frame_costs_the_same_however_many_sections(
    client: Client, root: DirectoryPage, django_assert_max_num_queries: object
) -> None:
    for number in range(12):
        add(root, DirectoryPage, f"欄{number}", slug=f"section-{number}")
    client.get("/")
    with django_assert_max_num_queries(25):  # type: ignore[operator]
        read(client, "/section-3/")
