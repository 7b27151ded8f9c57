"""The translation editor under the house's rules: its button submits, its shortcuts past review are closed.

The editor is wagtail-localize's own. Its addresses keep working; those that go round review are answered here first.
"""

import contextlib
from typing import Any

import polib
from django.contrib import messages
from django.contrib.auth.models import AbstractUser
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from wagtail.admin.views.pages.utils import get_valid_next_url_from_request
from wagtail.models import Page
from wagtail_localize.models import Translation
from wagtail_localize.views import edit_translation
from wagtail_localize.views.update_translations import UpdateTranslationsForm, UpdateTranslationsView

from cms.core.admin_addresses import admin_address
from cms.core.languages.drafts import is_reviewed, submit, translation_into
from cms.core.services import ReviewError

PO_TRANSLATION_ID = "X-WagtailLocalize-TranslationID"
# The longest thing that anybody writes here is a page; a PO file of a page is a small multiple of it.
PO_LIMIT = 2 * 1024 * 1024


def answer(request: HttpRequest, instance: Any) -> HttpResponse | None:
    """What the translation editor's main button does to something that is reviewed: it submits. None leaves it to others."""
    if request.method != "POST" or request.POST.get("action") != "publish" or not is_reviewed(instance):
        return None
    translation = translation_into(instance)
    if translation is None or not isinstance(request.user, AbstractUser):
        return None
    try:
        submit(translation, request.user)
    except ReviewError as error:
        messages.error(request, str(error))
    except ValidationError:
        messages.error(request, _("誤りがあるため、承認に出せませんでした。印の付いた文を直してから、もう一度出してください。"))
    else:
        messages.success(request, _("翻訳「%(title)s」を承認に出しました。") % {"title": translation.get_target_instance()})
    return redirect(request.path)


@require_POST
def upload_pofile(request: HttpRequest, translation_id: int) -> HttpResponse:
    """Takes a PO file of this translation in; says what is wrong with any other file."""
    translation = get_object_or_404(Translation, pk=translation_id)
    if not edit_translation.user_can_edit_instance(request.user, translation.get_target_instance()):
        raise PermissionDenied
    wrong = _wrong_pofile(request, translation)
    if wrong:
        messages.error(request, wrong)
        return redirect(get_valid_next_url_from_request(request) or reverse("wagtailadmin_home"))
    return edit_translation.upload_pofile(request, translation_id)


def _wrong_pofile(request: HttpRequest, translation: Translation) -> str:
    file = request.FILES.get("file")
    if file is None:
        return _("POファイルを選んでください。")
    if (file.size or 0) > PO_LIMIT:
        return _("ファイルが大きすぎます。ここからダウンロードしたPOファイルを使ってください。")
    content = file.read()
    file.seek(0)
    try:
        # A line break makes it content in polib's eyes, never the name of a file to open.
        parsed = polib.pofile(content.decode() + "\n")
    except (OSError, UnicodeDecodeError):
        return _("POファイルとして読めませんでした。ここからダウンロードしたPOファイルに訳を書き、UTF-8で保存してください。")
    if PO_TRANSLATION_ID not in parsed.metadata:
        return _(
            "どの翻訳のものか分からないPOファイルです。初めの見出し部分を消さずに、ここからダウンロードしたファイルを使ってください。"
        )
    if parsed.metadata[PO_TRANSLATION_ID] != str(translation.uuid):
        return _("別のページの翻訳のためのPOファイルです。このページからダウンロードしたファイルを使ってください。")
    return ""


def convert_to_alias(request: HttpRequest, page_id: int) -> HttpResponse:
    """Refused: a page that mirrors the original would show it, untranslated, at an address of the other language."""
    page = get_object_or_404(Page, pk=page_id)
    messages.error(
        request, _("「%(title)s」を連動ページにすると、原文のまま公開されてしまうため、できません。") % {"title": page.title}
    )
    return redirect("wagtailadmin_pages:edit", page.pk)


class TakeOverForm(UpdateTranslationsForm):
    """Taking the original's changes over, without the box that would publish them at once."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["publish_translations"]

    def clean(self) -> dict[str, Any]:
        return {**(super().clean() or {}), "publish_translations": False}


class TakeOverView(UpdateTranslationsView):
    """Brings what changed in the original to the translators. Entries without drafts are written at once, as ever."""

    def get_form(self) -> UpdateTranslationsForm:
        form_class = TakeOverForm if is_reviewed(self.object.get_source_instance()) else UpdateTranslationsForm
        return form_class(self.request.POST) if self.request.method == "POST" else form_class()


def target_edit_url(instance: Any) -> str:
    """The address of the editor of a page or entry; empty when it has none."""
    with contextlib.suppress(AttributeError):
        return admin_address(instance, "edit")
    return ""
