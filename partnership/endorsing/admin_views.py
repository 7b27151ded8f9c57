"""The admin's views of endorsements: what waits, one with everything about it, and one that came on paper."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.paginator import WagtailPaginator
from wagtail.admin.views.generic import WagtailAdminTemplateMixin
from wagtail.log_actions import registry

from partnership.endorsing import mails, queries, services
from partnership.endorsing.admin_forms import EndorsementReasonForm, EnterForm
from partnership.endorsing.states import TRANSITIONS
from partnership.models import Endorsement

PER_PAGE = 50
State = Endorsement.State
VIEWS: dict[str, str] = {"": State.WAITING, **{str(state): str(state) for state in State if state != State.WAITING}}

Act = Callable[[Endorsement, Any, str], Endorsement]
ACTS: dict[str, tuple[Any, Any, Act]] = {
    "accept": (gettext_lazy("受け付ける"), gettext_lazy("%(count)s件を受け付けました。"), lambda e, u, _r: services.accept(e, u)),
    "decline": (gettext_lazy("受け付けない"), gettext_lazy("%(count)s件を受け付けないことにしました。"), services.decline),
    "hide": (gettext_lazy("非公開にする"), gettext_lazy("%(count)s件を非公開にしました。"), services.hide),
    "restore": (
        gettext_lazy("もう一度公開する"),
        gettext_lazy("%(count)s件をもう一度公開しました。"),
        lambda e, u, _r: services.restore(e, u),
    ),
    "reopen": (
        gettext_lazy("確認待ちに戻す"),
        gettext_lazy("%(count)s件を確認待ちに戻しました。"),
        lambda e, u, _r: services.reopen(e, u),
    ),
}
WITH_REASON = ("decline", "hide")


class SignedInRequest(HttpRequest):
    """A request to the admin: its addresses let only people in."""

    user: User


class EndorsingView(WagtailAdminTemplateMixin, TemplateView):
    """For those who moderate.

    Raises:
        PermissionDenied: to everybody else.
    """

    header_icon = "pick"
    page_title = gettext_lazy("宣言への賛同")
    request: SignedInRequest
    is_below = True

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not queries.may_moderate(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        top = {"url": reverse("endorsements:list"), "label": EndorsingView.page_title}
        here = {"url": "", "label": self.get_page_subtitle() or self.get_page_title()}
        return [*self.breadcrumbs_items, *([top] if self.is_below else []), here]


class EndorsementsView(EndorsingView):
    """The endorsements of a state, what waits first; several are decided about at a time."""

    template_name = "partnership/admin/endorsements.html"
    is_below = False

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        key = self.request.GET.get("state", "")
        key = key if key in VIEWS else ""
        everything = queries.for_moderators()
        found = everything.filter(state=VIEWS[key]).order_by("created_at" if key == "" else "-created_at", "pk")
        paginator = WagtailPaginator(found, PER_PAGE)
        page = paginator.get_page(self.request.GET.get("p"))
        acts = acts_for(VIEWS[key])
        return super().get_context_data(
            page=page,
            elided_page_range=paginator.get_elided_page_range(page.number),
            views=[(each, State(state).label, everything.filter(state=state).count()) for each, state in VIEWS.items()],
            view=key,
            acts=[(act, ACTS[act][0]) for act in acts],
            needs_reason=any(act in WITH_REASON for act in acts),
            form=kwargs.pop("form", None) or EndorsementReasonForm(),
            chosen=kwargs.pop("chosen", set()),
            **kwargs,
        )

    def post(self, request: SignedInRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = EndorsementReasonForm(request.POST)
        keys = [key for key in request.POST.getlist("endorsement") if key.isdecimal() and len(key) < 19]
        act = request.POST.get("act", "")
        fault = fault_of(form, act) or ("" if keys else _("賛同を選んでください。"))
        if fault:
            messages.error(request, fault)
            return self.render_to_response(self.get_context_data(form=form, chosen=set(keys)))
        _label, told, decide = ACTS[act]
        rows = list(Endorsement.objects.filter(pk__in=keys).order_by("created_at", "pk"))
        outcome = services.decide_about_all(rows, lambda each: decide(each, request.user, form.answer))
        if outcome.done:
            messages.success(request, told % {"count": len(outcome.done)})
        for each, why in outcome.refused:
            messages.warning(request, _("「%(what)s」：%(why)s") % {"what": each, "why": why})
        return redirect(request.get_full_path())


def acts_for(state: str) -> list[str]:
    """What those who moderate can do in a state."""
    return [act for act in ACTS if state in TRANSITIONS[act].before]


def fault_of(form: EndorsementReasonForm, act: str) -> str:
    """What is wrong with a decision as it was filled in; empty where nothing is."""
    if act not in ACTS:
        return _("何をするかを選んでください。")
    if not form.is_valid():
        return _("理由は2000文字までです。")
    if act in WITH_REASON and not form.answer:
        return _("理由を書いてください。賛同した人への返事になります。")
    return ""


class EndorsementView(EndorsingView):
    """One: what they said, who else has the same name, and what can be done."""

    template_name = "partnership/admin/endorsement.html"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.item = get_object_or_404(queries.for_moderators(), pk=kwargs["pk"])

    def get_page_subtitle(self) -> str:
        return str(self.item)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        item = self.item
        acts = acts_for(item.state)
        return super().get_context_data(
            item=item,
            is_own=item.user_id is not None and item.user_id == self.request.user.pk,
            acts=[(act, ACTS[act][0]) for act in acts],
            needs_reason=any(act in WITH_REASON for act in acts),
            is_answered=bool(mails.address_of(item)),
            same=queries.of_declaration(item.declaration).filter(name=item.name).exclude(pk=item.pk).exclude(name="")[:10],
            form=kwargs.pop("form", None) or EndorsementReasonForm(),
            log=registry.get_logs_for_instance(item).select_related("user")[:50],
            **kwargs,
        )

    def post(self, request: SignedInRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = EndorsementReasonForm(request.POST)
        act = request.POST.get("act", "")
        fault = fault_of(form, act)
        if not fault:
            _label, told, decide = ACTS[act]
            try:
                decide(self.item, request.user, form.answer)
            except services.EndorsingError as error:
                fault = str(error)
        if fault:
            messages.error(request, fault)
            self.item = get_object_or_404(queries.for_moderators(), pk=self.item.pk)
            return self.render_to_response(self.get_context_data(form=form))
        messages.success(request, told % {"count": 1})
        return redirect("endorsements:one", self.item.pk)


class EnterView(EndorsingView):
    """One that came on paper or by telephone."""

    template_name = "partnership/admin/endorsement_enter.html"

    def get_page_subtitle(self) -> str:
        return _("紙や電話で届いた賛同を入力する")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(form=kwargs.pop("form", None) or EnterForm(), **kwargs)

    def post(self, request: SignedInRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = EnterForm(request.POST)
        if form.is_valid():
            try:
                services.enter(form.cleaned_data["declaration"], form.said, request.user)
            except services.EndorsingError as error:
                form.add_error(None, str(error))
            else:
                messages.success(request, _("入力しました。ほかの担当者が確認します。"))
                return redirect("endorsements:list")
        messages.error(request, _("保存できませんでした。赤い字のところを直してください。"))
        return self.render_to_response(self.get_context_data(form=form))
