"""Runs the plugins' set-up steps, lowest app first, and remembers what was done."""

from collections.abc import Callable
from functools import cached_property
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import transaction
from wagtail.models import Locale, Page, Site

from cms.core import plugins
from cms.core.models import SetupRecord


class Setup:
    """What a plugin's `step(setup)` works with. Made once for a run."""

    def __init__(self, say: Callable[[str], None] = print) -> None:
        self.say = say

    def once(self, key: str) -> bool:
        """True the first time that this key is asked for on this site, ever; False afterwards.

        What people changed or removed since is theirs, so a thing done once is never done again.
        """
        _record, created = SetupRecord.objects.get_or_create(key=key)
        return created

    @cached_property
    def source(self) -> Locale:
        """The language that the site is written in."""
        return Locale.objects.get(language_code=settings.LANGUAGE_CODE)

    @property
    def site(self) -> Site:
        """The default site; the step `site` makes it when there is none."""
        return Site.objects.get(is_default_site=True)

    @property
    def root(self) -> Page:
        """The site's root page, in the source language."""
        return self.site.root_page.specific

    def section(self, parent: Page, model: str, slug: str, title: str, **fields: Any) -> Page | None:
        """Makes a live section below `parent`, in the menu: the page, or None where it was made before or the slug is taken.

        Args:
            model: `app.Model` of the page.
            fields: further fields of the page.
        """
        if not self.once(f"section:{slug}"):
            return None
        parent = Page.objects.get(pk=parent.pk).specific
        if parent.get_children().filter(slug=slug).exists():
            self.say(f"「{parent.title}」の下にはすでに {slug} があるため、「{title}」は作りませんでした。")
            return None
        page = apps.get_model(model)(title=title, slug=slug, locale=parent.locale, show_in_menus=True, live=False, **fields)
        parent.add_child(instance=page)
        page.save_revision().publish()
        self.say(f"セクションを作りました：{title}（{page.url or page.url_path}）")
        return page


def run(say: Callable[[str], None] = print) -> Setup:
    """Runs every installed plugin's steps; each is whole or not done at all."""
    setup = Setup(say)
    for _plugin, _path, step in plugins.brought("setup_steps"):
        with transaction.atomic():
            step(setup)
    return setup
