"""Where a citizen without an account writes a report, confirms it, and follows it by a link of their own."""

from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import replace
from http import HTTPStatus
from mimetypes import guess_type
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe
from wagtail.models import Locale

from cms.core import gate, senders
from cms.core import services as reviews
from cms.core.navigation import Crumb
from cms.core.reviews import conversation_of, returned_with
from cms.core.sender_links import MAIL_DAYS
from cms.core.uploads.pictures import thumbnail
from partnership.citizens import services
from partnership.citizens.forms import ReplyForm, SendingForm
from partnership.citizens.kind import KIND
from partnership.citizens.links import LINKS
from partnership.models import SentReport
from partnership.my import photos as photo_services
from partnership.my import queries, steps
from partnership.my import services as my
from partnership.my.forms import PhotoForm
from partnership.my.schemas import source_locale
from partnership.my.senders import Sender
from partnership.my.writing import form_of, kept, order_of_photos, place_of_moved, said_of_photos

REFUSED = (services.CitizenError, my.MyError, reviews.ReviewError)
KEPT = (*services.WORDS, "contact")
THUMBNAIL = 640
State = SentReport.State
WORDS = {
    steps.DRAFT: _("取り下げました"),
    steps.REVIEW: _("サイトの担当者が読むのを待っています"),
    steps.RETURNED: _("直してほしいところがあります"),
    steps.PUBLIC: _("公開しています"),
    steps.CHANGED: _("公開しています（直したものは、まだ送っていません）"),
    steps.TAKEN_BACK: _("公開をやめました"),
}
"""Where a confirmed report stands, for somebody who knows no house rules."""


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponseBase:
    """The form. With photos, what is written is kept under a link of its own, where they are described."""
    if KIND.parent(source_locale()) is None:
        raise Http404
    form = SendingForm(request.POST if request.method == "POST" else None)
    problem, status, missing = "", HTTPStatus.OK, {}
    if request.method == "POST":
        form.is_valid()
        if form.is_by_a_program:
            return redirect(_section_url())
        files = request.FILES.getlist("photos")
        missing = {} if files else services.gaps(form.cleaned_data)
        missing = {name: told for name, told in missing.items() if name not in form.errors}
        if not missing and (files or not form.errors):
            try:
                return _kept(request, form, files)
            except services.CitizenError as error:
                problem = str(error)
                status = HTTPStatus.TOO_MANY_REQUESTS if isinstance(error, services.TooManyError) else HTTPStatus.CONFLICT
    context = {
        **_frame(gettext("市民レポートを送る")),
        **_written(form, missing, []),
        "problem": problem,
        "is_new": True,
        "action": reverse("partnership:citizen_new"),
    }
    return render(request, "partnership/citizens/new.html", context, status=status)


def _kept(request: HttpRequest, form: SendingForm, files: list[Any]) -> HttpResponseBase:
    """Keeps what was written; asks whether the address is theirs, where nothing is left to be said."""
    mark = senders.mark_of(request, "partnership.citizens.sender")
    sent = services.begin(form.cleaned_data, mark=mark, language=get_language() or "")
    refused = [] if sent.photos.exists() else _take_photos(sent, files)
    if form.errors or refused:
        return _writing(request, sent, form=form, refused=refused)
    url = reverse("partnership:citizen_report", args=[LINKS.token_of(sent)])
    if not files:
        services.ask(sent)
    return redirect(url)


# Their own page. Whoever comes here shows who they are by the link alone, which no other site knows: no cookie could be made
# use of by a forged form. So these views need no token, and work where cookies are refused.


@never_cache
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def mine(request: HttpRequest, token: str) -> HttpResponseBase:
    """The report of whoever holds the link: where it stands, what was answered, and what they may do."""
    sent = _sent(token)
    if sent.state == State.ERASED or (sent.state == State.CONFIRMED and sent.page is None):
        return _over(request)
    if request.method != "POST":
        return _shown(request, sent)
    act = next((name for name in ("erase", "withdraw", "say", "reply", "consent") if name in request.POST), "")
    try:
        if act == "erase":
            services.erase(sent)
            return redirect(request.path)
        if sent.state != State.CONFIRMED:
            return _write_unconfirmed(request, sent)
        return {"withdraw": _withdraw, "say": _say, "reply": _reply_to_comment, "consent": _consent, "": _write}[act](
            request, sent
        )
    except my.NotYoursError as error:
        raise Http404 from error
    except REFUSED as refused:
        return _shown(request, _sent(token), problem=str(refused))


