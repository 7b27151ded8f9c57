"""Where members write: a list of their own, and the page on which each is written, sent and taken back."""

from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from wagtail.models import Locale

from cms.core import services as reviews
from cms.core.member_kinds import MemberKind, kind_of, kinds
from cms.core.navigation import Crumb
from cms.core.reviews import conversation_of, returned_with, to_decide
from partnership.my import open_forms, queries, services, steps
from partnership.my import photos as photo_services
from partnership.my.forms import PhotoForm
from partnership.my.request import frame, signed_in
from partnership.my.senders import Sender, affiliations
from partnership.my.writing import form_of, kept, order_of_photos, place_of_moved, said_of_photos

BEGUN = "begun"
"""In the address of one's own thing: that it was just begun."""
CHECK = "check"
"""In the address of one's own thing: that what is missing be named."""
REFUSED = (services.MyError, reviews.ReviewError)


@signed_in
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What one has written, and what one may write."""
    ties = affiliations(request.user)
    heading = _("団体のページ")
    context = {
        **frame(heading, Crumb(heading)),
        "crumbs": [Crumb(heading)],
        "affiliations": ties,
        "leads": any(tie.role == tie.Role.LEAD for tie in ties),
        "kinds": [kind for kind in kinds() if ties and kind.parent(_source())],
        "own": queries.own_pages(request.user),
        "groups": queries.groups_of(request.user),
        "places": queries.places_of(request.user),
        "proposals": queries.proposals_of(request.user)[:10],
        "waiting": len(to_decide(request.user)),
    }
    return render(request, "partnership/my/home.html", context)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, kind: str) -> HttpResponseBase:
    """Begins something: it is kept with the first save."""
    found = _kind(kind)
    if begun := open_forms.written(request, kind):
        return page(request, kind, begun.pk)
    ties = affiliations(request.user)
    if not ties:
        return redirect("partnership:my_home")
    chosen = request.POST.get("organisation") or request.GET.get("organisation")
    tie = next((each for each in ties if str(each.organisation_id) == chosen), ties[0])
    form = form_of(found, None, request.POST if request.method == "POST" else None)
    is_empty = not form.has_changed() and not request.FILES and not _is_fetch(request)
    if request.method == "POST" and not is_empty:
        form.is_valid()
        sender = Sender(request.user, tie.organisation)  # type: ignore[arg-type]
        try:
            own = services.begin(found, sender, kept(form), _source())
        except REFUSED as refused:
            return _refused(request, refused, reverse("partnership:my_new", args=[kind]))
        return _after_write(request, found, own, form)
    heading = _("新しく書く：%(kind)s") % {"kind": found.label}
    context = {
        **frame(heading),
        "kind": found,
        "form": form,
        "nothing": request.method == "POST",
        "affiliations": ties,
        "tie": tie,
        "action": reverse("partnership:my_new", args=[kind]),
        "number": open_forms.number_of(request),
        "is_writable": True,
        "most": photo_services.MOST,
    }
    return render(request, "partnership/my/page.html", context)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, kind: str, pk: int) -> HttpResponseBase:
    """One's own thing: where it stands, what is said about it, and its form while it may be written."""
    found = _kind(kind)
    own = _own(request, found, pk)
    if request.method != "POST":
        missing = services.gaps(found, services.draft_of(own)) if CHECK in request.GET else None
        return _shown(request, found, own, gaps=missing)
    act = next((name for name in ("withdraw", "discard", "reply") if name in request.POST), "")
    try:
        return {"withdraw": _withdraw, "discard": _discard, "reply": _reply, "": _write}[act](request, found, own)
    except services.NotYoursError:
        raise
    except REFUSED as refused:
        return _refused(request, refused, reverse("partnership:my_page", args=[kind, pk]))


def _write(request: HttpRequest, kind: MemberKind, own: Any) -> HttpResponseBase:
    sender = _sender(request)
    draft = services.draft_of(own)
    form = form_of(kind, draft, request.POST)
    form.is_valid()
    seen = request.POST.get("seen", "")
    last = open_forms.written(request, kind.key, own.pk)
    services.write(kind, own, sender, kept(form), last.seen if last and seen else seen)
    if kind.has_photos:
        said = said_of_photos([each.image_id for each in draft.photos.all()], request.POST, form)
        photo_services.describe(own, sender, said, order_of_photos(request.POST))
    return _after_write(request, kind, own, form)


