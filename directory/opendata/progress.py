"""A page that grows while something is done: without a script, and without a second process to ask how far it is.

The page is sent up to where the progress stands; then a part of a bar for each step, as it is done; then the end, with the way to
the result. Whoever closes the page stops what is done, and nothing of it stands (`importing.applying`). A script, where there is
one, only says so if the server falls silent (admin-opendata.js).
"""

import logging
from collections.abc import Generator, Iterator
from typing import Any

from django.http import HttpRequest, StreamingHttpResponse
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.translation import get_language, gettext, override

from directory.opendata.importing import PlanError

logger = logging.getLogger(__name__)

TEMPLATE = "directory/admin/opendata_progress.html"
HERE = "<!-- progress -->"
PARTS = 40
"""Of the bar."""
SAID = 4
"""How often the progress is said in words, for those who hear the page."""


def shown(
    request: HttpRequest, context: dict[str, Any], doing: Generator[tuple[int, int], None, str], back: str
) -> StreamingHttpResponse:
    """The page of something that is being done: `doing` yields (done, total), and returns the address of the result.

    `back` is where to go if it fails.
    """
    before, after = render_to_string(TEMPLATE, context, request).split(HERE)
    response = StreamingHttpResponse(_grown(before, after, doing, back, get_language() or "ja"))
    response["Cache-Control"] = "no-store"
    response["X-Accel-Buffering"] = "no"  # nginx would keep it until it is whole
    return response


def _grown(before: str, after: str, doing: Generator[tuple[int, int], None, str], back: str, language: str) -> Iterator[str]:
    with override(language):
        yield before + format_html('<div class="opendata-bar" role="log" aria-label="{}">', gettext("進みぐあい"))
    drawn = 0
    try:
        while True:
            try:
                with override(language):
                    done, total = next(doing)
            except StopIteration as finished:
                with override(language):
                    yield _parts(drawn, PARTS) + _end(str(finished.value))
                break
            reached = PARTS * done // max(total, 1)
            with override(language):
                yield _parts(drawn, reached) + _words(drawn, reached, done, total)
            drawn = max(drawn, reached)
    except PlanError as error:
        yield _failed(str(error), back)
    except Exception:
        logger.exception("import failed")
        with override(language):
            yield _failed(gettext("取り込みの途中で、うまくいかないことが起きました。何も変わっていません。"), back)
    finally:
        doing.close()
    yield after


def _parts(drawn: int, reached: int) -> str:
    return '<span class="opendata-bar__part"></span>' * max(reached - drawn, 0)


def _words(drawn: int, reached: int, done: int, total: int) -> str:
    if drawn * SAID // PARTS == reached * SAID // PARTS:
        return ""
    return format_html(
        '<span class="opendata-bar__words">{}</span>', gettext("%(done)d / %(total)d行") % {"done": done, "total": total}
    )


def _end(result: str) -> str:
    """The way to the result, which a browser takes by itself."""
    return format_html(
        '</div><p data-opendata-ended><strong>{}</strong> <a class="button" href="{}">{}</a></p>'
        '<meta http-equiv="refresh" content="0;url={}">',
        gettext("取り込みました。"),
        result,
        gettext("結果を見る"),
        result,
    )


def _failed(reason: str, back: str) -> str:
    return format_html(
        '</div><p class="help-block help-critical" role="alert" data-opendata-ended>{}</p>'
        '<p><a class="button" href="{}">{}</a></p>',
        reason,
        back,
        gettext("確かめる画面に戻る"),
    )
