"""Whatever code has stored, readers of the site and of the API get nothing that acts."""

import re

import pytest
from django.test import Client
from wagtail.rich_text import RichText

from cms.core.rich_text import clean
from directory.models import DirectoryPage
from tests.core.api.arrange import get, link, site_root
from tests.core.factories import ImageFactory
from tests.site.factories import add, read

HOSTILE = [
    '<a href="javascript:alert(1)">x</a>',
    '<a href="JavaScript:alert(1)">x</a>',
    '<a href=" jav&#x09;ascript:alert(1)">x</a>',
    '<a href="&#106;avascript:alert(1)">x</a>',
    '<a href="vbscript:msgbox(1)">x</a>',
    '<a href="data:text/html;base64,PHNjcmlwdD4=">x</a>',
    '<a href="https://example.jp/" onclick="alert(1)">x</a>',
    '<p onmouseover="alert(1)" style="position:fixed">x</p>',
    "<p>x<script>alert(1)</script></p>",
    '<p>x<img src="data:image/svg+xml,x" onerror="alert(1)"></p>',
    '<p>x<iframe srcdoc="alert(1)"></iframe><svg onload="alert(1)"></svg></p>',
    '<p>x<form action="https://example.com/"><input name="password"></form></p>',
]
ACTS = re.compile(r"script|data:|on\w+=|style=|alert|<iframe|<svg|<form|<input", re.IGNORECASE)
HONEST = (
    '<h2>見出し</h2><h3 id="here">小見出し</h3><p>太い<b>字</b>と<i>斜め</i>と<strong>強い</strong><em>字</em><br>次の行</p>'
    "<ul><li>一</li></ul><ol><li>二</li></ol><blockquote>引用</blockquote><hr>"
    '<p><a href="/news/?a=1&amp;b=2#here" hreflang="ja" title="日本語のページ">中</a><a href="https://example.jp/">外</a>'
    '<a href="tel:0791-23-7136">電話</a><a href="mailto:a@example.jp">メール</a><a href="#here">下</a></p>'
    "<p><ruby>漢<rp>(</rp><rt>かん</rt><rp>)</rp></ruby>H<sub>2</sub>O m<sup>2</sup> <del>旧</del> <code>x</code></p>"
)


@pytest.mark.parametrize("html", HOSTILE)
def test_what_acts_is_taken_out_and_the_words_stay(html: str) -> None:
    assert not ACTS.search(clean(html))
    assert "x" in clean(html)


def test_what_the_editor_writes_stays_as_it_is() -> None:
    assert clean(HONEST) == HONEST


def test_the_editors_own_marks_stay_inside() -> None:
    assert clean('<p data-block-key="x1y2z">文<b data-block-key="a">字</b></p>') == "<p>文<b>字</b></p>"


@pytest.mark.django_db
def test_site_and_api_pass_on_nothing_that_acts(client: Client) -> None:
    root = site_root()
    page = add(root, DirectoryPage, "記事", slug="entry", body=[("text", html) for html in HOSTILE])
    for block in get(client, f"pages/{page.pk}/")["body"]:
        assert not ACTS.search(block["value"]), block["value"]
        assert "x" in block["value"]
    prose = read(client, "/entry/").select_one(".prose")
    assert prose is not None
    assert not ACTS.search(str(prose))


@pytest.mark.django_db
def test_site_and_api_keep_what_is_meant(client: Client) -> None:
    root = site_root()
    target = add(root, DirectoryPage, "先", slug="target")
    text = f'<p>{link(target)}<a href="tel:0791-23-7136">電話</a></p>'
    page = add(root, DirectoryPage, "記事", slug="entry", body=[("text", text)])
    (block,) = get(client, f"pages/{page.pk}/")["body"]
    assert block["value"] == f'<p><a href="{target.full_url}">先</a><a href="tel:0791-23-7136">電話</a></p>'
    prose = read(client, "/entry/").select_one(".prose")
    assert '<p><a href="/target/">先</a><a href="tel:0791-23-7136">電話</a></p>' in str(prose)


@pytest.mark.django_db
def test_a_picture_within_rich_text_stays() -> None:
    image = ImageFactory.create()
    html = str(RichText(f'<p>前</p><embed embedtype="image" id="{image.pk}" format="left" alt="広場"/>'))
    assert "<img" in html
    assert 'alt="広場"' in html
    assert "richtext-image left" in html
