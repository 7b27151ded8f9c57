"""How the translations of a page or entry stand, and where to go on with each."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.models import DraftStateMixin, Locale, Page, WorkflowMixin
from wagtail_localize.models import Translation

from cms.core.languages.editor import target_edit_url

MAY_BEGIN = "wagtail_localize.submit_translation"


@dataclass(frozen=True)
class Language:
    """One language of a page or entry: how its translation stands, and where to go on with it."""

    name: str
    state: str
    url: str
    begins: bool


def languages_of(instance: Any, user: Any) -> list[Language]:
    """Every other language, with what this user may open there."""
    translations = {each.locale_id: each for each in instance.get_translations()}
    running = {
        each.target_locale_id: each
        for each in Translation.objects.filter(source__object_id=instance.translation_key, enabled=True)
    }
    found = []
    for locale in Locale.objects.exclude(pk=instance.locale_id):
        translated = translations.get(locale.pk)
        if translated is not None:
            state = _state(translated, running.get(locale.pk))
            found.append(Language(locale.get_display_name(), state, target_edit_url(translated), begins=False))
        elif user.has_perm(MAY_BEGIN):
            url = f"{_begin_url(instance)}?select_locale={locale.language_code}"
            found.append(Language(locale.get_display_name(), _("まだありません"), url, begins=True))
    return found


def _state(translated: Any, running: Translation | None) -> str:
    if isinstance(translated, WorkflowMixin) and translated.workflow_in_progress:
        state = _("承認待ち")
    elif isinstance(translated, DraftStateMixin) and not translated.live:
        state = _("下書き")
    else:
        state = _("公開中")
    if running:
        total, done = running.get_progress()
        if done < total:
            return _("%(state)s、%(total)d文のうち%(left)d文がまだ") % {"state": state, "total": total, "left": total - done}
    return state


def _begin_url(instance: Any) -> str:
    if isinstance(instance, Page):
        return reverse("wagtail_localize:submit_page_translation", args=[instance.pk])
    meta = instance._meta
    return reverse("wagtail_localize:submit_snippet_translation", args=[meta.app_label, meta.model_name, instance.pk])
