"""What an anonymous visitor can get hold of: every address that they are shown, and those that they may guess."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from html import unescape
from io import BytesIO
from urllib.parse import parse_qsl, unquote, urlsplit
from zipfile import ZipFile

from django.test import Client
from django.utils.encoding import iri_to_uri

ADDRESS = re.compile(r"""(?:https?://(?:testserver|localhost:8000))?(/[^"'\s<>\\,]*)""")
IN_A_DOCUMENT = re.compile(
    r"""(?:href|src|srcset|action|content|data-[\w-]+)=["']([^"']+)["']|<loc>([^<]+)|"(?:[\w-]*url|src)": ?"([^"]+)\""""
)
Meaning = Callable[[str, int, str], str]
NOT_OURS = ("/admin/", "/static/", "//", "/_util/")
NARROWING = {"age", "tag", "kind", "locale"}
MOST = 3000


def road_of(path: str) -> str:
    """What sort of place an address is."""
    parts = urlsplit(path)
    here = parts.path.removeprefix("/en")
    if here.startswith("/api/v2/"):
        name = here.removeprefix("/api/v2/").strip("/")
        kind = re.sub(r"/\d+(?=/|$)", "/ID", name)
        asked = sorted(
            key for key, _value in parse_qsl(parts.query) if key not in ("limit", "offset", "fields", "page", "locale")
        )
        return f"api {kind or 'index'}" + (f" by {', '.join(asked)}" if asked else "")
    for start, road in ROADS:
        if here.startswith(start):
            return road
    return "front door" if here in ("", "/") else "pages"


ROADS = (
    ("/images/", "picture files"),
    ("/documents/", "document files"),
    ("/media/", "media folder"),
    ("/feeds/", "feeds"),
    ("/sitemap", "sitemap"),
    ("/search/", "search page"),
    ("/browse/", "browse"),
    ("/organisations/", "organisations"),
    ("/places/", "places"),
    ("/contributors/", "contributors"),
    ("/members/", "members"),
    ("/outcomes/", "outcome files"),
    ("/leaflet/", "leaflet sheets"),
    ("/board/", "board"),
    ("/robots", "robots"),
)


@dataclass
class Answer:
    """`meaning` is what the answer gives away without saying it."""

    status: int
    text: str
    meaning: str = ""
    etag: str = ""

    def gives_away(self, path: str, word: str) -> bool:
        return word in self.meaning or word in _without_echo(path, self.text)


@dataclass
class Crawl:
    """What was read: address → answer. `found(word)` says on which roads a word stands."""

    answers: dict[str, Answer] = field(default_factory=dict)

    def addresses_with(self, word: str) -> list[str]:
        return sorted(path for path, answer in self.answers.items() if answer.gives_away(path, word))

    def found(self, word: str) -> set[str]:
        return {road_of(path) for path in self.addresses_with(word)}


def _without_echo(path: str, text: str) -> str:
    """Without what the caller said themselves: the address they asked for, and the words of their question."""
    parts = urlsplit(path)
    echoes = {path, unquote(path), parts.path, unquote(parts.path), *(value for _key, value in parse_qsl(parts.query))}
    for echo in sorted(echoes, key=len, reverse=True):
        if len(echo) > 3:
            text = text.replace(echo, "")
    return text


def crawl(
    client: Client,
    start: Iterable[str],
    meaning: Meaning,
    worth: Callable[[str], bool],
    before: Crawl | None = None,
) -> Crawl:
    """Reads `start` and everything that it leads to.

    Args:
        worth: whether a link is to be followed.
        meaning: (path, status, text) → what the answer gives away without saying it: a picture, a count, a way on.
        before: an earlier crawl: its addresses are asked for again, with the ETags that were given then.
    """
    done = Crawl()
    waiting = list(dict.fromkeys([*map(unquote, start), *(before.answers if before else ())]))
    seen = set(waiting)
    while waiting:
        path = waiting.pop()
        assert len(done.answers) < MOST, f"the crawl does not end: {path}"
        answer = done.answers[path] = _ask(client, path, meaning, before)
        for link in _links(answer.text):
            if link not in seen and _is_worth_asking(link) and worth(link):
                seen.add(link)
                waiting.append(link)
    return done


def _ask(client: Client, path: str, meaning: Meaning, before: Crawl | None) -> Answer:
    earlier = before.answers.get(path) if before else None
    headers = {"If-None-Match": earlier.etag} if earlier and earlier.etag else {}
    response = client.get(iri_to_uri(path), headers=headers)
    assert response.status_code < 500, f"{path}: {response.status_code}"
    if response.status_code == 304 and earlier:
        return earlier
    body = response.getvalue()
    if response["Content-Type"].startswith(("image/", "font/")):
        body = b""
    if body.startswith(b"PK"):
        body = _unpacked(body)
    location = response.get("Location", "")
    if response.status_code in (301, 302):
        # Whoever knows the old address of a page has its slug already.
        location = unquote(location).replace(path, "").replace(path.rstrip("/").rpartition("/")[2], "")
    told = " ".join([location, response.get("Link", ""), response.get("Content-Disposition", "")])
    text = unescape(f"{told} {body.decode('utf-8', 'replace')}")
    # JSON and addresses write Japanese in escapes.
    text = re.sub(r"\\u([0-9a-f]{4})", lambda match: chr(int(match[1], 16)), text)
    return Answer(response.status_code, unquote(text), meaning(path, response.status_code, text), response.get("ETag", ""))


def _unpacked(body: bytes) -> bytes:
    """What stands in a Word file or a spreadsheet."""
    with ZipFile(BytesIO(body)) as archive:
        return b" ".join(archive.read(name) for name in archive.namelist())


def _links(text: str) -> list[str]:
    found = []
    for groups in IN_A_DOCUMENT.findall(text):
        value = next(filter(None, groups))
        found += [
            match[1].split("#")[0] for match in ADDRESS.finditer(value) if match.start() == 0 or value[match.start() - 1] in " ,"
        ]
    return [unquote(link) for link in dict.fromkeys(found) if link]


def _is_worth_asking(link: str) -> bool:
    if link.startswith(NOT_OURS) or link.startswith("/api/v2/docs"):
        return False
    keys = [key for key, _value in parse_qsl(urlsplit(link).query)]
    # Two choices at a time narrow what each of them shows.
    return len(NARROWING.intersection(keys)) < 2 and not ("q" in keys and NARROWING.intersection(keys))
