from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from cms.core.viewsets import TranslatedViewSet
from home.models import Contributor


class ContributorViewSet(TranslatedViewSet):
    model = Contributor
    icon = "user"
    menu_label = _("執筆者")
    menu_order = 250
    add_to_admin_menu = True
    list_display: ClassVar = ["name", "affiliation"]
    search_fields: ClassVar = ["name", "affiliation"]
