"""What the network adds to the menu besides its pages."""

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.models import Locale

from cms.core.menu import MenuItem
from partnership.models import Membership


def menu(locale: Locale) -> Iterable[MenuItem]:
    """The members, once there are any."""
    return [MenuItem(_("参加団体"), reverse("partnership:members"))] if Membership.objects.exists() else []
