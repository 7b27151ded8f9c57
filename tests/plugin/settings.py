"""A site's settings with the plugin in INSTALLED_APPS. Nothing else tells the suite of it."""

from cms.settings.test import *  # noqa: F403 (a settings module is its base plus what differs)
from cms.settings.test import INSTALLED_APPS as THE_SUITE

INSTALLED_APPS = [*THE_SUITE, "tests.plugin.lending"]
