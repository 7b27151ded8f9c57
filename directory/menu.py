"""What the directory adds to the menu besides its pages."""

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.models import Locale

from cms.core.menu import MenuItem
from directory.models import SupportProgram


def menu(locale: Locale) -> Iterable[MenuItem]:
    """The support programmes, once there are any."""
    is_there = SupportProgram.objects.public().exists()
    return [MenuItem(_("制度"), reverse("directory:programs"))] if is_there else []
