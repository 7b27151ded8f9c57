"""`/api/v2/site`: the frame around every page."""

import pytest

from cms.core.ages import LIFE_STAGES
from directory.models import DirectoryPage
from tests.core.api.arrange import absolute, get, site_root
from tests.site.factories import add, hide, translated

pytestmark = pytest.mark.django_db


def page_link(page, url):
    return {
        "id": page.pk,
        "type": "directory.DirectoryPage",
        "locale": page.locale.language_code,
        "title": page.title,
        "url": absolute(url),
    }


@pytest.fixture
def root():
    return site_root()


def test_it_gives_what_header_and_footer_are_drawn_from(client, root, settings):
    settings.SITE_NAME = "のびのび"
    english = translated(root, "Nobinobi")
    section = add(root, DirectoryPage, "地図", slug="map")
    add(root, DirectoryPage, "目立たない", show_in_menus=False)
    hide(add(root, DirectoryPage, "限定"))
    answer = get(client, "site")
    stages, chips = answer.pop("stages"), answer.pop("age_chips")
    assert answer == {
        "name": "のびのび",
        "locale": "ja",
        "languages": [
            {"code": "ja", "name": "日本語", "root": page_link(root, "/")},
            {"code": "en", "name": "English", "root": page_link(english, "/en/")},
        ],
        "root": page_link(root, "/"),
        "sections": [page_link(section, "/map/")],
        "menu": answer["menu"],
        "doors": answer["doors"],
    }
    assert [stage["key"] for stage in stages] == [stage.key for stage in LIFE_STAGES]
    assert stages[0] == {"key": "pregnancy", "label": "妊娠期", "min": -10, "max": -1}
    assert len(chips) == 7


def test_in_another_language_it_speaks_that_language(client, root):
    english = translated(root, "Nobinobi")
    section = add(root, DirectoryPage, "地図", slug="map")
    translated(section, "Map", show_in_menus=True)
    answer = get(client, "site?locale=en")
    assert answer["root"] == page_link(english, "/en/")
    assert [each["title"] for each in answer["sections"]] == ["Map"]
    assert answer["stages"][0]["label"] == "Pregnancy"


def test_a_language_that_is_not_there_is_refused(client, root):
    assert get(client, "site?locale=fr", 400) == {"message": "locale must be one of ja"}


def test_it_costs_the_same_few_queries_however_many_sections(client, root, django_assert_max_num_queries):
    add(root, DirectoryPage, "一")
    costs = []
    for _more in range(2):
        with django_assert_max_num_queries(12) as captured:
            get(client, "site")
        costs.append(len(captured))
        for title in "二三四":
            add(root, DirectoryPage, title)
    assert costs[0] == costs[1]
