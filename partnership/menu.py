"""What the network adds to the menu besides its pages."""

from collections.abc import Iterable

from django.db.models import Exists
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.models import Locale

from cms.core.menu import MenuItem
from cms.core.navigation import absolute
from partnership.models import BoardCategory, Membership


def menu(locale: Locale) -> Iterable[MenuItem]:
    """The members, once there are any; the board, once there is something to write about. One query."""
    there = Exists(Membership.objects.all()), Exists(BoardCategory.objects.public())
    for has_members, has_board in Locale.objects.filter(pk=locale.pk).values_list(*there):
        if has_members:
            yield MenuItem(_("参加団体"), reverse("partnership:members"))
        if has_board:
            yield MenuItem(_("子育て掲示板"), reverse("partnership:board"))


def taking_part(locale: Locale) -> Iterable[MenuItem]:
    """The members' own place. Its address says nothing of who is signed in, so the page around it is everybody's."""
    return [MenuItem(_("参加団体のマイページ"), reverse("partnership:my_home"))]


def calendars(locale: Locale) -> Iterable[MenuItem]:
    """The events, for a telephone's calendar."""
    return [MenuItem(_("講演会・イベントの予定"), absolute(reverse("partnership:events_calendar")))]
