"""On one's own machine: `make run`."""

from cms.settings import env
from cms.settings.base import *  # noqa: F403 (a settings module is its base plus what differs)

# `make run` shows what a reader would see, its pages for errors too; by hand one sees Django's own, for developers.
DEBUG = env.flag("DEBUG", True)
SECRET_KEY = "development-only-never-in-production"  # noqa: S105 (not a secret: development only)
ALLOWED_HOSTS = ["*"]
EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
# Everybody who runs the demo on their own machine is told; elsewhere it is made by chance.
DEMO_PASSWORD = "nobinobi"  # noqa: S105
