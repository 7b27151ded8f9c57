from wagtail.models import Locale

from cms.core.home_panels import HomePanel, newest
from tests.plugin.lending.models import LendingPage


def lending(locale: Locale) -> HomePanel | None:
    return newest(LendingPage, locale, "おもちゃを借りる")
