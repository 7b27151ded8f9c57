"""The section of what the network does."""

from wagtail.models import Page

from cms.core.setup import Setup


def sections(setup: Setup) -> None:
    network = setup.section(setup.root, "partnership.NetworkPage", "network", "パートナーシップ")
    if network is not None:
        below = Page.objects.get(pk=network.pk)
        setup.section(below, "partnership.NetworkPage", "reports", "市民レポート", holds="partnership.CitizenReportPage")
        setup.section(below, "partnership.EventCalendarPage", "events", "イベントカレンダー", holds="partnership.EventPage")
        setup.section(below, "partnership.NetworkPage", "leaflets", "リーフレット", holds="partnership.LeafletPage")
