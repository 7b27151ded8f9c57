"""The board as readers find it, and where they write."""

from collections.abc import Callable
from contextlib import suppress
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods
from wagtail.models import Locale

from cms.core.listing import Listing
from cms.core.navigation import Crumb
from directory.confirming.reporting import mark_of
from partnership.board import links, queries, services
from partnership.board.findings import findings
from partnership.board.sheets import PostForm, ReportForm
from partnership.models import BoardCategory, BoardPost, BoardTopic

PER_PAGE = 20
JUST_SENT = "sent"
NEWEST = 5


class BoardListing(Listing):
    """A list that is leafed through, and not narrowed."""

    def __init__(self, found: Any, asked: Any) -> None:
        super().__init__(found, asked, tagged=False, per_page=PER_PAGE)

    @property
    def found(self) -> Any:
        return self.everything

    @property
    def is_narrowed(self) -> bool:
        return False


def board(request: HttpRequest) -> HttpResponse:
    """The categories, and where something was written last."""
    context = {
        "categories": queries.categories(Locale.get_active()),
        "topics": queries.topics()[:NEWEST],
        **_frame(gettext("子育て掲示板")),
    }
    return render(request, "partnership/board/board.html", context)


def category(request: HttpRequest, pk: int) -> HttpResponse:
    """The topics of a category."""
    found = _category(pk)
    listing = BoardListing(queries.topics(found.pk), request.GET)
    context = {"category": found, "listing": listing, **_frame(found.name, _board())}
    return render(request, "partnership/board/category.html", context)


def topic(request: HttpRequest, pk: int) -> HttpResponse:
    """A topic with what is published in it."""
    found = get_object_or_404(queries.topics(), pk=pk)
    listing = BoardListing(queries.posts(found), request.GET)
    context = {
        "topic": found,
        "listing": listing,
        "is_first_gone": not found.title,
        **_frame(str(found), _board(), _crumb_of(found.category)),
    }
    return render(request, "partnership/board/topic.html", context)


def post(request: HttpRequest, pk: int) -> HttpResponse:
    """To where a post stands: on which page of its topic that is changes when others go out of sight."""
    found = get_object_or_404(BoardPost.objects.public().select_related("topic"), pk=pk)
    before = queries.posts(found.topic).filter(
        Q(published_at__lt=found.published_at) | Q(published_at=found.published_at, pk__lt=found.pk)
    )
    page = before.count() // PER_PAGE + 1
    asked = f"?page={page}" if page > 1 else ""
    return redirect(f"{reverse('partnership:board_topic', args=[found.topic_id])}{asked}#post-{found.pk}")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def new_topic(request: HttpRequest, pk: int) -> HttpResponse:
    """The form of a new topic."""
    found = _category(pk)
    here = reverse("partnership:board_category", args=[pk])

    def send(words: services.Words, **sender: Any) -> BoardPost:
        return services.begin_topic(found.source, words, **sender)

    frame = _frame(gettext("新しい話題を書く"), _board(), Crumb(found.name, here))
    return _write(request, send, has_title=True, category=found.source, back=here, about=found.name, frame=frame)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def reply(request: HttpRequest, pk: int) -> HttpResponse:
    """The form of an answer."""
    found = get_object_or_404(BoardTopic.objects.public().select_related("category"), pk=pk)
    here = reverse("partnership:board_topic", args=[pk])
    if found.is_closed and request.method != "POST":  # What is being written then is kept, and told why it comes too late.
        return redirect(here)

    def send(words: services.Words, **sender: Any) -> BoardPost:
        return services.reply(found, words, **sender)

    frame = _frame(gettext("この話題に書き込む"), _board(), Crumb(str(found), here))
    return _write(request, send, has_title=False, category=found.category, back=here, about=str(found), frame=frame)


