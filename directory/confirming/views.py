"""Where keepers answer, by the link of their mail, and where visitors say what is wrong. Looking at either changes nothing."""

from contextlib import suppress
from http import HTTPStatus
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from cms.core.navigation import Crumb
from directory import queries
from directory.confirming import answering, following, links, reporting
from directory.confirming.correction_links import LINKS
from directory.confirming.fields import label_of, value_of, words_of
from directory.confirming.links import Link, Standing
from directory.confirming.proposing import ProposalError
from directory.confirming.queries import original_of
from directory.confirming.sheets import CorrectionReplyForm, GoneForm, KeeperForm, ReportForm
from directory.models import ConfirmationRequest, Place, PlaceProposal

JUST_SENT = "sent"

# A keeper's browser shows who they are by the link alone, which no other site knows: there is no cookie that a forged form
# could make use of. So these views need no token, and work where cookies are refused.


@never_cache
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """The entry as readers see it, and the three answers. Answered, the same address says thank you."""
    link = _link(token)
    if not (link.is_open or link.is_answered):
        return _ended(request, link)
    if request.method == "POST" and link.is_open:
        if "gone" in request.POST:
            form = GoneForm(request.POST)
            if form.is_valid():
                answering.close(link.request, form.cleaned_data["remark"], _language())
        elif "confirm" in request.POST:
            answering.confirm(link.request)
        return redirect("directory:confirm", token)
    if link.is_answered:
        return _answered(request, link)
    place = link.request.place
    context = {
        **_frame(gettext("掲載内容の確認")),
        "place": place,
        "vacancies": queries.vacancies_of(place),
        "link": link,
        "gone_form": GoneForm(),
    }
    return render(request, "directory/confirm.html", context)


