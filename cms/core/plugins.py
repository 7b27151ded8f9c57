"""What an app brings to the suite, named by its AppConfig.

The roof (`cms/urls.py`, `cms/api.py`, `manage.py setup`, `manage.py demo`) asks the installed plugins, in the order of
INSTALLED_APPS, and keeps no other list of apps. Everything a plugin names is a dotted path, imported when it is asked
for, so that an AppConfig can be loaded before the models are.
"""

from collections.abc import Iterator, Mapping, Sequence
from importlib import import_module
from typing import Any, ClassVar, NamedTuple

from django.apps import AppConfig, apps
from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.exceptions import ImproperlyConfigured
from django.urls import NoReverseMatch, reverse
from django.utils.module_loading import import_string


class Plugin(AppConfig):
    """An AppConfig that says what its app brings. Every attribute is optional."""

    # An apps.py imports this class, and Django would count it as a second candidate beside the app's own.
    default = False

    # The migrations say so, whatever the project's DEFAULT_AUTO_FIELD is.
    default_auto_field = "django.db.models.BigAutoField"

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if "default" not in cls.__dict__:
            cls.default = True

    builds_on: ClassVar[Sequence[str]] = ()
    """Plugins, by name, that stand before this one in INSTALLED_APPS."""

    needs: ClassVar[Sequence[str]] = ()
    """Other apps, by name, that stand anywhere in INSTALLED_APPS."""

    setting_defaults: ClassVar[Mapping[str, Any]] = {}
    """Setting that this app reads → its value, or a function () that makes it, where the site's settings have none."""

    api_endpoints: ClassVar[Mapping[str, str]] = {}
    """Wagtail API v2 endpoints: name under /api/v2/ → viewset class."""

    api_routers: ClassVar[Mapping[str, str]] = {}
    """Django Ninja routers: prefix under /api/v2/ → `ninja.Router`."""

    root_urls: ClassVar[str] = ""
    """URLconf module included at the root, outside the languages."""

    site_urls: ClassVar[str] = ""
    """URLconf module included under each language."""

    site_scripts: ClassVar[Sequence[str]] = ()
    """Static files that every page of the site runs once it is there: conveniences, without which it works too."""

    site_root: ClassVar[str] = ""
    """Page model (`app.Model`) for the site's root. The highest plugin that names one wins."""

    search_adapters: ClassVar[Sequence[str]] = ()
    """`search.registry.Adapter` subclasses, one for each model that can be found."""

    sitemaps: ClassVar[Mapping[str, str]] = {}
    """Section name → `django.contrib.sitemaps.Sitemap` subclass, beside the pages' own."""

    feeds: ClassVar[Mapping[str, str]] = {}
    """Name → `cms.core.feeds.SiteFeed` subclass (of pages: in the digest too), served at /feeds/NAME.xml under each language."""

    setup_steps: ClassVar[Sequence[str]] = ()
    """Functions `step(setup: cms.core.setup.Setup) -> None` that `manage.py setup` runs, lowest app first."""

    role_permissions: ClassVar[Mapping[str, Sequence[str]]] = {}
    """Role key (`cms.core.roles`) → model permissions `app.codename` that the role needs for this app."""

    at_once: ClassVar[str] = ""
    """Context manager `()` around changes of many things, in one transaction: what follows from them is done once, at its end."""

    demo: ClassVar[str] = ""
    """Function `load(demo: cms.core.demo.Demo) -> None` that fills in sample content; idempotent."""

    health_checks: ClassVar[Mapping[str, str]] = {}
    """Name → function `() -> None` that raises when what the app depends on is not ready."""

    menu: ClassVar[str] = ""
    """Function `(locale) -> Iterable[MenuItem]` for header links that are no pages."""

    taking_part: ClassVar[str] = ""
    """Function `(locale) -> Iterable[MenuItem]`: at the foot of each page, doors for those who take part."""

    sign_in: ClassVar[str] = ""
    """Name of the address where people without the admin sign in (it takes `?next=`). The highest plugin that names one wins."""

    calendars: ClassVar[str] = ""
    """Function `(locale) -> Iterable[MenuItem]`: calendars to subscribe to, by their whole addresses."""

    home_panels: ClassVar[Sequence[str]] = ()
    """Functions `(locale) -> cms.core.home_panels.HomePanel | None`: what is new here, for the front door."""

    organisation_sections: ClassVar[Sequence[str]] = ()
    """Functions `(organisation, locale) -> directory.sections.OrganisationSection | None`, for an organisation's page."""

    opendata: ClassVar[Mapping[str, str]] = {}
    """Code of a dataset of the municipal standards → `directory.opendata.rooms.RoomDataset`, which stores and writes it."""

    member_kinds: ClassVar[Sequence[str]] = ()
    """`cms.core.member_kinds.MemberKind` subclasses: what a member of a group may write without the admin."""

    sender_address: ClassVar[str] = ""
    """Function `(page, user) -> str`: where somebody without the admin goes on with what they wrote; a path, or empty."""

    content_models: ClassVar[Sequence[str]] = ()
    """Models (`app.Model`) besides pages, images and documents whose change changes a public answer."""

    def __init__(self, app_name: str, app_module: Any) -> None:
        super().__init__(app_name, app_module)
        for name, value in self.setting_defaults.items():
            if not hasattr(settings, name):
                setattr(settings, name, value() if callable(value) else value)

    def import_models(self) -> None:
        # A model of an app that is not installed cannot even be imported: what is missing is said before that.
        lacking = list(_lacking())
        if lacking:
            raise ImproperlyConfigured("INSTALLED_APPS: " + "; ".join(lacking) + ". docs/plugins.md has the list.")
        super().import_models()


