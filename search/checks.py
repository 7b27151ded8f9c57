from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core import checks
from django.core.checks import CheckMessage, Error
from django.db import connection

from cms.core.plugins import Plugin
from search import registry


def every_page_type_says_how_it_is_found(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """A page type has an adapter, or says `search_opt_out = "why"`. One of a project's own, no plugin's, is warned of only."""
    adapters = registry.adapters()
    messages: list[CheckMessage] = []
    for model in registry.searchable_page_types():
        why_not = getattr(model, "search_opt_out", "")
        if model in adapters or why_not:
            continue
        app = model._meta.app_config
        if isinstance(app, Plugin):
            hint = f'Name one in search_adapters of {app.name}, or set search_opt_out = "why" on the model.'
            messages.append(Error(f"{model._meta.label} has no search adapter.", hint=hint, obj=model, id="search.E001"))
        else:
            hint = (
                f'Make {app.name} a plugin (docs/plugins.md) with a search adapter, or set search_opt_out = "why" on the model.'
            )
            message = f"{model._meta.label} has no search adapter, so the site's search finds none of these pages."
            messages.append(checks.Warning(message, hint=hint, obj=model, id="search.W001"))
    return messages


def the_admins_search_reads_japanese(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """Wagtail's own search, the admin's and the API's `?search=`, stands on a backend of `search.backends`."""
    backend = getattr(settings, "WAGTAILSEARCH_BACKENDS", {}).get("default", {}).get("BACKEND", "")
    if backend.startswith("search.backends."):
        return []
    vendor = "postgresql" if connection.vendor == "postgresql" else "sqlite"
    hint = f'In the settings: WAGTAILSEARCH_BACKENDS = {{"default": {{"BACKEND": "search.backends.{vendor}"}}}}'
    message = "The default of WAGTAILSEARCH_BACKENDS finds no Japanese words in the admin."
    return [checks.Warning(message, hint=hint, id="search.W002")]


def every_kind_has_one_name(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """A kind is an address (`?kind=`) and a facet: two adapters may share it only under one name."""
    names: dict[str, str] = {}
    messages: list[CheckMessage] = []
    for adapter in registry.adapters().values():
        for key, label in adapter.kinds.items():
            if names.setdefault(key, str(label)) != str(label):
                messages.append(
                    Error(f"The kind {key} is named twice.", hint=f"{names[key]} / {label}", obj=adapter, id="search.E002")
                )
    return messages
