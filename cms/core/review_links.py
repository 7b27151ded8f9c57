"""The link in a reviewer's mail: it stands for one person and one stage of one review, and decides nothing else."""

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractUser
from django.core.signing import BadSignature, TimestampSigner
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils import translation
from wagtail.models import TaskState

DAY = 24 * 60 * 60
COOKIE = "review"
COOKIE_SECONDS = 60 * 60
SIGNER = TimestampSigner(salt="core.review", sep=".")


def address_for(task_state: int, person: AbstractUser) -> str:
    """The whole address that goes into this person's mail."""
    with translation.override(settings.LANGUAGE_CODE):
        path = reverse("review_from_mail", args=[SIGNER.sign(f"{task_state}-{person.pk}")])
    return f"{settings.PUBLIC_URL}{path}"


def let_pictures_in(response: HttpResponseBase, token: str) -> None:
    """Gives the browser that shows the draft what its pictures are asked for by: the link, and to pictures' addresses alone."""
    response.set_cookie(
        COOKIE,
        token,
        max_age=COOKIE_SECONDS,
        path=reverse("core_image", args=("s", 1, "s", "s")).removesuffix("s/1/s/s"),
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def read_of(request: HttpRequest) -> tuple[TaskState, AbstractUser] | None:
    """The stage and the person of the link by which a draft was opened in this browser."""
    return read(request.COOKIES[COOKIE]) if COOKIE in request.COOKIES else None


def read(token: str) -> tuple[TaskState, AbstractUser] | None:
    """The stage and the person; None where the link is nobody's, too old, or its person's account was closed."""
    try:
        task_state, _dash, person = SIGNER.unsign(token, max_age=settings.REVIEW_LINK_DAYS * DAY).partition("-")
    except BadSignature:
        return None
    user = get_user_model()._default_manager.filter(pk=person, is_active=True).first()
    state = TaskState.objects.select_related("workflow_state", "task").filter(pk=task_state).first()
    return (state, user) if state and user else None
