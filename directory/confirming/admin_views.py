"""The admin's views of confirming: what is overdue, what was proposed, and how long what stays confirmed."""

import hashlib
import json
from typing import Any

from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.paginator import WagtailPaginator
from wagtail.admin.views.generic import WagtailAdminTemplateMixin

from directory.confirming import answering, asking, mails, proposing
from directory.confirming.admin_forms import DecisionForm, IntervalsForm
from directory.confirming.fields import label_of, value_of, words_of
from directory.confirming.intervals import due_on, intervals
from directory.confirming.queries import may_decide, may_see, proposals_for, seen_by, to_confirm
from directory.models import ConfirmationInterval, Place, PlaceProposal
from directory.models.place import PlaceQuerySet

PER_PAGE = 50
INTERVALS = "directory.change_confirmationinterval"


class SignedInRequest(HttpRequest):
    """A request to the admin: its addresses let only people in."""

    user: User


class ConfirmingView(WagtailAdminTemplateMixin, TemplateView):
    """For those whose business it is.

    Raises:
        PermissionDenied: to everybody else; and to those who may look but not act, when they try to.
    """

    header_icon = "history"
    request: SignedInRequest

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not may_see(request.user) or (request.method == "POST" and not may_decide(request.user)):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, *self.above(), {"url": "", "label": self.get_page_title()}]

    def above(self) -> list[dict[str, Any]]:
        """What stands between the dashboard and here."""
        return []

    def page_of(self, rows: Any) -> dict[str, Any]:
        paginator = WagtailPaginator(rows, PER_PAGE)
        page = paginator.get_page(self.request.GET.get("p"))
        return {"rows": page, "elided_page_range": paginator.get_elided_page_range(page.number)}


# What is overdue --------------------------------------------------------------------------------------------------------

STATES: dict[str, tuple[Any, Q]] = {
    "": (gettext_lazy("期限を過ぎたもの全部"), Q()),
    "never": (gettext_lazy("まだお願いしていない"), Q(asked_at__isnull=True) & ~Q(keeper="")),
    "unanswered": (gettext_lazy("お願いしたが返事がない"), Q(is_unanswered=True)),
    "no_keeper": (gettext_lazy("連絡先が分からない"), Q(keeper="")),
    "refused": (gettext_lazy("メールを送れなかった"), ~Q(failure="")),
}


