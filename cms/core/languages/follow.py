"""What changes in an original reaches its translators by itself: new sentences wait for translation once they are public."""

from typing import Any

from django.conf import settings
from django.db import models, transaction
from django.db.models.signals import post_save
from modelcluster.models import get_all_child_relations
from wagtail.log_actions import log
from wagtail.models import ModelLogEntry, Page, TranslatableMixin
from wagtail.signals import page_published
from wagtail_localize.fields import get_translatable_fields
from wagtail_localize.models import StringSegment, StringTranslation, TranslationSource, post_save_string_translation

from cms.core.entries import changed_fields, put_into_drafts
from cms.core.languages.texts import keep_what_was_said
from cms.core.models import ReviewedEntry
from cms.core.version import DRAFT_FIELDS

TAKEN_ALONG = "nobinobi.unpublish.along"
PUBLISHED = "wagtail.publish"


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


def _follow_entry(
    sender: type, instance: Any, raw: bool = False, update_fields: frozenset[str] | None = None, **_kwargs: Any
) -> None:
    if raw or not isinstance(instance, TranslatableMixin) or isinstance(instance, Page):
        return
    if update_fields is not None and DRAFT_FIELDS.issuperset(update_fields):
        return
    if isinstance(instance, ReviewedEntry) and not instance.live:
        _take_translations_down(instance)
    _follow(sender, instance)


def _follow(sender: type, instance: Any, **_kwargs: Any) -> None:
    # After the change and apart from it: a translation that cannot follow must not keep a notice from the public.
    transaction.on_commit(lambda: take_over(instance), robust=True)


@transaction.atomic
def take_over(original: Any) -> None:
    """Brings what an original says, as it stands in the database, to its translations, if it has any.

    Its sentences to those who translate them; what is the same in every language, of an entry, to the entries themselves.
    """
    source = TranslationSource.objects.filter(object_id=original.translation_key, locale_id=original.locale_id).first()
    if source is None or not source.translations.filter(enabled=True).exists():
        return
    source.update_from_db()
    stored = source.get_source_instance()
    if isinstance(stored, Page) or not getattr(stored, "live", True):
        return
    running = source.translations.filter(enabled=True).values("target_locale")
    for translation in stored.get_translations().filter(locale__in=running):
        _keep_in_step(stored, translation)


def _keep_in_step(original: Any, translation: Any) -> None:
    """Copies what is not translated. What is translated stays, and so do drafts, which are told."""
    before = _state(translation)
    relations = {relation.name: relation for relation in get_all_child_relations(original)}
    for field in get_translatable_fields(type(original)):
        if not field.is_synchronized(original):
            continue
        if field.field_name in relations:
            if issubclass(relations[field.field_name].related_model, TranslatableMixin):
                _keep_rows_in_step(original, translation, field.field_name)
        else:
            attribute = field.get_field(type(original)).attname
            setattr(translation, attribute, getattr(original, attribute))
    changed = changed_fields(before, _state(translation))
    if not changed:
        return
    if isinstance(translation, ReviewedEntry):
        translation.live_revision = None
    translation.save()
    if isinstance(translation, ReviewedEntry):
        put_into_drafts(type(translation), {translation.pk: changed})


def _state(thing: Any) -> dict[str, Any]:
    if hasattr(thing, "serializable_data"):
        return thing.serializable_data()
    return {field.name: getattr(thing, field.attname) for field in thing._meta.concrete_fields}


def _keep_rows_in_step(original: Any, translation: Any, name: str) -> None:
    """The rows of an original in its translation, each with the texts that were translated of it."""
    theirs = {row.translation_key: row for row in getattr(translation, name).all()}
    rows = []
    for row in getattr(original, name).all():
        mine = theirs.get(row.translation_key) or _copy(row)
        for field in get_translatable_fields(type(row)):
            if field.is_synchronized(row):
                attribute = field.get_field(type(row)).attname
                setattr(mine, attribute, getattr(row, attribute))
        mine.locale = translation.locale
        mine.sort_order = row.sort_order
        rows.append(mine)
    getattr(translation, name).set(rows)


def _copy(row: models.Model) -> Any:
    values = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields if not field.primary_key}
    return type(row)(**values)


def _take_translations_down(original: Any) -> None:
    """What is not public is so in no language: at once, and whoever took it down."""
    if original.locale.language_code == settings.LANGUAGE_CODE:
        for translation in original.get_translations().filter(live=True):
            translation.unpublish(log_action=TAKEN_ALONG)


def bring_back(original: Any) -> None:
    """Publishes again those translations that went along when the original was taken down, and that nobody touched since."""
    if original.locale.language_code != settings.LANGUAGE_CODE:
        return
    for translation in original.get_translations().filter(live=False):
        last = ModelLogEntry.objects.for_instance(translation).order_by("-timestamp", "-pk").first()
        if last is not None and last.action == TAKEN_ALONG:
            translation.live, translation.has_unpublished_changes = True, False
            translation.save()
            log(instance=translation, action=PUBLISHED)
