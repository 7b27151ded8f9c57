"""A draft for another front end's preview: for whoever holds the token that the editor's browser was given, for a while."""

from django.apps import apps
from django.core.signing import BadSignature, SignatureExpired
from django.http import HttpRequest, JsonResponse
from wagtail.api.v2.utils import BadRequestError

from cms.core.api import parameters
from cms.core.api.views import PagesAPIViewSet
from cms.core.models import BasePage

LIFETIME = 60 * 60
"""Seconds that a token is good for. The editor's page makes a new one with each preview."""


def page_preview(request: HttpRequest) -> JsonResponse:
    """GET ?content_type=app.model&token=…: the draft in the form of a page's detail view, never cached.

    400 for what cannot be read, 403 for a token that is not ours or too old, 404 for a draft that is gone.
    """
    try:
        parameters.check(request, {"content_type", "token"})
        model = _page_type(request.GET.get("content_type", ""))
    except BadRequestError as error:
        return _problem(str(error), 400)
    token = request.GET.get("token", "")
    try:
        model.get_preview_signer().unsign(token, max_age=LIFETIME)
    except SignatureExpired:
        return _problem("token is too old; open the preview again", 403)
    except BadSignature:
        return _problem("token is not one of ours", 403)
    page = model.get_page_from_preview_token(token)
    if page is None:
        return _problem("the draft of this token is gone; open the preview again", 404)
    response = JsonResponse(PagesAPIViewSet.draft(request, page))
    response["Cache-Control"] = "private, no-store"
    return response


def _page_type(label: str) -> type[BasePage]:
    try:
        model = apps.get_model(label)
    except (LookupError, ValueError):
        model = None
    if model is None or not issubclass(model, BasePage):
        raise BadRequestError(f"content_type: there is no page type {label[:80]!r}")
    return model


def _problem(message: str, status: int) -> JsonResponse:
    response = JsonResponse({"message": message}, status=status)
    response["Cache-Control"] = "private, no-store"
    return response