def _after_write(request: HttpRequest, kind: MemberKind, own: Any, form: Any) -> HttpResponseBase:
    """After the words are kept: the files that came along, then sending it, if that was asked."""
    url = reverse("partnership:my_page", args=[kind.key, own.pk])
    own = kind.model().objects.get(pk=own.pk)
    seen = services.seen(kind, services.draft_of(own))
    open_forms.remember(request, open_forms.Written(kind.key, own.pk, seen))
    if _is_fetch(request):
        errors = {name: messages_[0] for name, messages_ in form.errors.items()}
        now = timezone.localtime()
        answer = {
            "url": url,
            "photos": reverse("partnership:my_photos", args=[kind.key, own.pk]) if kind.has_photos else "",
            "seen": seen,
            "saved": f"{now:%-H:%M}",
            "errors": errors,
        }
        return JsonResponse(answer)
    onward = url if request.path == url else f"{url}?{BEGUN}=1"
    refused = _take_photos(request, own) if kind.has_photos else []
    removed = [int(each) for each in request.POST.getlist("remove-photo") if each.isdecimal()]
    for image_id in removed:
        photo_services.remove(own, _sender(request), image_id)
    if form.errors or refused:
        return _shown(request, kind, own, form=form, refused=refused)
    if "submit" not in request.POST:
        messages.success(request, _("下書きを保存しました。"))
        return redirect(onward + place_of_moved(request.POST))
    try:
        services.submit(kind, own, _sender(request), request.POST.get("answer", ""))
    except services.IncompleteError as incomplete:
        if request.path != url:  # Asked for again, it would begin another one.
            return redirect(f"{url}?{CHECK}=1")
        return _shown(request, kind, own, gaps=incomplete.gaps)
    messages.success(request, _("確認に出しました。結果はメールで届き、このページでも分かります。"))
    return redirect(onward)


def _take_photos(request: HttpRequest, own: Any) -> list[str]:
    """Takes each of the files; what is wrong with those that are not taken."""
    refused = []
    for file in request.FILES.getlist("photos"):
        try:
            photo_services.add(own, _sender(request), file)
        except ValidationError as error:
            refused.append(f"{file.name}：{' '.join(error.messages)}")
        except photo_services.PhotoError as error:
            refused.append(f"{file.name}：{error}")
    return refused


def _shown(
    request: HttpRequest, kind: MemberKind, own: Any, *, form: Any = None, refused: Any = (), gaps: dict[str, str] | None = None
) -> HttpResponse:
    """The page, with what was wrong with the last attempt."""
    own = kind.model().objects.get(pk=own.pk)
    draft = services.draft_of(own)
    form = form or form_of(kind, draft)
    state = steps.state_of(own)
    gaps = gaps or {}
    title = _title(draft)
    shown = list(draft.photos.all()) if kind.has_photos else []
    context = {
        **frame(title or str(kind.label)),
        "kind": kind,
        "own": own,
        "draft": draft,
        "title": title,
        "form": form,
        "gaps": [(name, gap) for name, gap in gaps.items()],
        "gaps_by_field": gaps,
        "refused": refused,
        "state": state,
        "state_words": steps.words_of(state),
        "steps": steps.steps_of(own),
        "returned": returned_with(own),
        "conversation": conversation_of(own),
        "comments": queries.comments_of(own, kind),
        "photos": [_photo_row(own, photo, request, gaps) for photo in shown],
        "is_writable": state != steps.REVIEW,
        "is_plain": "text" in kind.said(draft),
        "may_discard": not own.live and not own.first_published_at and state != steps.REVIEW,
        "may_withdraw": own.live or state in {steps.REVIEW, steps.RETURNED},
        "action": reverse("partnership:my_page", args=[kind.key, own.pk]),
        "seen": services.seen(kind, draft),
        "number": open_forms.number_of(request),
        "most": photo_services.MOST,
        "answer": request.POST.get("answer", ""),
        "begun": bool(request.GET.keys() & {BEGUN, CHECK}) or request.path == reverse("partnership:my_new", args=[kind.key]),
    }
    return render(request, "partnership/my/page.html", context)


def _photo_row(own: Any, photo: Any, request: HttpRequest, gaps: dict[str, str]) -> dict[str, Any]:
    image = photo.image
    initial = {"alt": photo.alt, "caption": photo.caption, **{name: getattr(image, name) for name in photo_services.CONSENT}}
    return {
        "photo": photo,
        "image": image,
        "form": PhotoForm(initial=initial, prefix=f"photo-{image.pk}"),
        "is_shown": photo_services.is_shown(own, image),
        "gap": gaps.get(f"photo-{image.pk}", ""),
    }


