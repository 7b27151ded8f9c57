"""Coming in: the link by mail, the password, the invitation; and who else belongs to the group."""

from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.contrib.auth import login
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods
from wagtail.models import APIToken

from cms.core.navigation import Crumb
from directory.confirming.reporting import mark_of
from directory.models import Affiliation
from partnership.models import Invitation
from partnership.my import invitations, signing_in
from partnership.my.forms import AcceptForm, InviteForm, LinkForm, PasswordForm
from partnership.my.request import frame, signed_in
from partnership.my.senders import affiliations

BACKEND = "django.contrib.auth.backends.ModelBackend"
MOST_KEYS = 5


@sensitive_post_parameters("password")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponseBase:
    """By a link that is mailed, or by password."""
    onward = _onward(request)
    if request.user.is_authenticated and request.method != "POST":
        return redirect(onward or "partnership:my_home")
    link_form, password_form, status, refused = LinkForm(), PasswordForm(), HTTPStatus.OK, ""
    is_sent = False
    try:
        if "password" in request.POST:
            password_form = PasswordForm(request.POST)
            if password_form.is_valid():
                said = password_form.cleaned_data
                user = signing_in.by_password(request, said["name"], said["password"], mark_of(request))
                if user is not None:
                    login(request, user)
                    return redirect(onward or "partnership:my_home")
                refused = _("名前かパスワードが違います。大文字と小文字も区別されます。")
        elif request.method == "POST":
            link_form = LinkForm(request.POST)
            if link_form.is_valid():
                signing_in.send_link(link_form.cleaned_data["address"], mark_of(request), onward)
                is_sent = True
    except signing_in.TooManyError:
        status = HTTPStatus.TOO_MANY_REQUESTS
        refused = _("短いあいだに何度も試されています。1時間ほどたってから、もう一度お試しください。")
    heading = _("メールを確かめてください") if is_sent else _("団体のページにログイン")
    context = {
        **frame(heading, Crumb(heading)),
        "crumbs": [Crumb(heading)],
        "link_form": link_form,
        "password_form": password_form,
        "is_sent": is_sent,
        "address": link_form.cleaned_data["address"] if is_sent else "",
        "minutes": signing_in.LINK_MINUTES,
        "refused": refused,
        "next": onward,
        "is_back_to_writing": onward.startswith(f"{reverse('partnership:my_home')}write/"),
    }
    return render(request, "partnership/my/login.html", context, status=status)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def link(request: HttpRequest, token: str) -> HttpResponseBase:
    """What a mailed link opens. Looking at it uses nothing up: programs that read mail do that, too."""
    try:
        if request.method == "POST":
            user, onward = signing_in.use_link(token)
            login(request, user, backend=BACKEND)
            return redirect(onward or "partnership:my_home")
        signing_in.read_link(token)
    except signing_in.LinkError:
        heading = _("このリンクは使えません")
        context = {**frame(heading), "crumbs": [Crumb(heading)], "minutes": signing_in.LINK_MINUTES}
        return render(request, "partnership/my/link_over.html", context, status=HTTPStatus.GONE)
    heading = _("ログインします")
    return render(request, "partnership/my/link.html", {**frame(heading), "crumbs": [Crumb(heading)]})


