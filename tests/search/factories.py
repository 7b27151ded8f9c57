"""What the search's tests are arranged with. Pages are DirectoryPages: wherever there is a search, there is a directory."""

from typing import Any

import factory
from wagtail.models import Locale, Page, Site

from directory.models import DirectoryPage, Organisation, Place
from search.queries import Results, search

MARKER = "孔雀羊歯"
"""A word that stands nowhere else."""


def locale(code: str = "ja") -> Locale:
    return Locale.objects.get_or_create(language_code=code)[0]


def root(code: str = "ja") -> DirectoryPage:
    """The site's front page in a language, made where it is missing."""
    top = Page.get_first_root_node()
    found = DirectoryPage.objects.child_of(top).filter(locale__language_code=code).first()
    if found:
        return found
    first = DirectoryPage.objects.child_of(top).first()
    page = DirectoryPage(title=f"入口 {code}", slug=f"entrance-{code}", locale=locale(code), live=True)
    if first:
        page.translation_key = first.translation_key
    top.add_child(instance=page)
    if first is None:
        Site.objects.update_or_create(is_default_site=True, defaults={"root_page": page, "hostname": "localhost"})
    return page


def page(title: str = "子育てひろば", parent: Page | None = None, text: str = "", **fields: Any) -> DirectoryPage:
    """A live page below the front page."""
    parent = parent or root()
    tags = fields.pop("tags", [])
    body = [("text", f"<p>{text}</p>")] if text else []
    made = DirectoryPage(title=title, body=body, locale=parent.locale, **fields)
    parent.add_child(instance=made)
    if tags:
        made.tags.add(*tags)
        made.save()
    return made


class OrganisationFactory(factory.django.DjangoModelFactory[Organisation]):
    class Meta:
        model = Organisation

    name = factory.Sequence("団体{}".format)
    locale = factory.LazyFunction(locale)


class PlaceFactory(factory.django.DjangoModelFactory[Place]):
    class Meta:
        model = Place

    name = factory.Sequence("施設{}".format)
    locale = factory.LazyFunction(locale)


def titles(text: str, **asked: Any) -> list[str]:
    return [hit.entry.title for hit in found(text, **asked).hits]


def found(text: str, **asked: Any) -> Results:
    asked.setdefault("locale", "ja")
    return search(text, **asked)
