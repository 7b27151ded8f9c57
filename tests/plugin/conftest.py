"""The plugin's tests run where it is installed: `pytest --ds=tests.plugin.settings tests/plugin`, inside `make test`."""

from django.conf import settings

if "tests.plugin.lending" not in settings.INSTALLED_APPS:
    collect_ignore = ["test_lending.py"]