@sensitive_post_parameters("password")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponseBase:
    """What an invitation's link opens."""
    found = invitations.read(token)
    if found is None:
        heading = _("この招待は使えません")
        over = {**frame(heading), "crumbs": [Crumb(heading)]}
        return render(request, "partnership/my/invitation_over.html", over, status=HTTPStatus.GONE)
    account = invitations.account_of(found)
    form = AcceptForm(request.POST if request.method == "POST" else None)
    refused = ""
    if request.method == "POST" and (account or form.is_valid()):
        said = {} if account else form.cleaned_data
        try:
            user = invitations.accept(found, said.get("name", ""), said.get("password", ""))
        except invitations.InvitationError as error:
            refused = str(error)
        else:
            messages.success(request, _("「%(group)s」のメンバーになりました。") % {"group": found.organisation})
            if not user.is_superuser:
                login(request, user, backend=BACKEND)
            return redirect("partnership:my_home")
    heading = _("「%(group)s」への招待") % {"group": found.organisation}
    context = {
        **frame(heading),
        "crumbs": [Crumb(heading)],
        "invitation": found,
        "account": account,
        "form": form,
        "refused": refused,
    }
    return render(request, "partnership/my/invitation.html", context)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def members(request: HttpRequest) -> HttpResponseBase:
    """Who belongs to the groups that one leads; inviting and ending."""
    led = [tie.organisation for tie in affiliations(request.user) if tie.role == Affiliation.Role.LEAD]
    if not led:
        raise Http404
    form = InviteForm(request.POST if "invite" in request.POST else None)
    if request.method == "POST":
        done = _change_members(request, led, form)
        if done is not None:
            return done
    groups = [
        {
            "organisation": organisation,
            "affiliations": invitations.members_of(organisation),
            "invitations": Invitation.objects.open().filter(organisation__translation_key=organisation.translation_key),
        }
        for organisation in led
    ]
    heading = _("メンバーと招待")
    context = {**frame(heading), "groups": groups, "form": form, "days": invitations.DAYS}
    return render(request, "partnership/my/members.html", context)


def _change_members(request: Any, led: list[Any], form: InviteForm) -> HttpResponseBase | None:
    """Does what was asked; None where the form has to be shown again."""
    keys = [organisation.translation_key for organisation in led]
    try:
        if "invite" in request.POST:
            organisation = next((each for each in led if str(each.pk) == request.POST["invite"]), None)
            if organisation is None:
                raise Http404
            if not form.is_valid():
                return None
            invitations.invite(organisation, form.cleaned_data["email"], form.cleaned_data["role"], request.user)
            messages.success(request, _("%(email)s に招待のメールを送りました。") % {"email": form.cleaned_data["email"]})
        elif "withdraw" in request.POST:
            sent = Invitation.objects.filter(organisation__translation_key__in=keys)
            invitations.withdraw(_found(sent, request.POST["withdraw"]), request.user)
            messages.success(request, _("招待を取り消しました。"))
        elif "end" in request.POST:
            mine = Affiliation.objects.filter(organisation__translation_key__in=keys)
            invitations.end(_found(mine, request.POST["end"]), request.user)
            messages.success(request, _("所属を外しました。書いたものは残ります。"))
    except invitations.InvitationError as refused:
        messages.error(request, str(refused))
    return redirect("partnership:my_members")


def _found(things: Any, given: str) -> Any:
    found = things.filter(pk=int(given)).first() if given.isdecimal() and len(given) < 18 else None
    if found is None:
        raise Http404
    return found


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def keys(request: Any) -> HttpResponseBase:
    """The keys by which one's own programs write (`/api/v2/reports`). A key is shown once."""
    if not affiliations(request.user):
        raise Http404
    mine = APIToken.objects.filter(user=request.user, revoked_at__isnull=True).order_by("-created", "-pk")
    made = ""
    if "make" in request.POST and mine.count() < MOST_KEYS:
        name = request.POST.get("name", "").strip()[:100] or f"{timezone.localdate():%Y-%m-%d}"
        _token, made = APIToken.create_token(user=request.user, name=name)
    elif "revoke" in request.POST:
        _found(mine, request.POST["revoke"]).revoke()
        messages.success(request, _("鍵を使えなくしました。"))
        return redirect("partnership:my_keys")
    heading = _("APIの鍵")
    context = {**frame(heading), "keys": mine, "made": made, "may_make": mine.count() < MOST_KEYS, "docs": reverse("api_docs")}
    return render(request, "partnership/my/keys.html", context)


def _onward(request: HttpRequest) -> str:
    """Where to go once in: a path of this site, or empty."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    is_ours = wanted.startswith("/") and url_has_allowed_host_and_scheme(wanted, allowed_hosts=None)
    return wanted if is_ours else ""
