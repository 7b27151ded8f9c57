"""The section of what the network does."""

from wagtail.models import Page

from cms.core.setup import Setup


def sections(setup: Setup) -> None:
    network = setup.section(setup.root, "partnership.NetworkPage", "network", "パートナーシップ")
    if network is not None:
        setup.section(Page.objects.get(pk=network.pk), "partnership.NetworkPage", "reports", "市民レポート")
