"""The sections that parents read."""

from cms.core.setup import Setup

SECTIONS = (
    ("ages", "年齢別情報", "home.AgeGuidePage"),
    ("topics", "知る・相談", "home.TopicPage"),
    ("news", "インフォメーションコーナー", "home.NewsPage"),
    ("columns", "子育てコラム", "home.ColumnPage"),
)


def sections(setup: Setup) -> None:
    """Ages and topics stand first in the menu, before what the apps below brought; the others after it."""
    made = {slug: setup.section(setup.root, "home.SectionPage", slug, title, holds=holds) for slug, title, holds in SECTIONS}
    for slug in ("topics", "ages"):
        page = made[slug]
        if page is not None:
            page.refresh_from_db()
            page.move(setup.root, pos="first-child")