@never_cache
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, token: str) -> HttpResponseBase:
    """By the link of a mail: the address is theirs. Looking at it confirms nothing: programs look at links too."""
    sent = LINKS.read_mail(token)
    if sent is not None and sent.state == State.ERASED:
        sent = None
    if sent is not None and (request.method == "POST" or sent.state == State.CONFIRMED):
        try:
            with suppress(services.DecidedError):  # Confirmed before: their page says where it stands.
                services.confirm(sent)
        except my.IncompleteError as incomplete:
            return _writing(request, _again(sent), gaps=incomplete.gaps)
        except REFUSED as refused:
            return _writing(request, _again(sent), problem=str(refused))
        return redirect("partnership:citizen_report", LINKS.token_of(sent))
    status = HTTPStatus.OK if sent is not None else HTTPStatus.GONE
    context = {**_frame(gettext("メールアドレスの確認")), "sent": sent, "photos": sent.photos.count() if sent else 0}
    return render(request, "partnership/citizens/confirm.html", context, status=status)


@never_cache
@require_safe
def photo(request: HttpRequest, token: str, photo: int) -> HttpResponseBase:
    """A photo as it was sent, for whoever holds the link; none whose consent was taken back."""
    sent = _sent(token)
    response: HttpResponseBase
    if sent.state == State.CONFIRMED:
        image = sent.images.filter(pk=photo, consent_withdrawn_at=None).first()
        if image is None:
            raise Http404
        response = gate.send_image(image, f"width-{THUMBNAIL}|format-jpeg")
    else:
        found = sent.photos.filter(pk=photo).first()
        if found is None:
            raise Http404
        try:
            with found.file.open("rb") as file:
                small = thumbnail(file, THUMBNAIL)
        except FileNotFoundError as error:
            raise Http404 from error
        response = HttpResponse(small.read(), content_type=guess_type(str(small.name))[0])
        response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = gate.PRIVATE
    response["X-Robots-Tag"] = "noindex"
    return response


def _write_unconfirmed(request: HttpRequest, sent: SentReport) -> HttpResponseBase:
    form = SendingForm(request.POST)
    form.is_valid()
    services.write(sent, kept(form))
    services.describe(sent, said_of_photos(_ids(sent.photos), request.POST, form), order_of_photos(request.POST))
    for number in _removed(request):
        services.remove_photo(sent, number)
    refused = _take_photos(sent, request.FILES.getlist("photos"))
    sent = _again(sent)
    if form.errors or refused:
        return _writing(request, sent, form=form, refused=refused, data=request.POST)
    if "send" not in request.POST:
        messages.success(request, gettext("保存しました。まだ送っていません。"))
        return redirect(request.path + place_of_moved(request.POST))
    try:
        services.ask(sent)
    except my.IncompleteError as incomplete:
        return _writing(request, sent, gaps=incomplete.gaps)
    except services.TooManyError as error:
        return _writing(request, sent, problem=str(error), status=HTTPStatus.TOO_MANY_REQUESTS)
    return redirect(request.path)


def _write(request: HttpRequest, sent: SentReport) -> HttpResponseBase:
    sender = Sender(sent=sent)
    draft = my.draft_of(sent.page)
    form = form_of(KIND, draft, request.POST)
    form.is_valid()
    my.write(KIND, sent.page, sender, kept(form), request.POST.get("seen", ""))
    said = said_of_photos([each.image_id for each in draft.photos.all()], request.POST, form)
    photo_services.describe(sent.page, sender, said, order_of_photos(request.POST))
    for number in _removed(request):
        photo_services.remove(sent.page, sender, number)
    refused = _take_photos(sent, request.FILES.getlist("photos"))
    sent = _again(sent)
    if form.errors or refused:
        return _shown(request, sent, form=form, refused=refused, data=request.POST)
    if "send" not in request.POST:
        messages.success(request, gettext("保存しました。まだ送っていません。"))
        return redirect(request.path + place_of_moved(request.POST))
    try:
        services.submit(sent, request.POST.get("answer", ""))
    except my.IncompleteError as incomplete:
        return _shown(request, sent, gaps=incomplete.gaps)
    messages.success(request, gettext("もう一度送りました。結果はメールで届き、このページでも分かります。"))
    return redirect(request.path)


