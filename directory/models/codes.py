"""Several words out of a table, in one column: what a place offers, which languages are spoken there."""

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SEPARATOR = "|"
BETWEEN = re.compile(r"\s*[|;；、，,･・\n]\s*")
UNUSED = {"widget", "max_length", "form_class", "choices_form_class"}
"""What Django and Wagtail offer the form field of a text."""

Words = Mapping[str, str | Promise]


class CodesFormField(forms.TypedMultipleChoiceField):
    """Boxes to tick."""

    widget = forms.CheckboxSelectMultiple

    def has_changed(self, initial: Any, data: Any) -> bool:
        return set(initial or ()) != set(data or ())


class CodesField(models.TextField):
    """A tuple of codes, in the order of their table; stored as |one|other|, so that every database finds one by LIKE.

    Args:
        words: the table, code → what people call it; or a function that returns it.

    Look for one by `column=has(code)`.
    """

    description = _("いくつかの選択肢")

    def __init__(self, *args: Any, words: Words | Callable[[], Words], **kwargs: Any) -> None:
        self._words = words
        super().__init__(*args, **{"blank": True, "default": tuple, **kwargs})

    @property
    def words(self) -> Words:
        return self._words() if callable(self._words) else self._words

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        # The table may grow without a migration: a column does not know it.
        return name, path, args, {**kwargs, "words": {}}

    def _in_order(self, codes: Iterable[str]) -> tuple[str, ...]:
        given = dict.fromkeys(codes)
        return tuple(code for code in self.words if code in given) + tuple(code for code in given if code not in self.words)

    def to_python(self, value: Any) -> tuple[str, ...]:
        if value is None:
            return ()
        if isinstance(value, str):
            value = [code for code in value.split(SEPARATOR) if code]
        return self._in_order(str(code) for code in value)

    def from_db_value(self, value: Any, *args: Any) -> tuple[str, ...]:
        return self.to_python(value)

    def get_prep_value(self, value: Any) -> str:
        codes = self.to_python(value)
        return f"{SEPARATOR}{SEPARATOR.join(codes)}{SEPARATOR}" if codes else ""

    def value_to_string(self, obj: models.Model) -> str:
        return self.get_prep_value(self.value_from_object(obj))

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        value = self.to_python(super().pre_save(model_instance, add))
        setattr(model_instance, self.attname, value)
        return value

    def validate(self, value: Any, model_instance: models.Model | None) -> None:
        unknown = [code for code in value if code not in self.words]
        if unknown:
            raise ValidationError(_("「%(codes)s」は選べません。"), params={"codes": "、".join(unknown)})
        if not value and not self.blank:
            raise ValidationError(self.error_messages["blank"], code="blank")

    def formfield(self, **kwargs: Any) -> Any:
        choices = [(code, word) for code, word in self.words.items()]
        given = {name: value for name, value in kwargs.items() if name not in UNUSED}
        return CodesFormField(
            **{"choices": choices, "required": not self.blank, "label": self.verbose_name, "help_text": self.help_text, **given}
        )

    def said(self, value: Iterable[str]) -> list[str]:
        """The codes in words."""
        return [str(self.words.get(code, code)) for code in value]


@CodesField.register_lookup
class Has(models.Lookup):
    """`services__has="nursing_room"`: it is among them."""

    lookup_name = "has"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[str | int, ...]]:
        column, params = self.process_lhs(compiler, connection)
        escaped = str(self.rhs).replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
        return f"{column} LIKE %s ESCAPE '\\'", (*params, f"%{SEPARATOR}{escaped}{SEPARATOR}%")


class WordsFormField(forms.CharField):
    """Words with 、 between them."""

    def prepare_value(self, value: Any) -> Any:
        return "、".join(value) if isinstance(value, (tuple, list)) else value

    def clean(self, value: Any) -> Any:
        return words_in(super().clean(value))


def words_in(text: str) -> tuple[str, ...]:
    """The words of a list, whatever stands between them."""
    return tuple(dict.fromkeys(word for word in BETWEEN.split(text) if word))


class WordsField(CodesField):
    """Like CodesField, of words that people write themselves; its table is what they are offered, and may be left."""

    def to_python(self, value: Any) -> tuple[str, ...]:
        if value is None:
            return ()
        return words_in(value) if isinstance(value, str) else tuple(dict.fromkeys(str(word).strip() for word in value if word))

    def validate(self, value: Any, model_instance: models.Model | None) -> None:
        """Anything goes."""

    def formfield(self, **kwargs: Any) -> Any:
        given = {name: value for name, value in kwargs.items() if name not in UNUSED}
        return WordsFormField(
            **{"required": not self.blank, "label": self.verbose_name, "help_text": self.help_text, **given, "max_length": 2000}
        )
