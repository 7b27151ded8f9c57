"""What an app brings to the suite, named by its AppConfig.

The roof (`cms/urls.py`, `cms/api.py`, `manage.py setup`, `manage.py demo`) asks the installed plugins, in the order of
INSTALLED_APPS, and keeps no other list of apps. Everything a plugin names is a dotted path, imported when it is asked
for, so that an AppConfig can be loaded before the models are.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, ClassVar

from django.apps import AppConfig, apps
from django.core.exceptions import ImproperlyConfigured
from django.utils.module_loading import import_string


class Plugin(AppConfig):
    """An AppConfig that says what its app brings. Every attribute is optional."""

    # An apps.py imports this class, and Django would count it as a second candidate beside the app's own.
    default = False

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if "default" not in cls.__dict__:
            cls.default = True

    api_endpoints: ClassVar[Mapping[str, str]] = {}
    """Wagtail API v2 endpoints: name under /api/v2/ → viewset class."""

    api_routers: ClassVar[Mapping[str, str]] = {}
    """Django Ninja routers: prefix under /api/v2/ → `ninja.Router`."""

    root_urls: ClassVar[str] = ""
    """URLconf module included at the root, outside the languages."""

    site_urls: ClassVar[str] = ""
    """URLconf module included under each language."""

    site_root: ClassVar[str] = ""
    """Page model (`app.Model`) for the site's root. The highest plugin that names one wins."""

    search_adapters: ClassVar[Sequence[str]] = ()
    """`search.registry.Adapter` subclasses, one for each model that can be found."""

    sitemaps: ClassVar[Mapping[str, str]] = {}
    """Section name → `django.contrib.sitemaps.Sitemap` subclass, beside the pages' own."""

    feeds: ClassVar[Mapping[str, str]] = {}
    """Name → `cms.core.feeds.PageFeed` subclass, served at /feeds/NAME.xml under each language."""

    setup_steps: ClassVar[Sequence[str]] = ()
    """Functions `step(setup: cms.core.setup.Setup) -> None` that `manage.py setup` runs, lowest app first."""

    role_permissions: ClassVar[Mapping[str, Sequence[str]]] = {}
    """Role key (`cms.core.roles`) → model permissions `app.codename` that the role needs for this app."""

    demo: ClassVar[str] = ""
    """Function `load(demo: cms.core.demo.Demo) -> None` that fills in sample content; idempotent."""

    health_checks: ClassVar[Mapping[str, str]] = {}
    """Name → function `() -> None` that raises when what the app depends on is not ready."""

    menu: ClassVar[str] = ""
    """Function `(locale) -> Iterable[MenuItem]` for header links that are no pages."""

    home_panels: ClassVar[Sequence[str]] = ()
    """Functions `(locale) -> cms.core.home_panels.HomePanel | None`: what is new here, for the front door."""

    content_models: ClassVar[Sequence[str]] = ()
    """Models (`app.Model`) besides pages, images and documents whose change changes a public answer."""


def installed() -> list[Plugin]:
    """The installed plugins, in the order of INSTALLED_APPS."""
    return [config for config in apps.get_app_configs() if isinstance(config, Plugin)]


def brought(attribute: str) -> Iterator[tuple[Plugin, str, Any]]:
    """What the plugins name under `attribute`: (plugin, name, imported object).

    The name is the key of a mapping, and the dotted path itself for a sequence or a single path.

    Raises:
        ImproperlyConfigured: a path cannot be imported; plugin, attribute and path are named.
    """
    for plugin in installed():
        value = getattr(plugin, attribute)
        if isinstance(value, str):
            value = [value] if value else []
        named = value.items() if isinstance(value, Mapping) else [(path, path) for path in value]
        for name, path in named:
            try:
                yield plugin, name, import_string(path)
            except ImportError as error:
                raise ImproperlyConfigured(f"{plugin.name}: {attribute} names {path}, but {error}.") from error
