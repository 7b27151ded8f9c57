"""What holds everywhere. docs/settings.md lists every environment variable."""

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import dj_database_url
from django.core.exceptions import ImproperlyConfigured

from cms.settings import env
from cms.settings.suite import suite_apps
from directory.maps import leaflet_files

BASE_DIR = Path(__file__).resolve().parents[2]
VAR_DIR = env.folder("VAR_DIR", BASE_DIR / "var")

# The suite, from the ground up: the roof asks these apps, in this order, what they bring.
SUITE_APPS = suite_apps()

INSTALLED_APPS = [
    *SUITE_APPS,
    "wagtail_localize",
    "wagtail_localize.locales",
    "wagtail_headless_preview",
    "wagtail.api.v2",
    "wagtail.api.v3",
    "wagtail.contrib.forms",
    "wagtail.contrib.redirects",
    "wagtail.contrib.search_promotions",
    "wagtail.contrib.table_block",
    "wagtail.embeds",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "rest_framework",
    "django_filters",
    "django_tasks",
    "django_tasks_db",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.sitemaps",
    "django.contrib.humanize",
]

# A form that is sent without its cookie is answered with what to do, not with Django's own English.
CSRF_FAILURE_VIEW = "cms.core.views.form_refused"
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "cms.core.headers.PublicPageHeaders",
    "cms.core.collections.remembered",
    "cms.core.api.middleware.PublicApiMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
]

ROOT_URLCONF = "cms.urls"
WSGI_APPLICATION = "cms.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]


SCHEMES = ("postgres", "postgresql", "sqlite")


def database() -> dict[str, Any]:
    """SQLite in WAL mode under VAR_DIR, or what DATABASE_URL says."""
    url = env.text("DATABASE_URL", f"sqlite:///{VAR_DIR / 'nobinobi.sqlite3'}")
    if url.partition("://")[0] not in SCHEMES:
        raise ImproperlyConfigured("DATABASE_URL must begin with postgres:// or sqlite:///.")
    try:
        config = dict(dj_database_url.parse(url, conn_max_age=600))
    except (ValueError, dj_database_url.ParseError) as error:
        raise ImproperlyConfigured(
            f"DATABASE_URL cannot be read: {error}. It looks like postgres://USER:PASSWORD@HOST:5432/NAME; "
            "what is not a letter or a figure in the password is written as %XX."
        ) from error
    if config["ENGINE"] == "django.db.backends.sqlite3":
        # WAL lets readers go on while one writes; IMMEDIATE takes the write lock at the start of a
        # transaction, so that a busy database waits (timeout, seconds) instead of failing half way.
        config["OPTIONS"] = {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
        }
    else:
        config["CONN_HEALTH_CHECKS"] = True
    return config


DATABASES: dict[str, dict[str, Any]] = {"default": database()}

# Languages: Japanese is the source, the others are translations of it.
LANGUAGE_CODE = "ja"
# Each is called by its own name, so that whoever reads it finds it.
LANGUAGES = WAGTAIL_CONTENT_LANGUAGES = env.languages("LANGUAGES", "ja,en", source=LANGUAGE_CODE)
LOCALE_PATHS = [BASE_DIR / "cms" / "core" / "locale"]
TIME_ZONE = "Asia/Tokyo"
USE_I18N = USE_TZ = True
WAGTAIL_I18N_ENABLED = True
WAGTAILADMIN_PERMITTED_LANGUAGES = LANGUAGES
# An untranslated copy must never go live because its source is (FINDINGS, wagtail-localize 1).
WAGTAILLOCALIZE_SYNC_LIVE_STATUS_ON_TRANSLATE = False

STATIC_URL = "/static/"
# Leaflet, out of the package that holds it.
STATICFILES_DIRS = [leaflet_files()]
STATIC_ROOT = VAR_DIR / "static"
MEDIA_URL = "/media/"
MEDIA_ROOT = VAR_DIR / "media"

