from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.core.checks import CheckMessage, Error

from search import registry


def every_page_type_says_how_it_is_found(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """A page type has an adapter, or says `search_opt_out = "why"`."""
    adapters = registry.adapters()
    return [
        Error(
            f"{model._meta.label} has no search adapter.",
            hint=f'Name one in search_adapters of {model._meta.app_config.name}, or set search_opt_out = "why" on the model.',
            obj=model,
            id="search.E001",
        )
        for model in registry.searchable_page_types()
        if model not in adapters and not getattr(model, "search_opt_out", "")
    ]


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
