"""How long a text is, as each service counts, and how it is made to fit."""

import pytest

from cms.core.announcing.counting import fitted, length
from cms.core.announcing.texts import with_address

pytestmark = pytest.mark.once
FAMILY = "👨‍👩‍👧‍👦"
ADDRESS = "https://example.jp/places/12345678901234567890/"


@pytest.mark.parametrize(
    ("text", "kind", "count"),
    [
        ("abc", "twitter", 3),
        ("あいう", "twitter", 6),
        ("ｱ", "twitter", 2),
        ("é", "twitter", 1),
        ("e\u0301", "twitter", 1),
        ("“”", "twitter", 2),
        (FAMILY, "twitter", 2),
        ("👍🏽", "twitter", 2),
        ("🇯🇵🇯🇵", "twitter", 4),
        (f"あ {ADDRESS}", "twitter", 2 + 1 + 23),
        (f"あ{ADDRESS}。い", "x", 2 + 23 + 2 + 2),
        ("あいう", "mastodons", 3),
        (f"あ {ADDRESS}", "mastodon", 2 + 23),
        (FAMILY, "bluesky", 1),
        (f"{ADDRESS}", "bluesky", len(ADDRESS)),
        ("👍", "line", 2),
        ("あい", "slack", 2),
        ("", "twitter", 0),
    ],
)
def test_a_text_is_counted_as_the_service_does(text: str, kind: str, count: int) -> None:
    assert length(text, kind) == count


@pytest.mark.parametrize("kind", ["twitter", "mastodon", "bluesky", "line", "slack"])
def test_what_is_cut_fits_and_keeps_its_address(kind: str) -> None:
    found = fitted(f"{'長い話です。' * 100}\n{ADDRESS}", kind, 120)
    assert length(found, kind) <= 120
    assert found.endswith(f"…\n{ADDRESS}")


def test_what_fits_stays_as_it_is() -> None:
    assert fitted("短い話\nhttps://example.jp/", "twitter", 280) == "短い話\nhttps://example.jp/"
    assert fitted("あ" * 1000, "json", 0) == "あ" * 1000


def test_a_family_is_not_torn_apart() -> None:
    assert fitted(FAMILY * 3, "bluesky", 2) == f"{FAMILY}…"


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("", ""),
        ("夏のひろば", "夏のひろば\n{url}"),
        ("{url} で夏のひろば", "{url} で夏のひろば"),
        ("https://example.jp/a/ で", "https://example.jp/a/ で"),
    ],
)
def test_a_text_of_an_editors_own_leads_to_the_page_too(text: str, kept: str) -> None:
    assert with_address(text, "https://example.jp/a/") == kept
