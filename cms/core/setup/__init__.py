"""`manage.py setup`: what a site needs before people can work on it. Run again, it adds what is missing and changes nothing."""

from cms.core.setup.run import Setup, run

__all__ = ["Setup", "run"]
