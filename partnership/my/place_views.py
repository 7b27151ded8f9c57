"""Where members say what has changed of their group's places: it goes to the secretariat, as a proposal."""

from django.contrib import messages
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from directory.confirming import proposing
from directory.confirming.fields import label_of, value_of, words_of
from directory.confirming.sheets import KeeperForm
from directory.models import PlaceProposal
from partnership.my import queries
from partnership.my.request import frame, signed_in


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def place(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The form in which a member corrects an entry of their group's."""
    found = queries.places_of(request.user).prefetch_related("phones").filter(pk=pk).first()
    if found is None:
        raise Http404
    form = KeeperForm(found, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        details = {"user": request.user, "remark": form.cleaned_data["remark"], "language": get_language() or ""}
        proposing.propose(found, PlaceProposal.Sender.MEMBER, form.values, **details)
        messages.success(request, _("送りました。事務局が確かめてから反映し、結果をメールでお知らせします。"))
        return redirect("partnership:my_place", pk)
    heading = _("「%(place)s」の変更を知らせる") % {"place": found}
    context = {
        **frame(heading),
        "place": found,
        "form": form,
        "hours_now": words_of("opening_hours", value_of(found, "opening_hours")),
        "proposals": [_told(each) for each in queries.proposals_of(request.user, found)],
    }
    return render(request, "partnership/my/place.html", context)


def _told(proposal: PlaceProposal) -> dict[str, object]:
    changes = [{"label": label_of(each.field), "said": words_of(each.field, each.new)} for each in proposal.changes.all()]
    return {"proposal": proposal, "changes": changes}


@signed_in
@require_POST
def withdraw(request: HttpRequest, pk: int, proposal: int) -> HttpResponseBase:
    """Takes back what one proposed oneself and nobody has decided yet."""
    found = queries.proposals_of(request.user).filter(pk=proposal, place_id=pk).first()
    if found is None:
        raise Http404
    try:
        proposing.withdraw(found, request.user)
        messages.success(request, _("取り下げました。"))
    except proposing.DecidedError:
        messages.warning(request, _("もう事務局が決めたため、取り下げられませんでした。"))
    return redirect("partnership:my_place", pk)
