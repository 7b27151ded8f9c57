"""What directory.opendata is told of the events (`Plugin.opendata`)."""

from typing import Any

from django.conf import settings
from django.utils.translation import gettext
from wagtail.models import Page

from directory.models import DataSource
from directory.opendata.datasets import BY_CODE
from directory.opendata.rooms import NoParentError, RoomDataset
from partnership.events.opendata.exporting import CODE, EVENTS, EventExporting, held
from partnership.models import EventCalendarPage


def calendar() -> Page:
    """The first calendar of the source language.

    Raises:
        NoParentError: there is none that is public.
    """
    found = EventCalendarPage.objects.live().filter(locale__language_code=settings.LANGUAGE_CODE).order_by("path").first()
    if found is None:
        raise NoParentError(gettext("イベントを置く「イベントカレンダー」のページがありません。公開してから取り込んでください。"))
    return found


def _exporting(source: DataSource | None, is_standard_only: bool, layout: str) -> Any:
    return EventExporting(BY_CODE[CODE], source, is_standard_only, layout)


EVENT_LIST = RoomDataset(EVENTS, calendar, held, _exporting)
