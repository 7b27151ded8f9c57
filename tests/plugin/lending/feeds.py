from cms.core.feeds import PageFeed
from tests.plugin.lending.models import LendingPage


class LendingFeed(PageFeed):
    model = LendingPage
    heading = "貸し出しの案内"
