"""What changes in an original reaches its translators by itself: new sentences wait for translation once they are public."""

from typing import Any

from django.db import transaction
from django.db.models.signals import post_save
from wagtail.models import Page, TranslatableMixin
from wagtail.signals import page_published
from wagtail_localize.models import StringSegment, StringTranslation, TranslationSource, post_save_string_translation

from cms.core.languages.texts import keep_what_was_said


def connect() -> None:
    page_published.connect(_follow, dispatch_uid="translations follow pages")
    post_save.connect(_follow_entry, dispatch_uid="translations follow entries")
    post_save.connect(keep_what_was_said, sender=StringSegment, dispatch_uid="what was said of entries stands")
    # wagtail-localize 1.14 copies a translated title whole: on PostgreSQL one that is too long is an error 500 while
    # somebody types, before any form could say so.
    post_save.disconnect(post_save_string_translation, sender=StringTranslation)
    post_save.connect(_name_draft, sender=StringTranslation, dispatch_uid="translated titles name drafts")


def _name_draft(sender: type, instance: StringTranslation, **_kwargs: Any) -> None:
    """The explorer calls a draft by its translated title, as far as it fits."""
    if instance.context.path == "title":
        pages = Page.objects.filter(translation_key=instance.context.object_id, locale_id=instance.locale_id)
        pages.update(draft_title=instance.data[: Page._meta.get_field("draft_title").max_length])


def _follow_entry(sender: type, instance: Any, raw: bool = False, **_kwargs: Any) -> None:
    if not raw and isinstance(instance, TranslatableMixin) and not isinstance(instance, Page):
        _follow(sender, instance)


def _follow(sender: type, instance: Any, **_kwargs: Any) -> None:
    # After the change and apart from it: a translation that cannot follow must not keep a notice from the public.
    transaction.on_commit(lambda: take_over(instance), robust=True)


def take_over(original: Any) -> None:
    """Brings the strings of an original, as it stands in the database, to its translations, if it has any."""
    source = TranslationSource.objects.filter(object_id=original.translation_key, locale_id=original.locale_id).first()
    if source and source.translations.filter(enabled=True).exists():
        source.update_from_db()