class OverdueView(ConfirmingView):
    """The places whose confirmation is due: whom one has asked, and whom one cannot ask."""

    template_name = "directory/admin/overdue.html"
    page_title = gettext_lazy("確認の期限")

    def places(self) -> PlaceQuerySet:
        return seen_by(self.request.user, to_confirm())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        everything = self.places()
        state = self.request.GET.get("state", "")
        state = state if state in STATES else ""
        kind = self.request.GET.get("kind", "")
        kind = kind if kind in Place.Kind.values else ""
        of_kind = everything.filter(kind=kind) if kind else everything
        found = of_kind.filter(STATES[state][1]).select_related("organisation", "locale").prefetch_related("phones")
        page = self.page_of(found.order_by("confirmed_on", "created_at", "pk"))
        months = intervals()
        may_change = self.request.user.has_perm("directory.change_place")
        for place in page["rows"]:
            place.due_on = due_on(place, months)
            place.opens = edit_url(place) if may_change else place.get_absolute_url()
        return super().get_context_data(
            **page,
            states=[(key, label, of_kind.filter(condition).count()) for key, (label, condition) in STATES.items()],
            state=state,
            kinds=Place.Kind.choices,
            kind=kind,
            may_decide=may_decide(self.request.user),
            can_ask=any(place.keeper for place in page["rows"]),
            may_change=may_change,
            may_set_intervals=self.request.user.has_perm(INTERVALS),
            today=timezone.localdate(),
            **kwargs,
        )

    def post(self, request: SignedInRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """One place is confirmed, as somebody has asked by telephone; or the keepers of several are asked."""
        if "confirm" in request.POST:
            self._note(request.POST["confirm"])
        else:
            self._ask(request.POST.getlist("place"))
        return redirect(request.get_full_path())

    def _note(self, key: str) -> None:
        place = self._originals([key]).first()
        if place is None:
            messages.error(self.request, _("その施設は見つかりません。もう消されたか、公開をやめたのかもしれません。"))
            return
        answering.note(place, self.request.user)
        messages.success(self.request, _("「%(name)s」を、今日確認したことにしました。") % {"name": place.name})

    def _ask(self, keys: list[str]) -> None:
        asked = asking.ask_now(self._originals(keys))
        if asked.places:
            messages.success(self.request, _("%(count)s件の確認をメールでお願いしました。") % {"count": len(asked.places)})
        if asked.without_keeper:
            names = "、".join(place.name for place in asked.without_keeper)
            told = _("アドレスが分からないため、送っていません：%(names)s。")
            how = _("施設の「確認をお願いするメール」を入れるか、電話で確かめてください。")
            messages.warning(self.request, told % {"names": names} + how)
        if not keys:
            messages.warning(self.request, _("メールを送る施設を選んでください。"))

    def _originals(self, keys: list[str]) -> PlaceQuerySet:
        """Of these places, those that this person may act on: public ones, due or not, since one may be early."""
        known = [key for key in keys if key.isdecimal() and len(key) < 19]
        everything = seen_by(self.request.user, Place.objects.public().filter(pk__in=known))
        return everything.select_related("organisation", "locale")


class IntervalsView(ConfirmingView):
    """How many months each kind stays confirmed."""

    template_name = "directory/admin/intervals.html"
    page_title = gettext_lazy("確認の間隔")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not request.user.has_perm(INTERVALS):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def above(self) -> list[dict[str, Any]]:
        return [{"url": reverse("confirming:overdue"), "label": OverdueView.page_title}]

    def post(self, request: SignedInRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = IntervalsForm(intervals(), request.POST)
        if not form.is_valid():
            messages.error(request, _("保存できませんでした。赤い字のところを直してください。"))
            return self.render_to_response(self.get_context_data(form=form))
        with transaction.atomic():
            for kind, months in form.cleaned_data.items():
                ConfirmationInterval.objects.update_or_create(kind=kind, defaults={"months": months})
        messages.success(request, _("確認の間隔を保存しました。"))
        return redirect("confirming:overdue")

    def get_context_data(self, form: IntervalsForm | None = None, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(form=form or IntervalsForm(intervals()), **kwargs)


# What was proposed ------------------------------------------------------------------------------------------------------


class ProposalsView(ConfirmingView):
    """The queue of what others say is wrong; what waits first, unless one asks for the rest."""

    template_name = "directory/admin/proposals.html"
    page_title = gettext_lazy("修正の提案")
    header_icon = "comment"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        everything = proposals_for(self.request.user)
        is_done = self.request.GET.get("state") == "done"
        sender = self.request.GET.get("sender", "")
        sender = sender if sender in PlaceProposal.Sender.values else ""
        kind = self.request.GET.get("kind", "")
        kind = kind if kind in Place.Kind.values else ""
        narrowed: QuerySet[PlaceProposal] = everything
        if sender:
            narrowed = narrowed.filter(sender=sender)
        if kind:
            narrowed = narrowed.filter(place__kind=kind)
        waiting = Q(state=PlaceProposal.State.WAITING)
        found = narrowed.exclude(waiting).order_by("-decided_at", "-pk") if is_done else narrowed.filter(waiting)
        return super().get_context_data(
            **self.page_of(found.prefetch_related("changes")),
            is_done=is_done,
            waiting_count=narrowed.filter(waiting).count(),
            done_count=narrowed.exclude(waiting).count(),
            senders=PlaceProposal.Sender.choices,
            sender=sender,
            kinds=Place.Kind.choices,
            kind=kind,
            **kwargs,
        )


class ProposalView(ConfirmingView):
    """One proposal: what stands, what should stand, and the two answers."""

    template_name = "directory/admin/proposal.html"
    page_title = gettext_lazy("修正の提案")
    header_icon = "comment"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.proposal = get_object_or_404(proposals_for(request.user).select_related("place__organisation"), pk=kwargs["pk"])

    def get_page_subtitle(self) -> str:
        return self.proposal.place.name

    def above(self) -> list[dict[str, Any]]:
        return [{"url": reverse("confirming:proposals"), "label": ProposalsView.page_title}]

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, *self.above(), {"url": "", "label": self.get_page_subtitle()}]

    def post(self, request: SignedInRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = DecisionForm(request.POST)
        if not form.is_valid():
            return self._refused(form, [str(message) for found in form.errors.values() for message in found])
        try:
            if "accept" in request.POST:
                self._accept(form.answer)
                told = _("「%(name)s」について届いた知らせを、対応済みにしました。")
            else:
                proposing.decline(self.proposal, request.user, form.answer)
                told = _("「%(name)s」への提案を見送りました。")
        except proposing.ProposalError as error:
            return self._refused(form, [str(error)])
        except ValidationError as error:
            return self._refused(form, _told(error))
        messages.success(request, told % {"name": self.proposal.place.name})
        return redirect("confirming:proposals")

    def _accept(self, answer: str) -> None:
        """Raises what `proposing.accept` raises; also where somebody changed the entry since the page was shown."""
        posted = self.request.POST
        chosen = set(posted.getlist("field"))
        place = self.proposal.place
        seen = {field: value_of(place, field) for field in chosen if posted.get(f"seen-{field}") == _print_of(place, field)}
        if chosen - seen.keys():
            raise proposing.ChangedMeanwhileError(_("確かめているあいだに、施設の内容が変わりました。もう一度ご覧ください。"))
        proposing.accept(self.proposal, self.request.user, chosen, answer, seen)

    def _refused(self, form: DecisionForm, faults: list[str]) -> HttpResponse:
        messages.error(self.request, _("まだ何も変えていません。"))
        return self.render_to_response(self.get_context_data(form=form, faults=faults))

    def get_context_data(self, form: DecisionForm | None = None, **kwargs: Any) -> dict[str, Any]:
        proposal = self.proposal
        is_waiting = PlaceProposal.objects.waiting().filter(pk=proposal.pk).exists()
        return super().get_context_data(
            proposal=proposal,
            place=proposal.place,
            rows=[_row(proposal.place, change, is_waiting) for change in proposal.changes.all()],
            is_waiting=is_waiting,
            may_decide=is_waiting and may_decide(self.request.user),
            is_answered=bool(mails.address_of(proposal)),
            edit_url=edit_url(proposal.place) if self.request.user.has_perm("directory.change_place") else "",
            form=form or DecisionForm(),
            chosen=self.request.POST.getlist("field"),
            **kwargs,
        )


def _row(place: Place, change: Any, is_waiting: bool) -> dict[str, Any]:
    """One field: what it said when the proposal was made, what it should say, and what else it says by now."""
    now = value_of(place, change.field)
    return {
        "field": change.field,
        "label": label_of(change.field),
        "old": words_of(change.field, change.old),
        "new": words_of(change.field, change.new),
        "now": words_of(change.field, now),
        "is_there": is_waiting and now == change.new,
        "is_changed": is_waiting and now not in (change.old, change.new),
        "is_accepted": change.is_accepted,
        "seen": _print_of(place, change.field),
        "moves": change.field == "address" and place.latitude is not None,
    }


def _print_of(place: Place, field: str) -> str:
    """By which a page says what it showed of a field."""
    value = json.dumps(value_of(place, field), sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(value.encode()).hexdigest()[:16]


def _told(error: ValidationError) -> list[str]:
    """What is wrong with an entry, each with the field's name."""
    names = {field.name: str(getattr(field, "verbose_name", field.name)) for field in Place._meta.get_fields()}
    return [
        f"{names.get(field, field)}：{message}" if field in names else message
        for field, found in error.message_dict.items()
        for message in found
    ]


def edit_url(place: Place) -> str:
    viewset: Any = Place.snippet_viewset
    return reverse(viewset.get_url_name("edit"), args=[place.pk])
