"""Where a reader finds every way to follow the site, and what the links of the digest's mails open."""

from http import HTTPStatus
from typing import Any

from django import forms
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods
from wagtail.models import Locale

from cms.core import feeds, plugins
from cms.core.ages import LIFE_STAGES
from cms.core.announcing.digest import links, services
from cms.core.announcing.digest.contents import kinds, wished
from cms.core.menu import MenuItem
from cms.core.models import AnnouncementChannel, DigestSubscription
from cms.core.navigation import Crumb
from cms.core.senders import mark_of

SALT = "core.digest.sender"


class DigestForm(forms.Form):
    """What one fills in to get the mail. Who fills in `more`, which nobody sees, is a program."""

    address = forms.EmailField(
        label=_("メールアドレス"),
        max_length=254,
        widget=forms.EmailInput({"autocomplete": "email", "inputmode": "email"}),
        error_messages={
            "required": _("メールアドレスを入れてください。"),
            "invalid": _("メールアドレスの形になっていません。例：hanako@example.jp"),
        },
    )
    rhythm = forms.ChoiceField(
        label=_("届く回数"),
        choices=DigestSubscription.Rhythm.choices,
        initial=DigestSubscription.Rhythm.WEEKLY,
        widget=forms.RadioSelect,
        error_messages={"required": _("届く回数を選んでください。")},
    )
    kinds = forms.MultipleChoiceField(label=_("読みたいもの"), required=False, widget=forms.CheckboxSelectMultiple)
    stages = forms.MultipleChoiceField(
        label=_("お子さんの年齢"),
        required=False,
        choices=[(stage.key, stage.label) for stage in LIFE_STAGES],
        widget=forms.CheckboxSelectMultiple,
    )
    more = forms.CharField(required=False, widget=forms.TextInput({"tabindex": "-1", "autocomplete": "off"}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        found: Any = self.fields["kinds"]
        found.choices = [(kind.key, kind.label) for kind in kinds()]

    @property
    def is_by_a_program(self) -> bool:
        return bool(self.cleaned_data.get("more"))


def calendars(locale: Locale) -> list[tuple[MenuItem, str]]:
    """The installed plugins' calendars, each with the address that a telephone opens with its calendar."""
    found = [item for _plugin, _name, brought in plugins.brought("calendars") for item in brought(locale)]
    return [(item, "webcal://" + item.url.split("://", 1)[-1]) for item in found]


@require_http_methods(["GET", "HEAD", "POST"])
def follow(request: HttpRequest) -> HttpResponse:
    """Every way to follow; and the form of the mail digest."""
    form = DigestForm(request.POST if request.method == "POST" else None)
    status, is_too_much = HTTPStatus.OK, False
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        wish = services.Wish(
            said["address"], get_language() or settings.LANGUAGE_CODE, said["rhythm"], said["kinds"], said["stages"]
        )
        try:
            if not form.is_by_a_program:
                services.subscribe(wish, mark_of(request, SALT))
            return redirect("follow_asked")
        except services.TooManyError:
            status, is_too_much = HTTPStatus.TOO_MANY_REQUESTS, True
    locale = Locale.get_active()
    heading = gettext("フォローする")
    context = {
        "heading": heading,
        "crumbs": [Crumb(heading)],
        "form": form,
        "is_too_much": is_too_much,
        "feeds": feeds.links(),
        "calendars": calendars(locale),
        "channels": AnnouncementChannel.objects.active().exclude(profile_url=""),
        "days": settings.DIGEST_CONFIRM_DAYS,
    }
    return render(request, "core/follow.html", context, status=status)


def asked(request: HttpRequest) -> HttpResponse:
    """That a mail is on its way. It says nothing about the address."""
    return _told(request, gettext("メールを確かめてください"), "asked")


@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """The link of the question. It takes a press, as mail programs open links by themselves."""
    subscription = links.to_confirm(token)
    if subscription is None:
        return _told(request, gettext("このリンクは使えません"), "ended", HTTPStatus.GONE)
    if request.method == "POST":
        services.confirm(subscription)
        return _told(request, gettext("登録しました"), "confirmed", subscription=subscription)
    if subscription.confirmed_at:
        return _told(request, gettext("登録しました"), "confirmed", subscription=subscription)
    return _told(request, gettext("メールで受け取る"), "confirm", subscription=subscription)


# Mail programs post here by themselves (RFC 8058): from nowhere, with no cookie, and they follow no redirect.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def leave(request: HttpRequest, token: str) -> HttpResponse:
    """Ends the mails by one press. The link of a subscription that is over says so again."""
    if not links.is_ours(token):
        raise Http404
    subscription = links.to_leave(token)
    if subscription is not None and request.method != "POST":
        return _told(request, gettext("メールをやめる"), "leave", subscription=subscription)
    if subscription is not None:
        services.leave(subscription.key)
    return _told(request, gettext("メールを止めました"), "left")


def _told(request: HttpRequest, heading: str, what: str, status: int = HTTPStatus.OK, **context: Any) -> HttpResponse:
    shown = {"heading": heading, "noindex": True, "crumbs": [Crumb(heading)], "what": what, **context}
    if subscription := context.get("subscription"):
        shown["wished"] = wished(subscription.kinds, subscription.stages)
    response = render(request, "core/follow_told.html", shown, status=status)
    # The link stands for a person: it goes to nobody else, and is kept nowhere.
    response["Referrer-Policy"] = "same-origin"
    response["Cache-Control"] = "private, no-store"
    return response
