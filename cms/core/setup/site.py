"""The ground's first steps: the languages, and the site with its root page."""

from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.models import Group
from django.core.exceptions import ImproperlyConfigured
from wagtail.models import GroupApprovalTask, Locale, Page, Site, Workflow

from cms.core import plugins
from cms.core.setup.run import Setup

PORTS = {"http": 80, "https": 443}


def locales(setup: Setup) -> None:
    """One locale for each content language, the source first."""
    for code, name in settings.WAGTAIL_CONTENT_LANGUAGES:
        if setup.once(f"locale:{code}"):
            _locale, created = Locale.objects.get_or_create(language_code=code)
            if created:
                setup.say(f"言語を加えました：{name}")


def site(setup: Setup) -> None:
    """The default site, whose root is the page type that the highest plugin names; Wagtail's welcome page gives way.

    A site that has a root page of its own keeps it: the suite was installed into a project that was there before.
    """
    if not setup.once("site"):
        return
    default = Site.objects.filter(is_default_site=True).first()
    welcome = default.root_page if default else None
    if welcome and not _is_welcome(welcome):
        setup.say(f"サイトのトップページ「{welcome.title}」は、そのまま使います。")
        return
    top = Page.get_first_root_node()
    root = _root_model()(title=settings.SITE_NAME, slug="site", locale=setup.source, show_in_menus=True, live=False)
    top.add_child(instance=root)
    root.save_revision().publish()
    address = urlsplit(settings.PUBLIC_URL)
    values = {
        "hostname": address.hostname or "localhost",
        "port": address.port or PORTS.get(address.scheme, 80),
        "site_name": settings.SITE_NAME,
        "root_page": Page.objects.get(pk=root.pk),
    }
    Site.objects.update_or_create(is_default_site=True, defaults=values)
    if welcome:
        Page.objects.get(pk=welcome.pk).delete()
        _clear_examples()
    setup.say(f"サイトを作りました：{settings.SITE_NAME}（{settings.PUBLIC_URL}）")


def _root_model() -> type[Page]:
    named = [model for _plugin, _label, model in plugins.brought("site_root")]
    if not named:
        raise ImproperlyConfigured("No installed plugin names a site_root, so there is no page to begin the site with.")
    return named[-1]


def _clear_examples() -> None:
    """Takes away the groups and the workflow that Wagtail's migrations leave as examples, if nobody uses them."""
    Group.objects.filter(name__in=["Moderators", "Editors"], user__isnull=True).delete()
    for task in GroupApprovalTask.objects.filter(groups__isnull=True, task_states__isnull=True):
        Workflow.objects.filter(workflow_tasks__task=task, workflow_states__isnull=True).delete()
        task.delete()


def _is_welcome(page: Page) -> bool:
    """Whether this is the page that Wagtail's own migrations leave: of no type, with nothing below it."""
    return page.specific_class is Page and page.is_leaf()
