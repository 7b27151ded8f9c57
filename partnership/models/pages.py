from django.utils.translation import gettext_lazy as _

from cms.core.models.listing import ListingPage


class NetworkPage(ListingPage):
    """A section of what the network does; it lists what stands below it."""

    class Meta:
        verbose_name = _("ネットワークのセクション")
