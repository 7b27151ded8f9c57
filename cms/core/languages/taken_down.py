"""What becomes of the translations when their original is taken down or deleted: nobody leaves them public unawares."""

from typing import Any

from django.conf import settings
from django.contrib.auth.models import AbstractUser, AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.actions.unpublish_page import UnpublishPageAction
from wagtail.admin import messages
from wagtail.models import Page

ASKED = "unpublish_translations"
"""The box on the confirmation, ticked unless somebody unticks it."""


def translations_of(original: Page) -> list[Page]:
    """A page's translations; none for what is a translation itself."""
    if original.locale.language_code != settings.LANGUAGE_CODE:
        return []
    return list(original.get_translations().select_related("locale").specific())


def public_translations(original: Page) -> list[Page]:
    return [each for each in translations_of(original) if each.live]


def may_take_down(user: AbstractUser | AnonymousUser, original: Page) -> list[Page]:
    """The public translations that this person may take down with the original."""
    return [each for each in public_translations(original) if each.permissions_for_user(user).can_unpublish()]


def named(pages: list[Page]) -> str:
    return "、".join(f"「{page.title}」（{page.locale.get_display_name()}）" for page in pages)


@hooks.register("after_unpublish_page")
def translations_go_with_their_original(request: HttpRequest, page: Page) -> None:
    if request.POST.get(ASKED):
        for each in may_take_down(request.user, page):
            action = UnpublishPageAction(
                each, user=request.user, include_descendants=bool(request.POST.get("include_descendants"))
            )
            action.execute()
    _say_what_stays(request, [page])


@hooks.register("after_delete_page")
def say_what_stays(request: HttpRequest, page: Page) -> None:
    _say_what_stays(request, [page])


@hooks.register("after_bulk_action")
def say_what_stays_of_many(request: HttpRequest, action_type: str, objects: list[Any], action: Any) -> None:
    if action_type in {"unpublish", "delete"}:
        _say_what_stays(request, [each for each in objects if isinstance(each, Page)])


def _say_what_stays(request: HttpRequest, originals: list[Page]) -> None:
    left = [each for original in originals for each in public_translations(original)]
    if left:
        messages.warning(request, _("翻訳は公開中のままです：%(pages)s") % {"pages": named(left)})


# Wagtail's confirmation of a deletion counts what goes along.
@hooks.register("construct_translated_pages_to_cascade_actions")
def translations_are_deleted_with_their_original(pages: list[Page], action: str) -> dict[Page, list[Page]]:
    return {page: translations_of(page) for page in pages} if action == "delete" else {}


@hooks.register("before_delete_page")
def only_who_may_delete_the_translations_deletes_their_original(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Wagtail asks for the right to the original alone."""
    closed = [each for each in translations_of(page) if not each.permissions_for_user(request.user).can_delete()]
    if not closed:
        return None
    told = _("このページを削除すると翻訳も消えますが、削除できない翻訳があります：%(pages)s。事務局にお知らせください。")
    messages.error(request, told % {"pages": named(closed)})
    return redirect("wagtailadmin_explore", page.get_parent().pk)
