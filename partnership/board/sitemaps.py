"""The board, for the sitemap: its front and its categories in every language, each topic in its own."""

from typing import Any

from django.conf import settings
from django.urls import reverse, translate_url
from django.utils import translation

from cms.core.sitemaps import TranslatedSitemap
from partnership.models import BoardCategory, BoardTopic


class BoardSitemap(TranslatedSitemap):
    def entries(self) -> list[tuple[Any, str, str, Any]]:
        source = settings.LANGUAGE_CODE
        categories = list(BoardCategory.objects.public().filter(locale__language_code=source))
        if not categories:
            return []
        with translation.override(source):
            here = [reverse("partnership:board"), *(reverse("partnership:board_category", args=[each.pk]) for each in categories)]
            languages = [code for code, _name in settings.WAGTAIL_CONTENT_LANGUAGES]
            found: list[tuple[Any, str, str, Any]] = [
                (url, code, translate_url(url, code), None) for url in here for code in languages
            ]
        topics = BoardTopic.objects.public().order_by("pk")
        return [*found, *((topic.pk, topic.language, topic.get_absolute_url(), topic.last_post_at) for topic in topics)]
