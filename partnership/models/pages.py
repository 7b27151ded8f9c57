from django.utils.translation import gettext_lazy as _

from cms.core.models.listing import ListingPage


class NetworkPage(ListingPage):
    """A section of what the network does; it lists what stands below it."""

    page_description = _("ネットワークの活動の紹介です。下に置いた市民レポートなどが、一覧になります。")

    class Meta:
        verbose_name = _("ネットワークのセクション")
