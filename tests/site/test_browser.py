"""The demo as a browser shows it: nothing to scroll sideways, nothing too small to tap, nothing that a reader cannot find."""

from collections.abc import Iterator
from typing import Any
from urllib.request import urlopen
from xml.etree import ElementTree

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.site.eyes import ADDRESSES, TOO_SMALL, TOO_WIDE, larger
from tools.demo_site import demo_site

pytestmark = [pytest.mark.browser, pytest.mark.long]
PHONE = 360
EVERY_RULE: dict[str, Any] = {"resultTypes": ["violations"]}
COLOURS_ALONE = EVERY_RULE | {"runOnly": ["cat.color"]}
"""What differs in the dark."""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, chromium: str) -> Iterator[str]:
    """The demo's address."""
    with demo_site(tmp_path_factory.mktemp("demo")) as address:
        yield address


@pytest.fixture
def look(browser: Any) -> Iterator[Any]:
    """Opens a page: `look(width, **options of the context)`."""
    opened = []

    def opener(width: int, height: int = 800, **options: Any) -> Any:
        context = browser.new_context(viewport={"width": width, "height": height}, **options)
        opened.append(context)
        return context.new_page()

    yield opener
    for context in opened:
        context.close()


def everything(site: str) -> list[str]:
    """Every address that the sitemap names."""
    with urlopen(f"{site}/sitemap.xml") as answer:  # noqa: S310 (our own server)
        tree = ElementTree.fromstring(answer.read())  # noqa: S314
    return [str(place.text) for place in tree.iter("{http://www.sitemaps.org/schemas/sitemap/0.9}loc")]


def test_no_page_scrolls_sideways_on_the_narrowest_phone(site: str, look: Any) -> None:
    page = look(320)
    found = {}
    for url in [*everything(site), *(site + each for each in ADDRESSES)]:
        page.goto(url)
        if wide := page.evaluate(TOO_WIDE):
            found[url] = wide
    assert found == {}


@pytest.mark.parametrize("width", [360, 1280])
def test_every_sort_of_page_bears_being_looked_at(site: str, look: Any, width: int) -> None:
    """On a phone and on a desk; each is asked for once, and looked at for everything that it must bear."""
    page = look(width)
    asked: set[str] = set()
    complaints: list[str] = []
    page.on("request", lambda request: asked.add(request.url))
    page.on("console", lambda message: complaints.append(f"{page.url}: {message.text}"))
    found: dict[tuple[str, str], Any] = {}
    for address in ADDRESSES:
        page.emulate_media(color_scheme="light")
        page.goto(site + address)
        found[address, "too small for a thumb"] = page.evaluate(TOO_SMALL)
        if width == PHONE:
            found[address, "a barrier"] = barriers(page)
            page.emulate_media(color_scheme="dark")
            found[address, "a barrier in the dark"] = barriers(page, COLOURS_ALONE)
        larger(page, 200)
        found[address, "too wide with letters twice as large"] = page.evaluate(TOO_WIDE)
    assert {what: seen for what, seen in found.items() if seen} == {}
    assert {url for url in asked if not url.startswith((f"{site}/", "data:"))} == set()
    assert [each for each in complaints if "404 (Not Found)" not in each] == []
    assert any(url.endswith("site.css") for url in asked)


def barriers(page: Any, options: dict[str, Any] = EVERY_RULE) -> list[tuple[str, list[str]]]:
    """What axe finds, by its rules, and where."""
    violations = Axe().run(page, options=options).response["violations"]
    return [(each["id"], [node["html"][:120] for node in each["nodes"][:3]]) for each in violations]


def test_a_page_is_light(site: str, look: Any) -> None:
    """Few requests before the pictures far down are asked for, and little HTML."""
    page = look(360)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    for address in ("/", "/columns/crying/", "/phonebook/"):
        asked.clear()
        answer = page.goto(site + address)
        assert len(answer.body()) < 40_000, address
        assert len(asked) <= 12, (address, asked)


def test_the_first_screen_of_a_phone_answers(site: str, look: Any) -> None:
    page = look(360, 640)
    page.goto(site)
    for selector in (".site-name", ".languages a", "main input[type=search]", ".hint", ".chip >> nth=6", ".urgent-strip"):
        box = page.locator(selector).first.bounding_box()
        assert box, selector
        assert box["y"] + box["height"] <= 640, selector
    chips = [each.strip() for each in page.locator(".ages .chip").all_inner_texts()]
    assert chips == ["妊娠期", "0歳", "1歳", "2歳", "3〜5歳", "小学生", "中高生"]
    assert "#8000" in page.locator(".urgent-strip").inner_text()


