"""Where members correct what the site says of their group: it goes to the secretariat, as a proposal."""

from django.contrib import messages
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from partnership.models import GroupChange
from partnership.my import group_changes, queries
from partnership.my.forms import GroupForm
from partnership.my.request import frame, signed_in
from partnership.my.senders import Sender


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def group(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The form in which a member corrects their group's entry."""
    found = queries.group_of(request.user, pk)
    if found is None:
        raise Http404
    form = GroupForm(request.POST if request.method == "POST" else None, initial=group_changes.said_by(found))
    if request.method == "POST" and form.is_valid():
        said = dict(form.cleaned_data)
        remark = said.pop("remark")
        try:
            group_changes.propose(found, _sender(request), said, remark, get_language() or "")
        except group_changes.NothingSaidError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("送りました。事務局が確かめてから反映し、結果をメールでお知らせします。"))
            return redirect("partnership:my_group", pk)
    heading = _("「%(group)s」の紹介と連絡先") % {"group": found}
    context = {
        **frame(heading),
        "group": found,
        "form": form,
        "changes": [_told(each) for each in queries.changes_of(request.user, found)],
    }
    return render(request, "partnership/my/group.html", context)


def _told(change: GroupChange) -> dict[str, object]:
    said = [{"label": group_changes.label_of(field), "said": value} for field, value in change.after.items()]
    return {"change": change, "said": said}


@signed_in
@require_POST
def withdraw(request: HttpRequest, pk: int, change: int) -> HttpResponseBase:
    """Takes back what one proposed oneself and nobody has decided yet."""
    found = queries.group_of(request.user, pk)
    mine = queries.changes_of(request.user, found).filter(pk=change).first() if found else None
    if mine is None:
        raise Http404
    if group_changes.withdraw(mine, _sender(request)):
        messages.success(request, _("取り下げました。"))
    else:
        messages.warning(request, _("もう事務局が決めたため、取り下げられませんでした。"))
    return redirect("partnership:my_group", pk)


def _sender(request: HttpRequest) -> Sender:
    return Sender(request.user)  # type: ignore[arg-type]