def _withdraw(request: HttpRequest, sent: SentReport) -> HttpResponseBase:
    was = services.withdraw(sent, request.POST.get("reason", ""))
    told = gettext("公開をやめました。写真も、もう見られません。") if was == "public" else gettext("取り下げました。")
    messages.success(request, told)
    return redirect(request.path)


def _say(request: HttpRequest, sent: SentReport) -> HttpResponseBase:
    form = ReplyForm(request.POST)
    if not form.is_valid():
        return _shown(request, sent, reply=form)
    services.reply(sent, form.cleaned_data["text"])
    messages.success(request, gettext("返事を送りました。"))
    return redirect(request.path)


def _reply_to_comment(request: HttpRequest, sent: SentReport) -> HttpResponseBase:
    number = request.POST["reply"]
    text = request.POST.get(f"reply-{number}", "")
    services.reply_to_comment(sent, int(number) if number.isdecimal() else 0, text)
    messages.success(request, gettext("返事を送りました。"))
    return redirect(request.path)


def _consent(request: HttpRequest, sent: SentReport) -> HttpResponseBase:
    number = request.POST["consent"]
    photo_services.withdraw(sent.page, Sender(sent=sent), int(number) if number.isdecimal() else 0)
    messages.success(request, gettext("写真の同意を取り消しました。写真は、もうどこからも見られません。"))
    return redirect(request.path)


def _take_photos(sent: SentReport, files: Iterable[Any]) -> list[str]:
    """Takes each of the files; what is wrong with those that are not taken."""
    refused = []
    for file in files:
        try:
            services.add_photo(sent, file)
        except ValidationError as error:
            refused.append(f"{file.name}：{' '.join(error.messages)}")
        except photo_services.PhotoError as error:
            refused.append(f"{file.name}：{error}")
    return refused


# What is shown ----------------------------------------------------------------------------------------------------------


def _shown(
    request: HttpRequest,
    sent: SentReport,
    *,
    form: Any = None,
    refused: Iterable[str] = (),
    gaps: Mapping[str, str] | None = None,
    problem: str = "",
    reply: ReplyForm | None = None,
    data: Any = None,
) -> HttpResponseBase:
    """Where a confirmed report stands; of another the form."""
    if sent.state in (State.WRITING, State.UNCONFIRMED):
        return _writing(request, sent, problem=problem)
    own = sent.page
    if sent.state != State.CONFIRMED or own is None:
        return _over(request)
    own = type(own).objects.get(pk=own.pk)
    draft, state, token = my.draft_of(own), steps.state_of(own), LINKS.token_of(sent)
    shown = [
        _row(token, each, each.image, gaps or {}, data, is_shown=photo_services.is_shown(own, each.image))
        for each in draft.photos.all()
    ]
    context = {
        **_frame(gettext("あなたの市民レポート")),
        **_written(form or form_of(KIND, draft), gaps or {}, shown),
        "sent": sent,
        "own": own,
        "draft": draft,
        "state": state,
        "state_words": WORDS[state],
        "steps": _steps(own),
        "returned": returned_with(own),
        "conversation": [replace(said, name=_called(said), stage="") for said in conversation_of(own)],
        "comments": queries.comments_of(own, KIND),
        "refused": refused,
        "problem": problem,
        "reply": reply or ReplyForm(),
        "is_writable": state != steps.REVIEW,
        "is_open": state == steps.RETURNED or bool(gaps or refused or form),
        "is_plain": "text" in KIND.said(draft),
        "may_withdraw": own.live or state in {steps.REVIEW, steps.RETURNED},
        "may_erase": not own.live and state != steps.REVIEW,
        "action": request.path,
        "address": LINKS.address_of(sent),
        "seen": my.seen(KIND, draft),
        "days": settings.PARTNERSHIP_REPORT_CONTACT_DAYS,
    }
    return render(request, "partnership/citizens/mine.html", context)


