"""For the tests: quick, alone, and nothing left behind."""

import tempfile
from pathlib import Path

from cms.settings.base import *  # noqa: F403 (a settings module is its base plus what differs)

DEBUG = False
SECRET_KEY = "test-only"  # noqa: S105 (not a secret: tests only)
ALLOWED_HOSTS = ["*"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
MEDIA_ROOT = Path(tempfile.mkdtemp(prefix="nobinobi-media-"))
# The tests that are about Elasticsearch name it themselves; ELASTICSEARCH_URL is where they find a server.
SEARCH_ENGINE = ""
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": f"search.backends.{SEARCH_VENDOR}"}}
SEARCH_DELIVERY = "inline"
LOGGING = {}  # pytest catches what is logged, and shows it where a test fails
