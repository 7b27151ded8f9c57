"""Sample texts in another language, as real translations: string by string, what a translator would have typed."""

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

from django.db import models
from wagtail.models import Locale, Page
from wagtail_localize.fields import TranslatableField, get_translatable_fields
from wagtail_localize.models import StringSegment, StringTranslation, Translation, TranslationSource
from wagtail_localize.segments import StringSegmentValue
from wagtail_localize.segments.extract import extract_segments

from cms.core.blocks import table_cells
from cms.core.languages.drafts import save_draft


class ShapeError(ValueError):
    """A sample's translation says more or less than its original; the text names the place."""


def translate(original: Any, texts: Mapping[str, Any], locale: Locale) -> Any:
    """The translation of a page (published) or of an entry, made of the strings in `texts`.

    Args:
        original: as it stands in the database; the parents of a page are translated already.
        texts: by field: a text; for `body`, raw stream data of the same blocks; for rows (articles, phones), a list of the
            same length with the texts of each row.

    Raises:
        ShapeError: `texts` has not the shape of the original.
    """
    model = type(original)
    original = model._default_manager.get(pk=original.pk)
    spoken = _speak(model._default_manager.get(pk=original.pk), texts)
    is_page = isinstance(original, Page)
    if is_page:
        original.copy_for_translation(locale)
    source, _created = TranslationSource.update_or_create_from_instance(original)
    translation, _created = Translation.objects.get_or_create(source=source, target_locale=locale)
    _write(translation, _pairs(original, spoken))
    if is_page:
        save_draft(translation, None).publish()
    else:
        translation.save_target()
    return translation.get_target_instance()


def _speak(thing: Any, texts: Mapping[str, Any]) -> Any:
    """The thing, not to be saved, with its words said in the other language."""
    names = {field.field_name for field in get_translatable_fields(type(thing)) if isinstance(field, TranslatableField)}
    for name, said in texts.items():
        field = thing._meta.get_field(name)
        if name == "body":
            thing.body = json.dumps(_same_ids(list(thing.body.raw_data), said, name))
        elif isinstance(field, models.ManyToOneRel):
            rows = list(getattr(thing, name).all())
            if len(rows) != len(said):
                raise ShapeError(f"{thing}: {name} has {len(rows)} rows, and {len(said)} in translation.")
            getattr(thing, name).set([_speak(row, words) for row, words in zip(rows, said, strict=True)])
        elif name in names:
            setattr(thing, name, said)
    return thing


def _same_ids(original: Any, said: Any, where: str) -> Any:
    """Raw stream data with the ids of the original's blocks, by which translations are kept."""
    if isinstance(original, list):
        if not isinstance(said, list) or len(original) != len(said):
            raise ShapeError(f"{where} holds {len(original)} things, and in translation {said!r}.")
        pairs = enumerate(zip(original, said, strict=True))
        return [_same_ids(one, other, f"{where}.{number}") for number, (one, other) in pairs]
    if isinstance(original, dict) and {"type", "value"} <= original.keys():
        inner = said["value"] if isinstance(said, dict) and {"type", "value"} <= said.keys() else said
        if isinstance(said, dict) and said.get("type", original["type"]) != original["type"]:
            raise ShapeError(f"{where} is {original['type']}, and in translation {said['type']}.")
        return {**original, "value": _same_ids(original["value"], inner, f"{where}.{original['type']}")}
    if isinstance(original, dict):
        return {**original, **{key: _same_ids(original.get(key), value, f"{where}.{key}") for key, value in said.items()}}
    return said


def _pairs(original: Any, spoken: Any) -> Iterator[tuple[str, str]]:
    """(path, translated string), in the order of the original's strings."""
    tables = _tables(original)
    asked, said = _strings(original, tables), _strings(spoken, tables)
    if {path: len(strings) for path, strings in asked.items()} != {path: len(strings) for path, strings in said.items()}:
        differing = sorted(path for path in asked.keys() | said.keys() if len(asked[path]) != len(said[path]))
        raise ShapeError(f"{original}: not the same number of texts in {', '.join(differing)}.")
    for path, strings in said.items():
        for string in strings:
            yield path, string
    others = _tables(spoken)
    for block_id, value in tables.items():
        for (path, _cell), (_path, cell) in zip(table_cells(value), table_cells(others[block_id]), strict=True):
            yield f"body.{block_id}.{path}", cell


def _tables(thing: Any) -> dict[str, dict[str, Any]]:
    """The tables of a body by their block's id: their words have paths of their own (`TableBlock`)."""
    return {block.id: block.value for block in getattr(thing, "body", ()) if block.block_type == "table"}


def _strings(thing: Any, tables: Mapping[str, Any]) -> defaultdict[str, list[str]]:
    found: defaultdict[str, list[str]] = defaultdict(list)
    for segment in extract_segments(thing):
        if isinstance(segment, StringSegmentValue) and not (
            segment.path.startswith("body.") and segment.path.split(".")[1] in tables
        ):
            found[segment.path].append(segment.string.data)
    return found


def _write(translation: Translation, pairs: Iterator[tuple[str, str]]) -> None:
    said: defaultdict[str, list[str]] = defaultdict(list)
    for path, string in pairs:
        said[path].append(string)
    segments = StringSegment.objects.filter(source=translation.source).select_related("context", "string").order_by("order")
    for segment in segments:
        StringTranslation.objects.update_or_create(
            translation_of=segment.string,
            context=segment.context,
            locale=translation.target_locale,
            defaults={"data": said[segment.context.path].pop(0)},
        )