def _writing(
    request: HttpRequest,
    sent: SentReport,
    *,
    form: SendingForm | None = None,
    refused: Iterable[str] = (),
    gaps: Mapping[str, str] | None = None,
    problem: str = "",
    data: Any = None,
    status: int = HTTPStatus.OK,
) -> HttpResponse:
    """What nobody has confirmed yet: the form, and whether a mail is under way."""
    token = LINKS.token_of(sent)
    is_asked = sent.state == State.UNCONFIRMED
    context = {
        **_frame(gettext("メールを送りました") if is_asked else gettext("市民レポートを送る")),
        **_written(
            form or SendingForm(initial={name: getattr(sent, name) for name in KEPT}),
            gaps or {},
            [_row(token, each, each, gaps or {}, data) for each in sent.photos.all()],
        ),
        "sent": sent,
        "is_asked": is_asked,
        "is_open": bool(gaps or refused or form or problem),
        "refused": refused,
        "problem": problem,
        "action": reverse("partnership:citizen_report", args=[token]),
        "address": LINKS.address_of(sent),
        "mail_days": MAIL_DAYS,
    }
    return render(request, "partnership/citizens/writing.html", context, status=status)


def _written(form: Any, gaps: Mapping[str, str], rows: list[dict[str, Any]]) -> dict[str, Any]:
    """What the form's template needs."""
    fields = {name: gap for name, gap in gaps.items() if not name.startswith("photo-")}
    return {
        "form": form,
        "gaps": list(gaps.items()),
        "gaps_by_field": fields,
        "photos": rows,
        "most": photo_services.MOST,
        "days": settings.PARTNERSHIP_REPORT_CONTACT_DAYS,
    }


def _row(token: str, photo: Any, image: Any, gaps: Mapping[str, str], data: Any, *, is_shown: bool = False) -> dict[str, Any]:
    """A photo, and what is said of it: `image` has its people and consent."""
    prefix = f"photo-{image.pk}"
    initial = {"alt": photo.alt, "caption": photo.caption, **{name: getattr(image, name) for name in photo_services.CONSENT}}
    bound = data if data is not None and f"{prefix}-alt" in data else None
    return {
        "photo": photo,
        "image": image,
        "form": PhotoForm(bound, initial=initial, prefix=prefix),
        "picture": "" if image.consent_withdrawn_at else reverse("partnership:citizen_photo", args=[token, image.pk]),
        "is_shown": is_shown,
        "gap": gaps.get(prefix, ""),
    }


def _steps(own: Any) -> list[steps.Step]:
    """The way, without the names of those who go it for the house."""
    return [
        replace(step, name="", note="" if step.state in {"current", "returned"} else step.note) for step in steps.steps_of(own)
    ]


def _called(said: Any) -> str:
    return gettext("サイトの担当者") if said.stage else gettext("あなた")


def _over(request: HttpRequest) -> HttpResponse:
    context = {**_frame(gettext("このレポートは消しました")), "new": reverse("partnership:citizen_new")}
    return render(request, "partnership/citizens/over.html", context, status=HTTPStatus.GONE)


def _sent(token: str) -> SentReport:
    sent = LINKS.read(token)
    if sent is None:
        raise Http404
    return sent


def _again(sent: SentReport) -> SentReport:
    return SentReport.objects.select_related("page").get(pk=sent.pk)


def _ids(found: Any) -> list[int]:
    return list(found.values_list("pk", flat=True))


def _removed(request: HttpRequest) -> list[int]:
    return [int(each) for each in request.POST.getlist("remove-photo") if each.isdecimal()]


def _section_url() -> str:
    section = KIND.parent(Locale.get_active()) or KIND.parent(source_locale())
    return (section.url if section else None) or "/"


def _frame(heading: str) -> dict[str, Any]:
    section = KIND.parent(Locale.get_active()) or KIND.parent(source_locale())
    above = [Crumb(section.title, section.url or "")] if section else []
    return {"heading": heading, "crumbs": [*above, Crumb(heading)], "noindex": True, "section": section}
