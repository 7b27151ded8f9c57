#!/usr/bin/env python
"""Run administrative tasks. The settings default to development; production sets DJANGO_SETTINGS_MODULE."""

import os
import sys

from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line
from django.db import OperationalError


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings.development")
    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as error:
        sys.exit(f"設定の誤り / Configuration: {error}")
    except ModuleNotFoundError as error:
        from cms.settings.env import without_settings

        reason = without_settings(error)
        if reason is None:
            raise
        sys.exit(f"設定の誤り / Configuration: {reason}")
    except OperationalError as error:
        from cms.core.connection import why_closed

        reason = why_closed(error)
        if reason is None:
            raise
        sys.exit(f"設定の誤り / Configuration: {reason}")


if __name__ == "__main__":
    main()
