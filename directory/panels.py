"""Panels of the editor that compare two versions in words."""

from typing import Any

from wagtail.admin.compare import FieldComparison
from wagtail.admin.panels import FieldPanel

from cms.core.comparing import WordsComparison


class HoursComparison(WordsComparison):
    def words(self, obj: Any) -> str:
        return obj.hours_in_words


class HoursPanel(FieldPanel):
    """Opening hours. Their text and what a holiday does to a closed day are one to whoever reads them."""

    def get_comparison_class(self) -> type[FieldComparison]:
        return HoursComparison


class CodesComparison(WordsComparison):
    """Several words out of a table."""

    def words(self, obj: Any) -> str:
        return "、".join(self.field.said(self.field.value_from_object(obj)))