def _write(
    request: HttpRequest,
    send: Callable[..., BoardPost],
    *,
    has_title: bool,
    category: BoardCategory,
    back: str,
    about: str,
    frame: dict[str, Any],
) -> HttpResponse:
    """First what was written is shown as it would stand there, with what to think over; then it is sent."""
    data = request.POST if request.method == "POST" else None
    user = request.user if request.user.is_authenticated else None
    form = PostForm(data, has_title=has_title)
    problem, found, is_preview = "", [], False
    status = HTTPStatus.OK
    if data is not None and form.is_valid():
        if form.is_by_a_program:
            return redirect(back)
        words = form.words
        found = findings(words.title, words.name, words.text)
        was_seen = data.get("seen") == form.print_of_words
        if "send" in data and (was_seen or not found):
            contact = form.cleaned_data["contact"]
            try:
                post = send(words, user=user, contact=contact, mark=mark_of(request), language=get_language() or "")
            except services.BoardError as error:
                problem = str(error)
                status = HTTPStatus.TOO_MANY_REQUESTS if isinstance(error, services.TooManyError) else HTTPStatus.CONFLICT
            else:
                address = reverse("partnership:board_mine", args=[links.token_of(post)])
                return redirect(f"{address}?{JUST_SENT}=1")
        is_preview = "rewrite" not in data
    context = {
        **frame,
        "form": form,
        "problem": problem,
        "is_preview": is_preview,
        "findings": found,
        "back": back,
        "about": about,
        "is_public_at_once": category.trusts_members and queries.is_member(user) and not found,
        "is_signed_in": user is not None,
        "days": settings.PARTNERSHIP_BOARD_CONTACT_DAYS,
        "noindex": True,
    }
    return render(request, "partnership/board/write.html", context, status=status)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest, pk: int) -> HttpResponse:
    """The form for a post that should not stand there."""
    post = get_object_or_404(BoardPost.objects.public().select_related("topic__category"), pk=pk)
    form = ReportForm(request.POST if request.method == "POST" else None)
    problem, status, is_sent = "", HTTPStatus.OK, False
    if request.method == "POST" and form.is_valid():
        try:
            if not form.is_by_a_program:
                services.report(post, form.cleaned_data["topic"], form.cleaned_data["remark"], mark_of(request))
            is_sent = True
        except services.TooManyError as error:
            problem, status = str(error), HTTPStatus.TOO_MANY_REQUESTS
        except services.DecidedError as error:
            problem, status = str(error), HTTPStatus.CONFLICT
    back = reverse("partnership:board_topic", args=[post.topic_id])
    context = {
        **_frame(gettext("この書き込みについて知らせる"), _board(), Crumb(str(post.topic), back)),
        "form": form,
        "post": post,
        "problem": problem,
        "is_sent": is_sent,
        "back": back,
        "noindex": True,
    }
    return render(request, "partnership/board/report.html", context, status=status)


# The author -------------------------------------------------------------------------------------------------------------

# An author's browser shows who they are by the link alone, which no other site knows: there is no cookie that a forged form
# could make use of. So these views need no token, and work where cookies are refused.


@never_cache
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def mine(request: HttpRequest, token: str) -> HttpResponse:
    """The author's own page: where what they wrote stands, what was answered, and a way to take it away."""
    post = _post(links.read(token))
    if request.method == "POST" and "delete" in request.POST:
        with suppress(services.DecidedError):  # It is gone, as they wish: the page says so.
            services.delete(post, request.user if request.user.is_authenticated else None)
        return redirect("partnership:board_mine", token)
    before = post.versions.first()
    context = {
        **_frame(gettext("あなたの書き込み"), _board()),
        "post": post,
        "states": BoardPost.State,
        "original": before,
        "versions": post.versions.all(),
        "is_just_sent": JUST_SENT in request.GET,
        "address": links.address_of(post),
        "is_asked_to_delete": "delete" in request.GET,
        "noindex": True,
    }
    return render(request, "partnership/board/mine.html", context)


@never_cache
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """By the link of a mail: the address is theirs. Looking at it confirms nothing: programs look at links too."""
    post = links.read_mail(token)
    if request.method == "POST" and post is not None:
        services.confirm_contact(post)
        return redirect("partnership:board_mine", links.token_of(post))
    context = {**_frame(gettext("メールアドレスの確認"), _board()), "post": post, "noindex": True}
    status = HTTPStatus.OK if post is not None else HTTPStatus.GONE
    return render(request, "partnership/board/confirm.html", context, status=status)


def _post(post: BoardPost | None) -> BoardPost:
    if post is None:
        raise Http404
    return post


def _category(pk: int) -> queries.Category:
    found = queries.category(pk, Locale.get_active())
    if found is None:
        raise Http404
    return found


def _crumb_of(category: BoardCategory) -> Crumb:
    found = _category(category.pk)
    return Crumb(found.name, reverse("partnership:board_category", args=[found.pk]))


def _board() -> Crumb:
    return Crumb(gettext("子育て掲示板"), reverse("partnership:board"))


def _frame(heading: str, *above: Crumb) -> dict[str, Any]:
    return {"heading": heading, "crumbs": [*above, Crumb(heading)]}
