"""Reads a plugin's data/demo.yaml into pages, pictures and accounts. Everything in it is openly a sample (見本)."""

import datetime
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml
from django.apps import apps
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractUser
from django.core.files.base import ContentFile
from django.db import models, transaction
from django.utils import timezone
from django.utils.crypto import get_random_string
from wagtail.models import Locale, Page

from cms.core import plugins
from cms.core.demo.drawings import DRAWINGS, draw
from cms.core.demo.translated import translate
from cms.core.models import BasePage, Document, Image, Role, SetupRecord, Tag
from cms.core.roles import ROLES

DEMO_ADDRESS = "@example.com"

Translated = dict[str, Any]
NOT_FIELDS = {"parent", "type", "slug", "ages", "tags", "cover", "days_ago", "expires_in_days", "en", "body"}


class Demo:
    """What a plugin's `load(demo)` fills the site with. Made once for a run; not safe for two runs at a time."""

    def __init__(self, say: Callable[[str], None] = print) -> None:
        self.say = say
        self.source = Locale.objects.get(language_code=settings.LANGUAGE_CODE)
        self.password = getattr(settings, "DEMO_PASSWORD", "") or get_random_string(16)
        self.accounts: list[tuple[str, str]] = []

    @cached_property
    def english(self) -> Locale | None:
        """English, if this site has it; the samples are not translated into anything else."""
        return Locale.objects.filter(language_code="en").first()

    def content(self, app_label: str) -> dict[str, Any]:
        """The app's data/demo.yaml."""
        path = Path(apps.get_app_config(app_label).path) / "data" / "demo.yaml"
        return yaml.safe_load(path.read_text(encoding="utf-8"))

    def account(self, username: str, title: str, **extra: Any) -> AbstractUser:
        """A demo account, with the password that this run's end tells. One that is there already stays as it is."""
        users = get_user_model()._default_manager
        user = users.filter(username=username).first()
        if user is None:
            user = users.create_user(username, f"{username}{DEMO_ADDRESS}", self.password, last_name=title, **extra)
            self.accounts.append((username, title))
        return user

    def picture(self, key: str) -> Image:
        """One of the drawings as an image; drawn at the first call."""
        title, alt, english, _draw = DRAWINGS[key]
        image = Image.objects.filter(title=title).first()
        if image is None:
            image = Image.objects.create(
                title=title,
                description=alt,
                translations={"en": {"alt": english}},
                people=Image.People.NONE,
                file=ContentFile(draw(key), f"{key}.png"),
            )
        return image

    def tag(self, name: str) -> Tag:
        """A tag, with its English name from the ground's data/demo.yaml."""
        tag, _created = Tag.objects.get_or_create(name=name, defaults={"translations": {"en": self._tag_names[name]}})
        return tag

    @cached_property
    def _tag_names(self) -> dict[str, str]:
        return self.content("core")["tags"]

    def document(self, key: str) -> Document:
        """A small text file to download."""
        title = "申し込みの用紙（見本）"
        document = Document.objects.filter(title=title).first()
        if document is None:
            text = "一時預かり 申し込みの用紙（見本）\r\n\r\n子どもの名前：\r\n生年月日：\r\n利用したい日：\r\n"
            file = ContentFile(text.encode("utf-8-sig"), f"{key}.txt")
            document = Document.objects.create(title=title, file=file)
        return document

    def page_at(self, slug: str) -> BasePage | None:
        """The source-language page with this slug."""
        return BasePage.objects.filter(slug=slug, locale=self.source).first()

    def body(self, blocks: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
        """The file's blocks as raw stream data: pictures, pages and documents named there become ids here.

        In the form that the editor saves, in which the items of a list have ids: without them they are not translated.
        """
        raw = [{"type": block["type"], "value": self._block_value(block["type"], block["value"])} for block in blocks]
        stream = BasePage.body.field.stream_block
        value = stream.to_python(raw)
        list(value)  # looked at, so that it is written anew and not as it came
        return stream.get_prep_value(value)

    def _block_value(self, kind: str, value: Any) -> Any:
        if kind == "picture":
            return {**value, "image": self.picture(value["image"]).pk}
        if kind == "page_links":
            pages = [page for page in map(self.page_at, value["pages"]) if page]
            return {**value, "pages": [page.pk for page in pages]}
        if kind == "documents":
            return {**value, "documents": [self.document(key).pk for key in value["documents"]]}
        return value

    def pages(self, entries: list[dict[str, Any]], prepare: "Callable[[BasePage, dict[str, Any]], None] | None" = None) -> None:
        """Makes and publishes the pages of a list, then their translations.

        `prepare(page, entry)` may turn what the file names (a contributor, articles) into fields and children of an
        unsaved page. Bodies are filled in last, so that a page can link to one that comes after it.
        """
        made = [(self._create(entry, prepare), entry) for entry in entries]
        for page, entry in made:
            if page is not None:
                self._publish(page, entry)
        for page, entry in made:
            if page is not None:
                self.translate(page, entry)

    def _create(self, entry: dict[str, Any], prepare: Any) -> BasePage | None:
        parent = self.page_at(entry["parent"])
        if parent is None:
            self.say(f"  {entry['slug']}：置き場所「{entry['parent']}」が見つからないため、見送りました。")
            return None
        page = apps.get_model(entry["type"])(locale=self.source, slug=entry["slug"], live=False)
        self._fill(page, entry)
        page.age_min, page.age_max = entry.get("ages", (None, None))
        if "cover" in entry:
            page.cover = self.picture(entry["cover"])
        if "expires_in_days" in entry:
            page.expire_at = timezone.now() + datetime.timedelta(days=entry["expires_in_days"])
        if prepare:
            prepare(page, entry)
        parent.add_child(instance=page)
        page.tags.add(*map(self.tag, entry.get("tags", ())))
        return page

    def _publish(self, page: BasePage, entry: dict[str, Any]) -> None:
        page.body = self.body(entry.get("body", ()))
        page.save_revision().publish()
        if "days_ago" in entry:
            published_at = timezone.now() - datetime.timedelta(days=entry["days_ago"])
            type(page).objects.filter(pk=page.pk).update(first_published_at=published_at, last_published_at=published_at)

    def translate(self, thing: Any, entry: Mapping[str, Any]) -> None:
        """The English of a page or entry, if the site has English and the file has words in it (`en`); a page is published."""
        if self.english is None or "en" not in entry:
            return
        texts = dict(entry["en"])
        if isinstance(thing, BasePage):
            texts = {"slug": thing.slug, **texts}
            if "body" in texts:
                texts["body"] = self.body(texts["body"])
        translation = translate(thing, texts, self.english)
        if isinstance(thing, BasePage):
            thing.refresh_from_db()
            times = {"first_published_at": thing.first_published_at, "last_published_at": thing.last_published_at}
            type(thing).objects.filter(pk=translation.pk).update(**times)

    def sections(self, sections: dict[str, dict[str, Translated]]) -> None:
        """Gives sections that setup made, by slug, their summaries and their English; the site's root first."""
        if self.root:
            self._section(self.root, self.content(self.root._meta.app_label)["root"])
        for slug, texts in sections.items():
            page = self.page_at(slug)
            if page is not None:
                self._section(page.specific, texts)

    def _section(self, page: BasePage, texts: Translated) -> None:
        if not page.summary:
            self._fill(page, texts)
            page.save_revision().publish()
        if self.english and not page.has_translation(self.english):
            self.translate(page, texts)

    @cached_property
    def root(self) -> BasePage | None:
        """The site's root page in the source language."""
        candidates = Page.objects.filter(sites_rooted_here__isnull=False, locale=self.source)
        page = candidates.order_by("-sites_rooted_here__is_default_site").first()
        return page.specific if page else None

    @staticmethod
    def _fill(target: models.Model, texts: dict[str, Any]) -> None:
        names = {field.name for field in target._meta.concrete_fields} - NOT_FIELDS
        for name, value in texts.items():
            field = target._meta.get_field(name) if name in names else None
            if field is not None and not field.is_relation:
                setattr(target, name, value)


def demo_accounts() -> Iterator[tuple[str, str]]:
    """(username, title) of the demo's accounts that are there."""
    accounts = get_user_model()._default_manager.filter(email__endswith=DEMO_ADDRESS, is_active=True).order_by("pk")
    yield from ((user.get_username(), user.last_name) for user in accounts)


@contextmanager
def _without_mails() -> Iterator[None]:
    """Nobody is behind a sample's address: what would be written to it goes nowhere, and hides nothing that is said meanwhile."""
    usual = settings.EMAIL_BACKEND
    settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
    try:
        yield
    finally:
        settings.EMAIL_BACKEND = usual


def load(say: Callable[[str], None] = print) -> Demo:
    """Loads what every installed plugin brings that was not loaded before, lowest app first."""
    demo = Demo(say)
    for plugin, _path, load_plugin in plugins.brought("demo"):
        key = f"demo:{plugin.label}"
        if SetupRecord.objects.filter(key=key).exists():
            continue
        with _without_mails(), transaction.atomic(), ExitStack() as around:
            for _plugin, _name, at_once in plugins.brought("at_once"):
                around.enter_context(at_once())
            load_plugin(demo)
            SetupRecord.objects.create(key=key)
        say(f"見本の内容を入れました：{plugin.verbose_name}")
    return demo


def load_core(demo: Demo) -> None:
    """The accounts, one for each role, and the pictures."""
    demo.account("admin", "管理者", is_superuser=True, is_staff=True)
    for definition in ROLES:
        user = demo.account(definition.key, definition.group_name)
        role = Role.objects.filter(key=definition.key).select_related("group").first()
        if role:
            user.groups.add(role.group)
    for key in DRAWINGS:
        demo.picture(key)
