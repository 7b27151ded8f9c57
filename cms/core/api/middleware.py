"""The public API's fast road: an anonymous GET meets neither session nor user, and an answer is made once a version.

A caller with a session cookie or an Authorization header takes the ordinary road, and what they get is never cached.
"""

import hashlib
import math
import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.urls import Resolver404, resolve
from django.utils import timezone, translation
from django.utils.cache import get_conditional_response
from django.utils.http import http_date

from cms.core import version

PREFIX = "/api/"
PRIVATE = "private, no-store"
ASK_EACH_TIME = "public, no-cache"


@dataclass(frozen=True)
class Answer:
    """A finished answer. `good_until` is when the clock alone will change it; None if it will not."""

    body: bytes
    content_type: str
    etag: str
    last_modified: datetime
    good_until: datetime | None


class Answers:
    """The answers of one content version, in this process; least recently used ones go when `limit` (bytes) is reached."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.size = 0
        self.version = -1
        self.entries: OrderedDict[str, Answer] = OrderedDict()
        self.lock = threading.Lock()

    def get(self, number: int, key: str, now: datetime) -> Answer | None:
        with self.lock:
            if number != self.version:
                return None
            answer = self.entries.get(key)
            if answer is None or (answer.good_until and answer.good_until <= now):
                return None
            self.entries.move_to_end(key)
            return answer

    def put(self, number: int, key: str, answer: Answer) -> None:
        with self.lock:
            if number != self.version:
                self.entries.clear()
                self.size, self.version = 0, number
            if key in self.entries:
                self.size -= len(self.entries.pop(key).body)
            self.entries[key] = answer
            self.size += len(answer.body)
            while self.size > self.limit:
                _key, old = self.entries.popitem(last=False)
                self.size -= len(old.body)


class PublicApiMiddleware:
    """Stands above session, language and authentication."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.answers = Answers(settings.API_CACHE_BYTES)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith(PREFIX):
            return self.get_response(request)
        if request.method == "OPTIONS":
            return self._open(HttpResponse(status=204))
        if request.method not in ("GET", "HEAD") or is_known_caller(request):
            response = self._open(self.get_response(request))
            response["Cache-Control"] = PRIVATE
            return response
        return self._open(self._public(request))

    def _public(self, request: HttpRequest) -> HttpResponse:
        number, changed_at = version.current()
        now = timezone.now()
        key = f"{request.scheme}://{request.get_host()}{request.get_full_path()}"
        answer = self.answers.get(number, key, now)
        if answer is None:
            with translation.override(settings.LANGUAGE_CODE):
                response = self._view(request)
            if response.status_code != 200 or response.streaming or response.has_header("Cache-Control"):
                return response
            gone_at, good_until = version.last_and_next_change_by_time(now)
            answer = Answer(
                body=response.content,
                content_type=response["Content-Type"],
                etag=f'"{hashlib.sha256(response.content).hexdigest()[:32]}"',
                last_modified=max(changed_at, gone_at or changed_at),
                good_until=good_until,
            )
            self.answers.put(number, key, answer)
        return self._respond(request, answer, now)

    def _view(self, request: HttpRequest) -> HttpResponse:
        try:
            match = resolve(request.path_info)
        except Resolver404:
            return self.get_response(request)
        request.resolver_match = match
        response = match.func(request, *match.args, **match.kwargs)
        return response.render() if hasattr(response, "render") and not response.is_rendered else response

    def _respond(self, request: HttpRequest, answer: Answer, now: datetime) -> HttpResponse:
        response = HttpResponse(answer.body, content_type=answer.content_type)
        response["ETag"] = answer.etag
        response["Cache-Control"] = ASK_EACH_TIME
        # A time in whole seconds says nothing about a change within the same second, so that second has to pass first.
        seconds = math.floor(answer.last_modified.timestamp())
        settled = now.timestamp() >= seconds + 1
        if settled:
            response["Last-Modified"] = http_date(seconds)
        conditional = get_conditional_response(request, answer.etag, seconds if settled else None, response) or response
        if isinstance(conditional, HttpResponseNotModified):
            conditional["Cache-Control"] = ASK_EACH_TIME
        if request.method == "HEAD":
            conditional["Content-Length"] = str(len(answer.body))
            conditional.content = b""
        return conditional

    def _open(self, response: HttpResponse) -> HttpResponse:
        """For front ends on other hosts: anybody may read what is public; no cookie of theirs is taken along."""
        response["Access-Control-Allow-Origin"] = "*"
        response["Access-Control-Allow-Methods"] = "GET, HEAD, OPTIONS"
        response["Access-Control-Allow-Headers"] = "Authorization, Content-Type, If-None-Match, If-Modified-Since"
        response["Access-Control-Expose-Headers"] = "ETag, Last-Modified"
        response["X-Content-Type-Options"] = "nosniff"
        response["Vary"] = "Cookie, Authorization"
        return response


def is_known_caller(request: HttpRequest) -> bool:
    """Whether the caller shows who they are."""
    return settings.SESSION_COOKIE_NAME in request.COOKIES or "Authorization" in request.headers
