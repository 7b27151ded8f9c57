"""The texts of what is no page, in one other language: what there is to translate, and how a translation is written.

An entry's texts (a place, an organisation, a contributor) are wagtail-localize's strings; a picture's words stand in the
picture itself. Both come out of here alike. A text is known by where it stands and by what its original says, so that what
was written under one sentence never ends up under another that took its place meanwhile.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from django.contrib.auth.models import AbstractUser
from django.db import transaction
from django.db.models import Field, Model, TextField
from wagtail.log_actions import log
from wagtail.models import Locale, Page, WorkflowMixin
from wagtail_localize.models import StringSegment, StringTranslation, Translation, TranslationSource
from wagtail_localize.segments.extract import extract_segments
from wagtail_localize.segments.types import StringSegmentValue
from wagtail_localize.strings import StringValue

from cms.core.models import Image


class KeptByHandError(Exception):
    """This language's entry does not follow its original: it was written by hand, or its translation was stopped."""


class InReviewError(Exception):
    """This language's entry waits for a review: what is approved is what was read."""


@dataclass(frozen=True)
class Text:
    """One text: its original, what is written in the other language so far, and whether the original changed since."""

    key: str
    label: str
    original: str
    translated: str
    is_long: bool
    max_length: int | None = None
    is_outdated: bool = False


def _key(path: str, original: str) -> str:
    return f"text_{sha256(f'{path}|{original}'.encode()).hexdigest()[:16]}"


# Entries


OF_BEFORE = "原文が変わる前の訳"
"""Stands where a translation names its tool: it was written for what the original said before, and still stands."""


def entry_texts(original: Any, locale: Locale) -> list[Text]:
    """The texts of an entry as it stands now. Reads only, whether or not its translation has begun."""
    said: dict[str, StringTranslation] = {}
    said_of_before: dict[str, StringTranslation] = {}
    segments = [each for each in extract_segments(original) if isinstance(each, StringSegmentValue)]
    originals = {each.path: each.string.data for each in segments}
    of_this = StringTranslation.objects.filter(context__object_id=original.translation_key, locale=locale)
    for each in of_this.select_related("context", "translation_of").order_by("updated_at", "pk"):
        path = each.context.path
        is_current = each.translation_of.data == originals.get(path) and each.tool_name != OF_BEFORE
        (said if is_current else said_of_before)[path] = each
    return [_entry_text(original, each, said.get(each.path), said_of_before.get(each.path)) for each in segments]


def _entry_text(
    original: Any, segment: StringSegmentValue, said: StringTranslation | None, said_of_before: StringTranslation | None
) -> Text:
    label, field = _field_of(type(original), segment.path)
    written = said or said_of_before
    return Text(
        key=_key(segment.path, segment.string.data),
        label=label,
        original=segment.string.render_text(),
        translated=StringValue(written.data).render_text() if written else "",
        is_long=isinstance(field, TextField),
        max_length=field.max_length,
        is_outdated=written is not None and said is None,
    )


def keep_what_was_said(sender: type, instance: StringSegment, created: bool, **_kwargs: Any) -> None:
    """When a sentence of an entry takes the place of another, the other's translations stand until somebody has seen to them.

    Without this the entry would turn back to Japanese in that place when anything else of it is translated. Pages are
    different: what is public of them changes through review only.
    """
    model = instance.source.specific_content_type.model_class()
    if not created or model is None or issubclass(model, Page):
        return
    here = StringTranslation.objects.filter(context=instance.context, has_error=False)
    for locale_id in set(here.values_list("locale_id", flat=True)):
        in_language = here.filter(locale_id=locale_id)
        if in_language.filter(translation_of=instance.string).exists():
            continue
        newest = in_language.latest("updated_at", "pk")
        StringTranslation.objects.create(
            translation_of=instance.string,
            context=instance.context,
            locale_id=locale_id,
            data=newest.data,
            last_translated_by_id=newest.last_translated_by_id,
            tool_name=OF_BEFORE,
        )


