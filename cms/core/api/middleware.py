"""The public API's fast road: an anonymous GET meets neither session nor user, and an answer is made once a version.

A caller with a session cookie or an Authorization header takes the ordinary road, and what they get is never cached.
Whatever goes wrong on either road is said in JSON.
"""

import hashlib
import math
import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from http import HTTPStatus

from django.conf import settings
from django.core.handlers.exception import response_for_exception
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified, JsonResponse
from django.urls import Resolver404, resolve
from django.utils import timezone, translation
from django.utils.cache import get_conditional_response
from django.utils.http import http_date

from cms.core import version
from cms.core.headers import PRIVATE, is_known_caller
from cms.core.openness import OpenAt

PREFIX = "/api/"
ASK_EACH_TIME = "public, no-cache"
NEVER = "no-store"
"""Of what is no answer: a refusal, a way to somewhere else. Nobody keeps it, so what is published later shows at once."""

ENTRY_OVERHEAD = 500
"""Bytes that an answer takes besides its body and its key, roughly."""


@dataclass(frozen=True)
class Answer:
    """A finished answer. `good_until` is when the clock alone will change it; `given` is called whenever it is given again."""

    body: bytes
    content_type: str
    etag: str
    last_modified: datetime
    good_until: datetime
    given: Callable[[], None] | None = None


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
            if answer is None or answer.good_until <= now:
                return None
            self.entries.move_to_end(key)
            return answer

    def put(self, number: int, key: str, answer: Answer) -> None:
        with self.lock:
            if number != self.version:
                self.entries.clear()
                self.size, self.version = 0, number
            if key in self.entries:
                self.size -= _weight(key, self.entries.pop(key))
            self.entries[key] = answer
            self.size += _weight(key, answer)
            while self.size > self.limit:
                self.size -= _weight(*self.entries.popitem(last=False))


def each_time(request: HttpRequest, call: Callable[[], None]) -> None:
    """For views that count: calls now, and again whenever this view's answer is given without asking the view."""
    call()
    request.answer_given = call  # type: ignore[attr-defined]


def of_this_minute(request: HttpRequest, *moments: OpenAt | None) -> None:
    """For views that are asked of moments: what they say of `now` is good for its minute, and has changed with it."""
    for asked in moments:
        if asked is not None and asked.is_now:
            minute = version.ByTime(asked.moment, asked.moment + timedelta(minutes=1))
            request.answer_minute = minute  # type: ignore[attr-defined]


def _weight(key: str, answer: Answer) -> int:
    return len(key) + len(answer.body) + ENTRY_OVERHEAD


class PublicApiMiddleware:
    """Stands above session, language and authentication."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.answers = Answers(settings.API_CACHE_BYTES)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith(PREFIX):
            return self.get_response(request)
        asked = request.method
        if asked == "HEAD":
            # What a GET would be answered, without its body.
            request.method = "GET"
        try:
            response = self._answer(request)
        except Exception as error:
            # As Django does for what its own handlers call: logged, signalled, and turned into a status.
            response = response_for_exception(request, error)
        response = self._open(self._negotiated(request, response))
        if asked == "HEAD":
            response["Content-Length"] = str(len(response.content))
            response.content = b""
        return response

    def _answer(self, request: HttpRequest) -> HttpResponse:
        if request.method == "OPTIONS":
            return HttpResponse(status=204)
        if request.method == "GET" and not is_known_caller(request):
            return self._public(request)
        response = self.get_response(request)
        response["Cache-Control"] = PRIVATE
        return response

    def _public(self, request: HttpRequest) -> HttpResponse:
        key = f"{request.scheme}://{request.get_host()}{request.get_full_path()}"
        number, changed_at = version.current()
        now = timezone.now()
        answer = self.answers.get(number, key, now)
        if answer is None:
            with translation.override(settings.LANGUAGE_CODE):
                response = self._view(request)
            if response.status_code != HTTPStatus.OK or response.streaming or response.has_header("Cache-Control"):
                response.setdefault("Cache-Control", NEVER)
                return response
            by_time = version.change_by_time(now)
            minute = getattr(request, "answer_minute", by_time)
            answer = Answer(
                body=response.content,
                content_type=response["Content-Type"],
                etag=f'"{hashlib.sha256(response.content).hexdigest()[:32]}"',
                last_modified=max(changed_at, by_time.last, minute.last),
                good_until=min(by_time.next, minute.next),
                given=getattr(request, "answer_given", None),
            )
            self.answers.put(number, key, answer)
        elif answer.given is not None:
            answer.given()
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
        return conditional

    def _negotiated(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        """The response, if it is JSON or what the caller takes; else the reason why not, in JSON."""
        content_type = response.get("Content-Type", "").partition(";")[0]
        if response.status_code >= HTTPStatus.BAD_REQUEST and content_type != "application/json":
            return _problem(response.status_code, reason_of(response.status_code), response)
        if response.status_code == HTTPStatus.OK and not request.accepts(content_type):
            return _problem(HTTPStatus.NOT_ACCEPTABLE, f"this is to be had as {content_type} only, which Accept does not name")
        return response

    def _open(self, response: HttpResponse) -> HttpResponse:
        """For front ends on other hosts: anybody may read what is public, and write with a token; no cookie is taken along."""
        response["Access-Control-Allow-Origin"] = "*"
        response["Access-Control-Allow-Methods"] = "GET, HEAD, OPTIONS, POST, PATCH, DELETE"
        response["Access-Control-Allow-Headers"] = "Authorization, Content-Type, If-None-Match, If-Modified-Since"
        response["Access-Control-Expose-Headers"] = "ETag, Last-Modified"
        response["X-Content-Type-Options"] = "nosniff"
        response["Vary"] = "Cookie, Authorization"
        return response


def _problem(status: int, message: str, instead_of: HttpResponse | None = None) -> HttpResponse:
    problem = JsonResponse({"message": message}, status=status)
    problem["Cache-Control"] = NEVER
    for name in ("Allow", "Cache-Control"):
        if instead_of is not None and name in instead_of:
            problem[name] = instead_of[name]
    if instead_of is not None:
        problem.cookies = instead_of.cookies
    return problem


def reason_of(status: int) -> str:
    """The reason where whoever refused gave none that a program could read."""
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return "something went wrong here, and has been noted; asking again later may help"
    return {
        HTTPStatus.METHOD_NOT_ALLOWED: "this method is not possible here",
        HTTPStatus.FORBIDDEN: "this is not allowed without the right credentials",
        HTTPStatus.NOT_FOUND: "there is nothing here; /api/v2/ lists what there is",
    }.get(HTTPStatus(status), HTTPStatus(status).phrase.lower())
