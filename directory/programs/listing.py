"""The list of support programmes: narrowed by the child's age and by theme."""

from collections.abc import Mapping

from django.db.models import Count, QuerySet
from django.http import QueryDict
from django.utils.functional import cached_property
from django.utils.translation import gettext
from wagtail.models import Locale

from cms.core.listing import Choice, Listing
from cms.core.models.ages import touching
from directory.queries import public_programs
from directory.vocabularies import THEMES


class ProgramListing(Listing):
    """A listing of programmes in a language. Each choice counts what there would be with the other as it is."""

    def __init__(self, locale: Locale, asked: QueryDict | Mapping[str, str]) -> None:
        self.theme = asked.get("theme", "") if asked.get("theme", "") in THEMES else ""
        super().__init__(public_programs(locale), asked, others={"theme": self.theme}, tagged=False)

    @property
    def is_narrowed(self) -> bool:
        return bool(self.theme) or super().is_narrowed

    @property
    def all_url(self) -> str:
        return self.url(age=None, theme=None)

    @property
    def any_theme_url(self) -> str:
        return self.url(theme=None)

    @property
    def in_words(self) -> str:
        """What is chosen: 0歳・妊娠・出産."""
        chosen = [self.age and self.age.label, self.theme and THEMES[self.theme]]
        return gettext("・").join(str(each) for each in chosen if each)

    @cached_property
    def themes(self) -> list[Choice]:
        """The themes of any programme, each with its count; one query."""
        counts: dict[str, int] = {}
        things = self.everything.filter(touching(self.child)) if self.child else self.everything
        for themes, count in things.order_by().values_list("themes").annotate(count=Count("pk")):
            for theme in themes:
                counts[theme] = counts.get(theme, 0) + count
        return [
            Choice(label, self.url(theme=theme), chosen=theme == self.theme, count=counts.get(theme, 0))
            for theme, label in THEMES.items()
            if theme in counts or theme == self.theme
        ]

    def _otherwise_narrowed(self, queryset: QuerySet) -> QuerySet:
        return queryset.filter(themes__has=self.theme) if self.theme else queryset
