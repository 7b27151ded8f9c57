"""The one gate that files pass on their way out. Nothing under MEDIA_ROOT is reached by another road.

Each request asks the rule anew, so what is withdrawn is gone with the next request. A caller without a session cookie never
touches the session.
"""

from collections.abc import Callable
from mimetypes import guess_type
from urllib.parse import quote

from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.core.files.storage import Storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.http import content_disposition_header, quote_etag
from django.views.decorators.http import require_safe
from wagtail import hooks
from wagtail.documents.models import document_served
from wagtail.images.exceptions import InvalidFilterSpecError
from wagtail.images.models import Filter, SourceImageIOError
from wagtail.models import TaskState
from wagtail.permissions import policy_registry

from cms.core import review_links
from cms.core.collections import restricted_collections
from cms.core.models import Document, Image, Rendition
from cms.core.pictures import ORIGINAL, PIPE, is_signed, pictures_in
from cms.core.reviews import draft_of, may_decide, to_decide, under_review

PRIVATE = "private, no-store"
REVALIDATE = "no-cache"


@require_safe
def image(request: HttpRequest, signature: str, image_id: int, spec: str, name: str) -> HttpResponseBase:
    """A rendition, or with ORIGINAL the stored file. 404 for what the caller may not see, and for what we did not sign."""
    spec = spec.replace(PIPE, "|")
    found = Image.objects.filter(pk=image_id).first()
    if found is None or not is_signed(signature, found, spec):
        signed_in_user(request)  # as of one that they may not see: asking for the session shows in the answer's headers
        raise Http404
    if spec != ORIGINAL and found.is_public:
        # Any picture may be withdrawn at any moment, and somebody may be recognised later on: nobody keeps it without asking.
        cache = REVALIDATE
    elif may_see(signed_in_user(request), found) or is_reviewed_by_link(request, found):
        cache = PRIVATE
    else:
        raise Http404
    etag = quote_etag(signature)
    return conditional(request, etag, lambda: send_image(found, spec), cache)


@require_safe
def document(request: HttpRequest, document_id: int, filename: str) -> HttpResponseBase:
    """A document, to whom its collection is open. Wagtail's own hook asks for a password or a sign-in where one is wanted."""
    found = Document.objects.select_related("collection").filter(pk=document_id).first()
    if found is None or found.filename != filename:
        raise Http404
    for hook in hooks.get_hooks("before_serve_document"):
        answer = hook(found, request)
        if isinstance(answer, HttpResponse):
            answer["Cache-Control"] = PRIVATE
            return answer
    document_served.send(sender=Document, instance=found, request=request)
    # Only PDF opens in the browser. A collection may be closed at any moment, so nobody keeps a file without asking again.
    disposition = content_disposition_header(found.content_type != "application/pdf", found.filename)
    return conditional(
        request,
        quote_etag(found.file_hash),
        lambda: send_file(found.file.storage, str(found.file.name), found.content_type, disposition=disposition),
        PRIVATE if found.collection_id in restricted_collections() else REVALIDATE,
    )


def signed_in_user(request: HttpRequest) -> AbstractUser | None:
    """The user, asked for only where the request carries a session at all."""
    if settings.SESSION_COOKIE_NAME not in request.COOKIES:
        return None
    return request.user if request.user.is_authenticated else None


def may_see(user: AbstractUser | None, image: Image) -> bool:
    """Whether a picture that is not public may be shown: to whoever sent it, to those who decide about a page with it,
    and to users of the admin who work with it."""
    if user is None or not user.is_active:
        return False
    if image.uploaded_by_user_id == user.pk:
        return True
    policy = policy_registry.get_by_type(Image)
    if is_asked_about(user, image):
        return True
    return user.has_perm("wagtailadmin.access_admin") and policy.user_has_any_permission_for_instance(
        user, ["change", "delete", "choose"], image
    )


def is_asked_about(user: AbstractUser, image: Image) -> bool:
    """Whether a picture belongs to something that this person has to decide about now: they see what they approve."""
    drafts = (draft_of(under_review(state.workflow_state)) for state in to_decide(user))
    return any(image.pk in pictures_in(draft) for draft in drafts)


def is_reviewed_by_link(request: HttpRequest, image: Image) -> bool:
    """Whether a picture belongs to what somebody reads by the link in their mail, to decide about it."""
    read = review_links.read_of(request)
    if read is None:
        return False
    state, user = read
    thing = under_review(state.workflow_state)
    if state.status != TaskState.STATUS_IN_PROGRESS or thing is None or not may_decide(user, thing, state.task.specific.stage):
        return False
    return image.pk in pictures_in(draft_of(thing))


def conditional(request: HttpRequest, etag: str, send: Callable[[], HttpResponseBase], cache: str) -> HttpResponseBase:
    """The answer, or 304 without touching the file when the caller has it already."""
    known = get_conditional_response(request, etag=etag) if cache != PRIVATE else None
    response = known or send()
    if response.status_code in (200, 304):
        response["Cache-Control"] = cache
        if cache != PRIVATE:
            response["ETag"] = etag
    return response


def send_file(storage: Storage, name: str, content_type: str, *, disposition: str | None = "inline") -> HttpResponseBase:
    """The file's bytes, or the order to the web server to send them (PRIVATE_FILES_PREFIX). 404 if the file is missing.

    Whatever the bytes are, the browser takes them for `content_type` and runs nothing in them.
    """
    response: HttpResponseBase
    if settings.PRIVATE_FILES_PREFIX:
        response = HttpResponse(content_type=content_type)
        response["X-Accel-Redirect"] = settings.PRIVATE_FILES_PREFIX + quote(name)
    else:
        try:
            response = FileResponse(storage.open(name, "rb"), content_type=content_type)
        except FileNotFoundError as error:
            raise Http404 from error
    response["Content-Disposition"] = disposition or "inline"
    response["Content-Security-Policy"] = "default-src 'none'"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def send_image(image: Image, spec: str) -> HttpResponseBase:
    """A rendition, or the stored file. Whoever calls this has seen that it may be seen."""
    file = image.file if spec == ORIGINAL else _rendition(image, spec).file
    return send_file(file.storage, file.name, guess_type(file.name)[0] or "application/octet-stream")


def _rendition(image: Image, spec: str) -> Rendition:
    """The rendition, made now if need be. Not by Wagtail's rendition cache: it may name files that another process deleted."""
    wanted = Filter(spec=spec)
    try:
        kept = image.renditions.filter(filter_spec=spec, focal_point_key=wanted.get_cache_key(image)).first()
        if kept is not None and kept.file.storage.exists(kept.file.name):
            return kept
        if kept is not None:
            kept.delete()
        return image.create_rendition(wanted)
    except (InvalidFilterSpecError, SourceImageIOError) as error:
        raise Http404 from error