def test_the_keyboard_begins_with_a_way_past_the_header_and_is_always_seen(site: str, look: Any) -> None:
    page = look(1280)
    page.goto(f"{site}/columns/crying/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip-link"
    assert page.locator(".skip-link").bounding_box()["x"] >= 0
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    page.goto(f"{site}/columns/")
    for _step in range(30):
        page.keyboard.press("Tab")
        seen = page.evaluate("""() => {
          const here = document.activeElement
          if (here === document.body) return true
          const drawn = each => getComputedStyle(each).outlineStyle !== 'none'
          return drawn(here) || drawn(here.closest('.card') ?? here)
        }""")
        assert seen, page.evaluate("document.activeElement.outerHTML")


def test_without_scripts_the_menu_opens_and_the_search_finds(site: str, look: Any) -> None:
    page = look(360, java_script_enabled=False)
    page.goto(f"{site}/news/")
    assert not page.locator(".menu nav").is_visible()
    page.locator(".menu summary").click()
    assert page.locator(".menu nav a").first.is_visible()
    page.locator(".menu summary").click()
    page.locator("header input[type=search]").fill("一時預かり")
    with page.expect_navigation(url="**/search/**"):
        page.keyboard.press("Enter")
    assert "一時預かり" in page.locator(".card__title").first.inner_text()


# --- suggestions ----------------------------------------------------------------------------------------------------


def suggested(page: Any) -> list[str]:
    page.wait_for_selector("[role=listbox] [role=option]")
    return [text.split("\n")[0] for text in page.locator("[role=option]").all_inner_texts()]


def test_suggestions_are_chosen_by_the_arrow_keys_and_searched_by_enter(site: str, look: Any) -> None:
    page = look(1280)
    page.goto(f"{site}/news/")
    box = page.locator("header input[type=search]")
    box.press_sequentially("hoik")
    options = suggested(page)
    assert any("保育" in each for each in options)
    assert box.get_attribute("aria-expanded") == "true"
    assert page.locator("header [role=status]").inner_text() == f"候補が{len(options)}件あります。上下の矢印キーで選べます。"
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    chosen = page.locator("[role=option][aria-selected=true]")
    assert chosen.get_attribute("id") == box.get_attribute("aria-activedescendant")
    assert box.input_value() == options[1]
    with page.expect_navigation(url="**/search/**"):
        page.keyboard.press("Enter")
    assert page.locator("main input[type=search]").input_value() == options[1]
    assert page.locator(".card__title").count()


def test_a_tap_on_a_suggestion_searches_for_it(site: str, look: Any) -> None:
    page = look(360, has_touch=True)
    page.goto(f"{site}/search/")
    page.locator("main input[type=search]").press_sequentially("ほい")
    first = suggested(page)[0]
    with page.expect_navigation(url="**/search/?q=**"):
        page.locator("[role=option]").first.tap()
    assert page.locator("main input[type=search]").input_value() == first


def test_escape_gives_back_what_was_typed_and_the_arrows_lead_round_through_it(site: str, look: Any) -> None:
    page = look(1280)
    page.goto(f"{site}/search/")
    box = page.locator("main input[type=search]")
    box.press_sequentially("ほい")
    number = len(suggested(page))
    for _step in range(number + 1):
        page.keyboard.press("ArrowDown")
    assert box.input_value() == "ほい"
    page.keyboard.press("ArrowUp")
    assert box.input_value() != "ほい"
    page.keyboard.press("Escape")
    assert box.input_value() == "ほい"
    assert box.get_attribute("aria-expanded") == "false"
    assert not page.locator("[role=listbox]").is_visible()


def test_kana_under_composition_are_suggested_from_and_enter_belongs_to_the_input_method(site: str, look: Any) -> None:
    page = look(1280)
    page.goto(f"{site}/search/")
    box = page.locator("main input[type=search]")
    box.focus()
    keyboard = page.context.new_cdp_session(page)
    keyboard.send("Input.imeSetComposition", {"text": "ほいｋ", "selectionStart": 3, "selectionEnd": 3})
    assert any("保育" in each for each in suggested(page))
    prevented = box.evaluate("""box => ['Enter', 'ArrowDown', 'Escape'].map(key => {
      const event = new KeyboardEvent('keydown', {key, isComposing: true, bubbles: true, cancelable: true})
      box.dispatchEvent(event)
      return event.defaultPrevented
    })""")
    assert prevented == [False, False, False]
    assert box.input_value() == "ほいｋ"
    assert page.locator("[role=option][aria-selected=true]").count() == 0
    assert page.url.endswith("/search/")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_suggestions_are_large_enough_and_no_barrier(site: str, look: Any, scheme: str) -> None:
    page = look(320, color_scheme=scheme)
    page.goto(f"{site}/search/")
    page.locator("main input[type=search]").press_sequentially("yo")
    suggested(page)
    page.keyboard.press("ArrowDown")
    assert all(box["height"] >= 44 for each in page.locator("[role=option]").all() if (box := each.bounding_box()))
    assert page.evaluate(TOO_WIDE) == []
    assert barriers(page) == []


def test_where_suggestions_cannot_be_had_the_box_still_searches(site: str, look: Any) -> None:
    page = look(1280)
    page.route("**/api/v2/suggest**", lambda route: route.abort())
    page.goto(f"{site}/search/")
    page.locator("main input[type=search]").press_sequentially("一時預かり")
    with page.expect_navigation(url="**/search/?q=**"):
        page.keyboard.press("Enter")
    assert "一時預かり" in page.locator(".card__title").first.inner_text()


# --- near where the reader is ---------------------------------------------------------------------------------------


def near_form(page: Any, address: str) -> Any:
    """The form, with whatever folds over it opened."""
    page.goto(address)
    summary = page.locator(".filters--folded > summary")
    if summary.is_visible():
        summary.click()
    return page.locator("form[data-near]")


def test_with_a_tap_one_searches_around_oneself_and_other_words_stay_there(site: str, look: Any) -> None:
    page = look(360, geolocation={"latitude": 35.70061, "longitude": 139.50349}, permissions=["geolocation"])
    form = near_form(page, f"{site}/search/?q=公園")
    form.locator("select").select_option("5000")
    with page.expect_navigation(url="**/search/**"):
        form.get_by_role("button").click()
    assert page.url.endswith("&lat=35.701&lon=139.503&radius=5000")
    page.locator("main input[type=search]").fill("病院")
    with page.expect_navigation(url="**/search/**"):
        page.keyboard.press("Enter")
    assert page.url.endswith("&lat=35.701&lon=139.503&radius=5000")
    assert page.locator(".filters .chip[aria-current]").inner_text() == "5km"


def test_with_a_tap_a_list_of_places_is_sorted_by_distance_and_keeps_what_was_chosen(site: str, look: Any) -> None:
    page = look(360, geolocation={"latitude": 35.70061, "longitude": 139.50349}, permissions=["geolocation"])
    page.goto(f"{site}/map/?age=0")
    with page.expect_navigation(url="**/map/?**"):
        page.get_by_role("button", name="現在地の近く").click()
    assert page.url.endswith("/map/?age=0&lat=35.701&lon=139.503#choices")
    told = page.locator(".how-far").all_inner_texts()
    assert told[0] == "約100 m"
    assert len(told) > 5
    page.get_by_role("link", name="距離を出さない").click()
    assert page.url.endswith("/map/?age=0#choices")
    assert page.locator(".how-far").count() == 0


@pytest.mark.parametrize(("code", "said"), [(1, "許可されていません"), (2, "わかりませんでした"), (3, "わかりませんでした")])
def test_where_the_position_cannot_be_had_it_says_so_and_can_be_asked_again(site: str, look: Any, code: int, said: str) -> None:
    page = look(360)
    page.add_init_script(
        f"navigator.geolocation.getCurrentPosition = (found, failed) => failed({{ code: {code}, PERMISSION_DENIED: 1 }})"
    )
    form = near_form(page, f"{site}/search/?q=公園")
    for _ in range(2):
        form.get_by_role("button").click()
        assert said in form.locator("[aria-live=polite]").inner_text()
    assert page.url.endswith("%AC%E5%9C%92")


def test_without_a_position_to_ask_for_nothing_is_offered(site: str, look: Any) -> None:
    for options in ({"java_script_enabled": False}, {}):
        page = look(1280, **options)
        page.add_init_script("Object.defineProperty(navigator, 'geolocation', { value: undefined })")
        page.goto(f"{site}/search/?q=公園")
        assert page.locator("[type=date]").first.is_visible()
        assert not page.locator("form[data-near]").is_visible()