def _withdraw(request: HttpRequest, kind: MemberKind, own: Any) -> HttpResponseBase:
    was = services.take_back(kind, own, _sender(request), request.POST.get("reason", ""))
    told = {
        "public": _("公開をやめました。写真も、もう見られません。下書きとして残っています。"),
        "review": _("取り下げました。下書きとして残っています。"),
        "returned": _("取り下げました。下書きとして残っています。"),
    }
    messages.success(request, told[was])
    return redirect("partnership:my_page", kind.key, own.pk)


def _discard(request: HttpRequest, kind: MemberKind, own: Any) -> HttpResponseBase:
    services.discard(kind, own, _sender(request))
    messages.success(request, _("下書きを消しました。"))
    return redirect("partnership:my_home")


def _reply(request: HttpRequest, kind: MemberKind, own: Any) -> HttpResponseBase:
    number = request.POST["reply"]
    services.reply(own, int(number) if number.isdecimal() else 0, _sender(request), request.POST.get(f"reply-{number}", ""))
    return redirect(reverse("partnership:my_page", args=[kind.key, own.pk]))


@signed_in
@require_safe
def preview(request: HttpRequest, kind: str, pk: int) -> HttpResponseBase:
    """The draft as it would be public."""
    draft = services.draft_of(_own(request, _kind(kind), pk))
    return draft.make_preview_request(request, draft.default_preview_mode)


@signed_in
@require_POST
def photos(request: HttpRequest, kind: str, pk: int) -> HttpResponseBase:
    """Takes one photo; the row in which it is described, or why it is not taken."""
    own = _own(request, _photo_kind(kind), pk)
    file = request.FILES.get("photo")
    if file is None:
        told = _("写真が届きませんでした。電波のよい所で、もう一度送ってください。")
        return JsonResponse({"error": told}, status=HTTPStatus.BAD_REQUEST)
    try:
        image = photo_services.add(own, _sender(request), file)
    except ValidationError as error:
        return JsonResponse({"error": " ".join(error.messages)}, status=HTTPStatus.BAD_REQUEST)
    except services.NotYoursError:
        raise
    except (photo_services.PhotoError, services.MyError) as error:
        return JsonResponse({"error": str(error)}, status=HTTPStatus.CONFLICT)
    draft = services.draft_of(type(own).objects.get(pk=pk))
    added = next(each for each in draft.photos.all() if each.image_id == image.pk)
    row = {"row": _photo_row(own, added, request, {}), "is_writable": True, "kind": _kind(kind), "own": own}
    html = render_to_string("partnership/my/parts/photo.html", row, request)
    return JsonResponse({"id": image.pk, "html": html, "seen": services.seen(_kind(kind), draft)}, status=HTTPStatus.CREATED)


@signed_in
@require_POST
def photo(request: HttpRequest, kind: str, pk: int, image: int) -> HttpResponseBase:
    """Takes a photo out, or takes the consent to it back."""
    own = _own(request, _photo_kind(kind), pk)
    url = reverse("partnership:my_page", args=[kind, pk])
    try:
        if "consent" in request.POST:
            photo_services.withdraw(own, _sender(request), image, request.POST.get("reason", ""))
            messages.success(request, _("写真の同意を取り消しました。写真は、もうどこからも見られません。"))
        else:
            photo_services.remove(own, _sender(request), image)
            messages.success(request, _("写真を外しました。"))
    except services.NotYoursError:
        raise
    except services.MyError as refused:
        return _refused(request, refused, url)
    return JsonResponse({"removed": image}) if _is_fetch(request) else redirect(url)


def _refused(request: HttpRequest, refused: PermissionDenied, url: str) -> HttpResponseBase:
    if _is_fetch(request):
        return JsonResponse({"error": str(refused)}, status=HTTPStatus.CONFLICT)
    messages.error(request, str(refused))
    return redirect(url)


def _is_fetch(request: HttpRequest) -> bool:
    return request.headers.get("X-Requested-With") == "fetch"


def _title(draft: Any) -> str:
    return "" if draft.title == services.UNTITLED else draft.title


def _kind(key: str) -> MemberKind:
    found = kind_of(key)
    if found is None:
        raise Http404
    return found


def _photo_kind(key: str) -> MemberKind:
    found = _kind(key)
    if not found.has_photos:
        raise Http404
    return found


def _own(request: HttpRequest, kind: MemberKind, pk: int) -> Any:
    own = queries.own_page(kind, request.user, pk)
    if own is None:
        raise Http404
    return own


def _sender(request: HttpRequest) -> Sender:
    return Sender(request.user)  # type: ignore[arg-type]


def _source() -> Locale:
    from django.conf import settings

    return Locale.objects.get(language_code=settings.LANGUAGE_CODE)
