"""What a site's settings and its plugins must hold for the suite to work, said at start."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error
from django.urls import NoReverseMatch, Resolver404, resolve, reverse
from django.views.static import serve

from cms.core import plugins

# Setting → (the one value under which the suite keeps its promises, which promise).
SETTINGS: dict[str, tuple[Any, str]] = {
    "WAGTAILIMAGES_IMAGE_MODEL": ("core.Image", "pictures have a consent, which decides whether they are shown"),
    "WAGTAILDOCS_DOCUMENT_MODEL": ("core.Document", "documents lose what is hidden in them when they are uploaded"),
    "WAGTAILIMAGES_IMAGE_FORM_BASE": ("cms.core.uploads.forms.ImageForm", "what is uploaded is looked into before it is kept"),
    "WAGTAILDOCS_DOCUMENT_FORM_BASE": (
        "cms.core.uploads.forms.DocumentForm",
        "what is uploaded is looked into before it is kept",
    ),
    "WAGTAILDOCS_SERVE_METHOD": ("serve_view", "documents leave through the gate only"),
    "WAGTAIL_I18N_ENABLED": (True, "every page and place has a language"),
    "WAGTAILLOCALIZE_SYNC_LIVE_STATUS_ON_TRANSLATE": (False, "an untranslated copy never goes public"),
    "USE_I18N": (True, "the site speaks its reader's language"),
    "USE_TZ": (True, "times are aware"),
}

# Middleware → what fails without it.
MIDDLEWARE = {
    "cms.core.api.middleware.PublicApiMiddleware": "the API's caching and its answers to errors; right after the security ones",
    "cms.core.collections.remembered": "asking once for a request which collections are private; before the sessions",
    "django.middleware.locale.LocaleMiddleware": "the language of an address; after the sessions, before CommonMiddleware",
}


def every_name_of_a_plugin_leads_somewhere(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> Iterable[CheckMessage]:
    """A wrong dotted path is an error at start, and not the first time somebody asks for it."""
    return [
        Error(
            f"{wrong.plugin.name}: {wrong.attribute} names {wrong.path}, but {wrong.reason}.",
            hint=f"Correct {wrong.attribute} in {type(wrong.plugin).__module__}.{type(wrong.plugin).__qualname__}.",
            id="core.E001",
        )
        for wrong in plugins.wrong_names()
    ]


def settings_keep_the_promises(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> Iterable[CheckMessage]:
    """The settings that a project may have set otherwise, or not at all."""
    return [
        Error(f"{name} must be {value!r}: {why}.", hint=f"In the settings: {name} = {value!r}", id="core.E002")
        for name, (value, why) in SETTINGS.items()
        if getattr(settings, name, None) != value
    ]


def languages_are_chosen(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> Iterable[CheckMessage]:
    """WAGTAIL_CONTENT_LANGUAGES says which languages the site has, LANGUAGE_CODE which of them it is written in."""
    hint = (
        'In the settings: LANGUAGE_CODE = "ja" and LANGUAGES = WAGTAIL_CONTENT_LANGUAGES = [("ja", "日本語"), ("en", "English")]'
    )
    languages = [code for code, _name in getattr(settings, "WAGTAIL_CONTENT_LANGUAGES", ())]
    if not languages:
        return [Error("WAGTAIL_CONTENT_LANGUAGES does not say which languages the site has.", hint=hint, id="core.E003")]
    if settings.LANGUAGE_CODE not in languages:
        message = f"LANGUAGE_CODE is {settings.LANGUAGE_CODE!r}, which is none of WAGTAIL_CONTENT_LANGUAGES."
        return [Error(message, hint=hint, id="core.E003")]
    return []


def middleware_is_there(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> Iterable[CheckMessage]:
    return [
        Error(f"MIDDLEWARE lacks {name}.", hint=f"It is for {why}.", id="core.E004")
        for name, why in MIDDLEWARE.items()
        if name not in settings.MIDDLEWARE
    ]


def addresses_are_there(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> Iterable[CheckMessage]:
    """The project's URLs hold those of `cms.urls`."""
    try:
        reverse("api_index")
    except NoReverseMatch:
        hint = f"In {settings.ROOT_URLCONF}: from cms.urls import handler404, handler500, urlpatterns (docs/plugins.md)"
        return [Error(f"{settings.ROOT_URLCONF} has none of the suite's addresses.", hint=hint, id="core.E005")]
    return []


def files_leave_through_the_gate_only(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> Iterable[CheckMessage]:
    """A project made by `wagtail start` serves MEDIA_ROOT as it lies while DEBUG is on."""
    try:
        served = resolve(f"{settings.MEDIA_URL}any-file").func is serve
    except Resolver404:
        served = False
    if not served:
        return []
    message = f"{settings.ROOT_URLCONF} serves every file below {settings.MEDIA_URL}, whoever may see it."
    return [Error(message, hint="Take static(settings.MEDIA_URL, …) out: the suite serves files itself.", id="core.E006")]


CHECKS = (
    every_name_of_a_plugin_leads_somewhere,
    settings_keep_the_promises,
    languages_are_chosen,
    middleware_is_there,
    addresses_are_there,
    files_leave_through_the_gate_only,
)
