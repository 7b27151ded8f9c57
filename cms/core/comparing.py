"""How two versions are told apart in the admin: in the words that readers see, and never in what the database holds."""

from typing import Any

from django.db import models
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from wagtail.admin.compare import FieldComparison, diff_text, register_comparison_class
from wagtail.admin.panels import FieldPanel

from cms.core.ages import age_in_words


class WordsComparison(FieldComparison):
    """Compares what is said of a field. Nothing stands for what is empty."""

    def __init__(self, field: Any, obj_a: Any, obj_b: Any) -> None:
        super().__init__(field, obj_a, obj_b)
        self.words_a, self.words_b = self.words(obj_a), self.words(obj_b)

    def words(self, obj: Any) -> str:
        """What a version says in the field."""
        value = self.field.value_from_object(obj)
        return "" if value is None else str(value)

    def has_changed(self) -> bool:
        return self.words_a != self.words_b

    def htmldiff(self) -> SafeString:
        return diff_text(self.words_a, self.words_b).to_html()


class DayComparison(WordsComparison):
    def words(self, obj: Any) -> str:
        value = self.field.value_from_object(obj)
        return date_format(value, "Y年n月j日") if value else ""


class AgeComparison(WordsComparison):
    def words(self, obj: Any) -> str:
        value = self.field.value_from_object(obj)
        return "" if value is None else age_in_words(value)


class AgePanel(FieldPanel):
    """One end of an age range, kept in months."""

    def get_comparison_class(self) -> type[FieldComparison]:
        return AgeComparison


def register() -> None:
    """Wagtail's own says "None" of an empty number or day."""
    for kind in (models.IntegerField, models.FloatField):
        register_comparison_class(kind, comparison_class=WordsComparison)
    register_comparison_class(models.DateField, comparison_class=DayComparison)
