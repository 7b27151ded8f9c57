from django.utils.translation import gettext_lazy as _

from cms.core.models.base import BasePage


class ListingPage(BasePage):
    """A page that lists the pages below it, filtered by age and tag, and paginated."""

    class Meta:
        abstract = True
        verbose_name = _("一覧")