@never_cache
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, token: str) -> HttpResponse:
    """The form in which a keeper corrects what has changed."""
    link = _link(token)
    has_confirmed = link.is_answered and link.request.answer == ConfirmationRequest.Answer.AS_IT_IS
    if link.is_answered and not has_confirmed:
        return redirect("directory:confirm", token)
    if not (link.is_open or has_confirmed):
        return _ended(request, link)
    form = KeeperForm(link.request.place, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        answer = answering.correct if has_confirmed else answering.change
        answer(link.request, form.values, form.cleaned_data["remark"], _language())
        return redirect("directory:confirm", token)
    heading = gettext("変わったところを直す")
    hours_now = words_of("opening_hours", value_of(link.request.place, "opening_hours"))
    context = {**_frame(heading), "place": link.request.place, "link": link, "form": form, "hours_now": hours_now}
    return render(request, "directory/confirm_change.html", context)


@csrf_exempt
@require_POST
def undo(request: HttpRequest, token: str) -> HttpResponse:
    """Takes back what was pressed by mistake."""
    link = _link(token)
    if link.is_answered:
        answering.undo(link.request)
    return redirect("directory:confirm", token)


@never_cache
@csrf_exempt
@require_POST
def again(request: HttpRequest, token: str) -> HttpResponse:
    """A new mail to the address that is known, for a link that has ended."""
    link = _link(token)
    if link.is_open:
        return redirect("directory:confirm", token)
    if link.standing is Standing.HIDDEN:
        return _ended(request, link)
    is_sent = answering.ask_again(link.request)
    heading = gettext("新しいメールを送りました") if is_sent else gettext("新しいメールは送っていません")
    return render(request, "directory/confirm_again.html", {**_frame(heading), "is_sent": is_sent})


def _link(token: str) -> Link:
    link = links.read(token)
    if link is None:
        raise Http404
    return link


def _ended(request: HttpRequest, link: Link) -> HttpResponse:
    """What to do with a link that is good for nothing any more. It does not show the entry."""
    is_hidden = link.standing is Standing.HIDDEN
    proposal = _proposal_of(link.request) if is_hidden else None
    heading = gettext("今は公開していません") if is_hidden else gettext("このリンクは使えなくなりました")
    context = {**_frame(heading), "is_hidden": is_hidden, "token": link.token, "proposal": proposal}
    return render(request, "directory/confirm_ended.html", context, status=HTTPStatus.GONE)


def _answered(request: HttpRequest, link: Link) -> HttpResponse:
    asked = link.request
    proposal = _proposal_of(asked)
    can_be_undone = asked.answer == ConfirmationRequest.Answer.AS_IT_IS or (proposal is not None and proposal.is_waiting)
    context = {
        **_frame(gettext("ありがとうございました")),
        "place": asked.place,
        "link": link,
        "answers": ConfirmationRequest.Answer,
        "proposal": proposal,
        "states": PlaceProposal.State,
        "changes": _told(proposal) if proposal else [],
        "can_be_undone": can_be_undone,
        "others": [(other.place, links.token_for(other)) for other in links.others(asked)],
    }
    return render(request, "directory/confirm_thanks.html", context)


def _proposal_of(asked: ConfirmationRequest) -> PlaceProposal | None:
    """What the keeper sent by their last answer, and what has become of it."""
    return asked.proposals.prefetch_related("changes").order_by("-pk").first()


def _told(proposal: PlaceProposal) -> list[dict[str, Any]]:
    return [
        {"label": label_of(each.field), "said": words_of(each.field, each.new), "is_accepted": each.is_accepted}
        for each in proposal.changes.all()
    ]


# Visitors ---------------------------------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest, pk: int) -> HttpResponse:
    """The form for what is wrong with an entry. What is sent goes to the secretariat; nothing of it is shown."""
    place = Place.objects.public().select_related("locale").prefetch_related("phones").filter(pk=pk).first()
    if place is None:
        raise Http404
    form = ReportForm(place, request.POST if request.method == "POST" else None)
    status, is_too_much = HTTPStatus.OK, False
    if request.method == "POST" and form.is_valid():
        try:
            if form.is_by_a_program:
                return redirect("directory:report_thanks", pk)
            user = request.user if request.user.is_authenticated else None
            proposal = reporting.report(original_of(place), reporting.mark_of(request), form.cleaned_data, _language(), user)
            return redirect(f"{reverse('directory:correction', args=[LINKS.token_of(proposal)])}?{JUST_SENT}=1")
        except reporting.TooManyError:
            status, is_too_much = HTTPStatus.TOO_MANY_REQUESTS, True
    heading = gettext("情報の誤りを知らせる")
    context = {
        **_frame(heading, Crumb(place.name, reverse("directory:place", args=[pk]))),
        "place": place,
        "form": form,
        "is_too_much": is_too_much,
        "days": reporting.days_kept(),
    }
    return render(request, "directory/report.html", context, status=status)


def report_thanks(request: HttpRequest, pk: int) -> HttpResponse:
    """That it has arrived. It says nothing about what."""
    place = Place.objects.public().select_related("locale").filter(pk=pk).first()
    if place is None:
        raise Http404
    heading = gettext("知らせてくださって、ありがとうございます")
    context = {**_frame(heading, Crumb(place.name, place.get_absolute_url())), "place": place}
    return render(request, "directory/report_thanks.html", context)


# Whoever reported shows who they are by the link alone, as keepers do.


@never_cache
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def correction(request: HttpRequest, token: str) -> HttpResponse:
    """The visitor's own page: where what they reported stands, what was answered, and a way to reply or take it back."""
    proposal = LINKS.read(token)
    if proposal is None:
        raise Http404
    form, problem, status = CorrectionReplyForm(request.POST if "reply" in request.POST else None), "", HTTPStatus.OK
    try:
        if request.method == "POST" and "withdraw" in request.POST:
            following.withdraw(proposal)
            return redirect("directory:correction", token)
        if form.is_bound and form.is_valid():
            following.reply(proposal, form.cleaned_data["text"])
            return redirect(f"{request.path}?replied=1#replies")
    except ProposalError as error:
        problem, status = str(error), HTTPStatus.CONFLICT
        proposal = LINKS.read(token)
    states = PlaceProposal.State
    context = {
        **_frame(gettext("知らせてくださったこと")),
        "proposal": proposal,
        "place": proposal.place if proposal.place.is_public else None,
        "states": states,
        "changes": [
            {**told, "is_accepted": each.is_accepted} for told, each in zip(_told(proposal), proposal.changes.all(), strict=True)
        ],
        "replies": proposal.replies.all(),
        "form": form,
        "problem": problem,
        "is_just_sent": JUST_SENT in request.GET,
        "has_replied": "replied" in request.GET,
        "may_withdraw": proposal.state in {states.UNCONFIRMED, states.WAITING},
        "may_reply": proposal.state not in {states.UNCONFIRMED, states.WITHDRAWN},
        "address": LINKS.address_of(proposal),
    }
    return render(request, "directory/correction.html", context, status=status)


@never_cache
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def correction_confirm(request: HttpRequest, token: str) -> HttpResponse:
    """By the link of a mail: the address is theirs. Looking at it confirms nothing: programs look at links too."""
    proposal = LINKS.read_mail(token)
    if proposal is not None and (request.method == "POST" or proposal.state != PlaceProposal.State.UNCONFIRMED):
        with suppress(ProposalError):  # Confirmed before: their page says where it stands.
            if request.method == "POST":
                following.confirm(proposal)
        return redirect("directory:correction", LINKS.token_of(proposal))
    status = HTTPStatus.OK if proposal is not None else HTTPStatus.GONE
    context = {**_frame(gettext("メールアドレスの確認")), "proposal": proposal}
    return render(request, "directory/correction_confirm.html", context, status=status)


def _frame(heading: str, *above: Crumb) -> dict[str, Any]:
    return {"heading": heading, "noindex": True, "crumbs": [*above, Crumb(heading)]}


def _language() -> str:
    return get_language() or ""
