"""A translation's way from its strings to a draft under review.

wagtail-localize's own `Translation.save_target` writes the translated values into the page's row even when it is told
not to publish, so that on a live page they are public at once. Here they go into a revision only.
"""

from typing import Any

from django.contrib.auth.models import AbstractUser
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.text import slugify
from wagtail.coreutils import find_available_slug
from wagtail.models import Page, Revision, TranslatableMixin, WorkflowMixin, WorkflowState
from wagtail_localize.models import StringTranslation, Translation, TranslationLog

from cms.core import services


def translation_into(instance: Any) -> Translation | None:
    """The running translation whose target is this page or entry; None for an original."""
    if not isinstance(instance, TranslatableMixin):
        return None
    return (
        Translation.objects.filter(source__object_id=instance.translation_key, target_locale_id=instance.locale_id, enabled=True)
        .select_related("source__locale", "target_locale")
        .first()
    )


def is_reviewed(instance: Any) -> bool:
    """Whether this page or entry becomes public through review only."""
    return isinstance(instance, WorkflowMixin) and instance.has_workflow


@transaction.atomic
def save_draft(translation: Translation, user: AbstractUser | None) -> Revision:
    """The target's newest revision: the original as it was last taken over, with the strings translated so far.

    Raises:
        ValidationError: a translated value does not fit its field.
    """
    source = translation.source
    target = source.get_ephemeral_translated_instance(translation.target_locale, fallback=True)
    if isinstance(target, Page):
        wanted = slugify(target.slug, allow_unicode=True) or slugify(target.title, allow_unicode=True)
        target.slug = find_available_slug(target.get_parent(), wanted, ignore_page_id=target.pk)
    revision = target.save_revision(user=user, log_action=True)
    TranslationLog.objects.create(source=source, locale=translation.target_locale, revision=revision)
    return revision


def _mark(translation: Translation, error: ValidationError) -> None:
    for field, errors in getattr(error, "error_dict", {}).items():
        for string in StringTranslation.objects.filter(
            context__object_id=translation.source.object_id, context__path=field, locale=translation.target_locale
        ):
            string.set_field_error(errors)


def submit(translation: Translation, user: AbstractUser) -> WorkflowState:
    """Saves the translation as a draft and asks for its review.

    Raises:
        ReviewError: as `services.submit_for_review` does.
        ValidationError: as for `save_draft`; nothing was submitted, and the strings concerned are marked.
    """
    try:
        with transaction.atomic():
            save_draft(translation, user)
            return services.submit_for_review(translation.get_target_instance(), user)
    except ValidationError as error:
        _mark(translation, error)
        raise
