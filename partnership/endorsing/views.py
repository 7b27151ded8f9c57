"""Where one endorses a declaration, takes that back, and prints its card."""

from contextlib import suppress
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import get_language, gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods
from wagtail.models import Locale

from cms.core.navigation import Crumb
from directory.confirming.reporting import mark_of
from partnership.endorsing import queries, services
from partnership.endorsing.links import LINKS
from partnership.endorsing.sheets import EndorsementForm
from partnership.leaflets.sheet import LeafletSheet
from partnership.models import DeclarationPage, Endorsement

JUST_SENT = "sent"


def first_card(request: HttpRequest) -> HttpResponse:
    """To the card of the site's declaration in the reader's language."""
    page = queries.declarations(Locale.get_active()).first() or queries.declarations().first()
    if page is None:
        raise Http404
    return redirect("partnership:declaration_card", page.pk)


def card(request: HttpRequest, pk: int) -> HttpResponse:
    """The declaration as a postcard in its own language, to print and to hand on."""
    page = _declaration(pk)
    with translation.override(page.locale.language_code):
        response = render(request, "partnership/declaration_card.html", {"page": page, "sheet": LeafletSheet(page)})
    response["X-Robots-Tag"] = "noindex"
    return response


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def endorse(request: HttpRequest, pk: int) -> HttpResponse:
    """The form."""
    page = _declaration(pk)
    data = request.POST if request.method == "POST" else None
    user = request.user if request.user.is_authenticated else None
    form = EndorsementForm(data, led=queries.led_by(user), has_contact=user is None)
    problem, status = "", HTTPStatus.OK
    if data is not None and form.is_valid():
        if form.is_by_a_program:
            return redirect(page.url)
        sender: dict[str, Any] = {"user": user, "contact": form.cleaned_data.get("contact", ""), "mark": mark_of(request)}
        try:
            kept = services.endorse(page, form.said, language=get_language() or "", **sender)
        except services.EndorsingError as error:
            problem = str(error)
            status = HTTPStatus.TOO_MANY_REQUESTS if isinstance(error, services.TooManyError) else HTTPStatus.CONFLICT
        else:
            return redirect(f"{reverse('partnership:endorsement_mine', args=[LINKS.token_of(kept)])}?{JUST_SENT}=1")
    context = {
        **_frame(gettext("宣言に賛同する"), page),
        "page_of_declaration": page,
        "form": form,
        "problem": problem,
        "days": settings.PARTNERSHIP_ENDORSEMENT_CONTACT_DAYS,
    }
    return render(request, "partnership/endorsing/endorse.html", context, status=status)


# Whoever endorsed shows who they are by the link alone, which no other site knows: no cookie could be made use of by a forged
# form. So these views need no token, and work where cookies are refused.


@never_cache
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def mine(request: HttpRequest, token: str) -> HttpResponse:
    """The endorser's own page: where it stands, what was answered, and a way to take it back."""
    endorsement = LINKS.read(token)
    if endorsement is None:
        raise Http404
    if request.method == "POST" and "withdraw" in request.POST:
        with suppress(services.DecidedError):  # It is taken back, as they wish: the page says so.
            services.withdraw(endorsement)
        return redirect("partnership:endorsement_mine", token)
    context = {
        **_frame(gettext("あなたの賛同"), endorsement.declaration),
        "endorsement": endorsement,
        "states": Endorsement.State,
        "is_just_sent": JUST_SENT in request.GET,
        "is_asked": "withdraw" in request.GET,
        "address": LINKS.address_of(endorsement),
    }
    return render(request, "partnership/endorsing/mine.html", context)


@never_cache
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """By the link of a mail: the address is theirs. Looking at it confirms nothing: programs look at links too."""
    endorsement = LINKS.read_mail(token)
    if request.method == "POST" and endorsement is not None:
        with suppress(services.DecidedError):  # Confirmed before: their page says where it stands.
            services.confirm(endorsement)
        return redirect("partnership:endorsement_mine", LINKS.token_of(endorsement))
    status = HTTPStatus.OK if endorsement is not None else HTTPStatus.GONE
    context = {**_frame(gettext("メールアドレスの確認")), "endorsement": endorsement}
    return render(request, "partnership/endorsing/confirm.html", context, status=status)


def _declaration(pk: int) -> DeclarationPage:
    found = queries.declaration(pk)
    if found is None:
        raise Http404
    return found


def _frame(heading: str, page: DeclarationPage | None = None) -> dict[str, Any]:
    """The declaration is named above only while everybody may see it."""
    public = queries.declaration(page.pk) if page else None
    above = [Crumb(public.title, public.url or "")] if public else []
    return {"heading": heading, "crumbs": [*above, Crumb(heading)], "public": public, "noindex": True}