SITE_NAME = env.text("SITE_NAME", "のびのびーの！")
PUBLIC_URL = env.url("PUBLIC_URL", "http://localhost:8000")
FRONTEND_URL = env.url("FRONTEND_URL", "")
WAGTAIL_SITE_NAME = SITE_NAME
WAGTAILADMIN_BASE_URL = PUBLIC_URL
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.sender("DEFAULT_FROM_EMAIL", f"no-reply@{urlsplit(PUBLIC_URL).hostname}")
EMAIL_HOST = env.text("EMAIL_HOST", "localhost")
EMAIL_PORT = env.number("EMAIL_PORT", 25, most=65_535)
EMAIL_HOST_USER = env.text("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = env.text("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS = env.flag("EMAIL_USE_TLS")
EMAIL_USE_SSL = env.flag("EMAIL_USE_SSL")
if EMAIL_USE_TLS and EMAIL_USE_SSL:
    raise ImproperlyConfigured("EMAIL_USE_TLS and EMAIL_USE_SSL exclude each other: port 587 wants the first, 465 the second.")
EMAIL_TIMEOUT = 10

WAGTAILIMAGES_IMAGE_MODEL = "core.Image"
# Files never leave from where they lie, only through cms.core.gate. Where a reverse proxy shall send the bytes after the gate
# has said yes, this names its internal location for MEDIA_ROOT (nginx: X-Accel-Redirect), with a slash at its end.
PRIVATE_FILES_PREFIX = env.prefix("PRIVATE_FILES_PREFIX")
# What is taken (cms.core.uploads): bytes of a file, pixels of a picture. What comes in other formats becomes JPEG or PNG.
WAGTAILIMAGES_EXTENSIONS = ["jpg", "jpeg", "png", "webp", "gif", "heic", "heif", "avif"]
WAGTAILIMAGES_MAX_UPLOAD_SIZE = env.number("PICTURE_MAX_MEGABYTES", 30) * 1024 * 1024
WAGTAILIMAGES_MAX_IMAGE_PIXELS = env.number("PICTURE_MAX_MEGAPIXELS", 50) * 1_000_000
WAGTAILIMAGES_IMAGE_FORM_BASE = "cms.core.uploads.forms.ImageForm"
WAGTAILDOCS_EXTENSIONS = ["pdf", "docx", "xlsx", "pptx", "odt", "ods", "odp", "csv", "txt", "ics"]
WAGTAILDOCS_MAX_UPLOAD_SIZE = env.number("DOCUMENT_MAX_MEGABYTES", 30) * 1024 * 1024
WAGTAILDOCS_DOCUMENT_FORM_BASE = "cms.core.uploads.forms.DocumentForm"
WAGTAILDOCS_DOCUMENT_MODEL = "core.Document"
WAGTAILDOCS_SERVE_METHOD = "serve_view"

# A long body is a form of many fields; Django's 1,000 would refuse to save it.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000
WAGTAILADMIN_USER_LOGIN_FORM = "cms.core.login.LoginForm"
# Times are the town's, for everybody.
WAGTAIL_USER_TIME_ZONES = [TIME_ZONE]
# Where a page is for signed-in people only, and where a group's lead decides about a report.
WAGTAIL_FRONTEND_LOGIN_TEMPLATE = "core/login.html"

# No call to another host from the admin, and no mail to those not concerned.
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAILADMIN_NOTIFICATION_INCLUDE_SUPERUSERS = False

# Elasticsearch beside the database's own index, where ELASTICSEARCH_URL names one. Without it, the database answers alone.
ELASTICSEARCH: dict[str, Any] = {
    "hosts": env.urls("ELASTICSEARCH_URL"),
    "prefix": env.label("ELASTICSEARCH_PREFIX", "nobinobi"),
    "api_key": env.text("ELASTICSEARCH_API_KEY", ""),
    "ca_certs": env.file("ELASTICSEARCH_CA_FILE"),
}
SEARCH_ENGINE = "search.engines.elasticsearch.ElasticsearchEngine" if ELASTICSEARCH["hosts"] else ""
# Wagtail's own search (the admin, `?search=`) on the Japanese analysis.
SEARCH_VENDOR = "postgresql" if "postgresql" in DATABASES["default"]["ENGINE"] else "sqlite"
SEARCH_BACKEND = "elasticsearch" if SEARCH_ENGINE else SEARCH_VENDOR
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": f"search.backends.{SEARCH_BACKEND}"}}
SEARCH_ENGINE_BUDGET = env.number("SEARCH_ENGINE_BUDGET_MS", 800) / 1000  # seconds; after that the database answers
# "task": after commit, by the task backend's worker, or by a thread where tasks run at once. "inline": before commit returns.
SEARCH_DELIVERY = "task"
if own_words := env.text("SEARCH_WORDS", ""):
    SEARCH_WORDS = own_words
# The map's tiles; without them those of the Geospatial Authority.
OPENDATA_LICENCE = env.text("OPENDATA_LICENCE", "")
MUNICIPALITY_CODE = env.text("MUNICIPALITY_CODE", "")
MUNICIPALITY_NAME = env.text("MUNICIPALITY_NAME", "")
MAP_TILES_URL = env.text("MAP_TILES_URL", "")
MAP_TILES_NAME = env.text("MAP_TILES_NAME", "")
MAP_TILES_TERMS = env.url("MAP_TILES_TERMS", "")
DIRECTORY_VACANCY_DAYS = env.number("VACANCY_DAYS", 60)
# Keepers who confirm: days that their link works, days before a reminder, mails of one run. How long addresses are kept.
DIRECTORY_CONFIRM_LINK_DAYS = env.number("CONFIRM_LINK_DAYS", 60)
DIRECTORY_CONFIRM_REMIND_DAYS = env.number("CONFIRM_REMIND_DAYS", 21)
DIRECTORY_CONFIRM_MAILS = env.number("CONFIRM_MAILS", 50)
DIRECTORY_PROPOSAL_DAYS = env.number("PROPOSAL_DAYS", 90)
# Reviews: days that the link in a reviewer's mail works, days before a reminder, days before the secretariat is told.
REVIEW_LINK_DAYS = env.number("REVIEW_LINK_DAYS", 30)
REVIEW_REMIND_DAYS = env.number("REVIEW_REMIND_DAYS", 3)
REVIEW_ESCALATE_DAYS = env.number("REVIEW_ESCALATE_DAYS", 10)
# The board: how long an author's address and the mark of a sender are kept, and after how long a waiting post is recalled.
PARTNERSHIP_BOARD_CONTACT_DAYS = env.number("BOARD_CONTACT_DAYS", 90)
PARTNERSHIP_BOARD_SENDER_HOURS = env.number("BOARD_SENDER_HOURS", 24)
PARTNERSHIP_BOARD_REMIND_DAYS = env.number("BOARD_REMIND_DAYS", 2)
PARTNERSHIP_ENDORSEMENT_CONTACT_DAYS = env.number("ENDORSEMENT_CONTACT_DAYS", 90)
PARTNERSHIP_REPORT_CONTACT_DAYS = env.number("REPORT_CONTACT_DAYS", 90)
DIRECTORY_SENDER_HOURS = SENDER_HOURS = env.number("SENDER_HOURS", 24)
# The mail digest: days that an address has to confirm itself, and mails of one run.
DIGEST_CONFIRM_DAYS = env.number("DIGEST_CONFIRM_DAYS", 7)
DIGEST_MAILS = env.number("DIGEST_MAILS", 500)
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}

# Bytes of finished answers of the public API that each process keeps.
API_CACHE_BYTES = env.number("API_CACHE_BYTES", 67_108_864, least=0)

# What goes wrong goes to standard error: systemd and containers keep it.
LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(levelname)s %(name)s: %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        "django": {"handlers": ["stderr"], "level": "WARNING", "propagate": False},
        # It warns of every request that a node does not take; the search says once what has come of it.
        "elastic_transport.node_pool": {"level": "ERROR"},
    },
}