def _lacking() -> Iterator[str]:
    """What the plugins need of INSTALLED_APPS and do not find there, in words."""
    before: dict[str, AppConfig] = {}
    every = {config.name: config for config in apps.get_app_configs()}
    for config in every.values():
        if isinstance(config, Plugin):
            for name in config.builds_on:
                if name in every and not isinstance(every[name], Plugin):
                    yield (
                        f"{config.name} builds on {name}, but {every[name].path} is another app of that name; "
                        "two apps cannot share one, so rename or remove it"
                    )
                elif name not in before:
                    yield f"{config.name} builds on {name}, which is {'after it' if name in every else 'not there'}"
            missing = [name for name in config.needs if name not in every]
            if missing:
                yield f"{config.name} needs {', '.join(missing)}"
        before[config.name] = config


# The attributes that name URLconf modules, models and static files; every other path is imported as it stands.
MODULES = ("root_urls", "site_urls")
MODELS = ("site_root", "content_models")
FILES = ("site_scripts",)
ADDRESSES = ("sign_in",)
OBJECTS = (
    "api_endpoints",
    "api_routers",
    "search_adapters",
    "sitemaps",
    "feeds",
    "setup_steps",
    "at_once",
    "demo",
    "health_checks",
    "menu",
    "taking_part",
    "calendars",
    "home_panels",
    "organisation_sections",
    "opendata",
    "member_kinds",
    "sender_address",
)


class WrongName(NamedTuple):
    """A name that leads nowhere: whose it is, where it stands, and why it is wrong."""

    plugin: Plugin
    attribute: str
    path: str
    reason: str


def wrong_names() -> Iterator[WrongName]:
    """What the installed plugins name and nobody can import."""
    for plugin in installed():
        for attribute in (*MODULES, *MODELS, *FILES, *ADDRESSES, *OBJECTS):
            for _name, path in _named(plugin, attribute):
                try:
                    _imported(attribute, path)
                except (ImportError, LookupError, ValueError) as error:
                    yield WrongName(plugin, attribute, path, str(error).strip("'\"") or type(error).__name__)


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
        for name, path in _named(plugin, attribute):
            try:
                yield plugin, name, _imported(attribute, path)
            except (ImportError, LookupError, ValueError) as error:
                raise ImproperlyConfigured(f"{plugin.name}: {attribute} names {path}, but {error}.") from error


def _named(plugin: Plugin, attribute: str) -> Iterator[tuple[str, str]]:
    value = getattr(plugin, attribute)
    if isinstance(value, str):
        value = [value] if value else []
    yield from value.items() if isinstance(value, Mapping) else ((path, path) for path in value)


def _imported(attribute: str, path: str) -> Any:
    if attribute in MODULES:
        return import_module(path)
    if attribute in FILES:
        if not finders.find(path):
            raise LookupError("there is no such static file")
        return path
    if attribute in ADDRESSES:
        try:
            return reverse(path)
        except NoReverseMatch as error:
            raise LookupError("no address has this name") from error
    return apps.get_model(path) if attribute in MODELS else import_string(path)
