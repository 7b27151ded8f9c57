"""The feeds of this room."""

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from cms.core.feeds import PageFeed
from cms.core.queries import in_locale
from home.models import ColumnPage, NewsPage


class NewsFeed(PageFeed):
    model = NewsPage
    heading = _("お知らせ")


class ColumnFeed(PageFeed):
    model = ColumnPage
    heading = _("子育てコラム")

    related = ("contributor",)

    def items(self, request: HttpRequest) -> list[ColumnPage]:
        columns = list(super().items(request))
        writers = {column.contributor_id: column.contributor for column in columns if column.contributor}
        # Who wrote a column is kept in the source language; its readers know them by the name in theirs.
        translated = in_locale(writers.values(), columns[0].locale) if columns else []
        self.names = {pk: writer.name for pk, writer in zip(writers, translated, strict=True)}
        return columns

    def item_author_name(self, item: ColumnPage) -> str | None:
        """None where nobody is named: then the feed's own author holds, which is the site."""
        return self.names.get(item.contributor_id)