def _field_of(model: type[Model], path: str) -> tuple[str, Field]:
    """What the form calls the text at a path, `name` or `phones.<key>.purpose`, and the field it is kept in."""
    name, *rest = path.split(".")
    found: Any = model._meta.get_field(name)
    if not rest:
        return str(found.verbose_name), found
    child = found.related_model
    label, field = _field_of(child, ".".join(rest[1:]))
    return f"{child._meta.verbose_name}：{label}", field


@transaction.atomic
def translate_entry(original: Any, locale: Locale, texts: Mapping[str, str], user: AbstractUser | None) -> Any:
    """Writes texts, by their keys, into the entry of that language, which is made where there is none; the entry.

    It takes effect at once; of an original that is not public it is a draft. An empty text is shown as the original has it;
    one that is not given stays as it was.

    Raises:
        KeptByHandError, InReviewError: nothing was changed.
        ValidationError: a text does not fit its field; nothing was changed.
    """
    translation = _running(original, locale)
    _let_reviews_end(original, locale)
    for segment in StringSegment.objects.filter(source=translation.source).select_related("context", "string"):
        text = texts.get(_key(segment.context.path, segment.string.data))
        if text is not None:
            _write(segment, locale, text, user)
    translation.save_target(user=user, publish=getattr(original, "live", True))
    target = translation.get_target_instance()
    log(instance=target, action="wagtail.edit", user=user)
    return target


def _running(original: Any, locale: Locale) -> Translation:
    source, made = TranslationSource.get_or_create_from_instance(original)
    translation = Translation.objects.filter(source=source, target_locale=locale).first()
    if original.has_translation(locale) and not (translation and translation.enabled):
        raise KeptByHandError
    if not made:
        source.update_from_db()
    return Translation.objects.update_or_create(source=source, target_locale=locale, defaults={"enabled": True})[0]


def _let_reviews_end(original: Any, locale: Locale) -> None:
    target = original.get_translation_or_none(locale)
    if isinstance(target, WorkflowMixin) and target.workflow_in_progress:
        raise InReviewError


def _write(segment: StringSegment, locale: Locale, text: str, user: AbstractUser | None) -> None:
    here = {"context": segment.context, "locale": locale}
    if not text:
        # With what was said of former originals: emptied on purpose, it is not to come back.
        StringTranslation.objects.filter(**here).delete()
        return
    written = {
        "data": StringValue.from_plaintext(text).data,
        "translation_type": StringTranslation.TRANSLATION_TYPE_MANUAL,
        "tool_name": "",
        "last_translated_by": user,
        "has_error": False,
        "field_error": "",
    }
    StringTranslation.objects.update_or_create(**here, translation_of=segment.string, defaults=written)


# Pictures

WORDS = {"alt": "description", "caption": "caption"}
"""A word's key in `Image.translations` → the field that holds its original."""


def picture_texts(image: Image, locale: Locale) -> list[Text]:
    return list(_picture_texts(image, image.translations.get(locale.language_code, {})))


def _picture_texts(image: Image, words: Mapping[str, Any]) -> Iterator[Text]:
    for key, name in WORDS.items():
        original = getattr(image, name)
        if original:
            label, field = _field_of(Image, name)
            yield Text(
                key=_key(name, original),
                label=label,
                original=original,
                translated=words.get(key, ""),
                is_long=False,
                max_length=field.max_length,
                is_outdated=bool(words.get(key)) and words.get("of", {}).get(key, original) != original,
            )


@transaction.atomic
def translate_picture(image: Image, locale: Locale, texts: Mapping[str, str], user: AbstractUser | None) -> Image:
    """Writes a picture's words, by their keys, in that language. It takes effect at once."""
    image = Image.objects.select_for_update().get(pk=image.pk)
    given = {}
    for key, name in WORDS.items():
        text = texts.get(_key(name, getattr(image, name)))
        if text is not None:
            given[key] = text
    image.say(locale.language_code, given)
    image.save(update_fields=["translations"])
    log(instance=image, action="wagtail.edit", user=user)
    return image
