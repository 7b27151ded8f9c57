"""Whether what the suite depends on is there. Plugins name their checks in `health_checks`."""

import logging

from django.db import connection

from cms.core import plugins

logger = logging.getLogger(__name__)


def database() -> None:
    """The default database answers.

    Raises:
        django.db.Error: it does not.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        cursor.fetchone()


def failures() -> dict[str, str]:
    """The checks that fail now: name → reason."""
    failed = {}
    for _plugin, name, check in plugins.brought("health_checks"):
        try:
            check()
        except Exception as error:  # whatever a check raises is its answer
            logger.exception("The health check %s fails.", name)
            failed[name] = str(error) or type(error).__name__
    return failed
