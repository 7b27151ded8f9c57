"""What a list of pages refers to, fetched once for the whole list: pictures, files, linked pages, translations, tags.

Everything is read off the pages' raw bodies first and loaded in bulk, so that the number of queries depends on the kinds of
things referred to and not on the number of pages.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from typing import Any
from uuid import UUID

from django.db.models import prefetch_related_objects
from wagtail.models import Page, TranslatableMixin
from wagtail.rich_text.rewriters import extract_attrs

from cms.core.api.links import LINK_TAG
from cms.core.models import BasePage, Document, Image, PageTag
from cms.core.pictures import Picture, picture
from cms.core.queries import public_pages


class References:
    """Lookups for one answer. `base_url` is put before addresses, for readers elsewhere."""

    def __init__(self, pages: Sequence[Page], base_url: str = "") -> None:
        self.pages = pages
        self.base_url = base_url
        by_type = defaultdict(list)
        for page in pages:
            by_type[type(page)].append(page)
        for model, instances in by_type.items():
            prefetch_related_objects(instances, *getattr(model, "api_prefetch", ()))
        self._localized = {
            (model, each.translation_key, each.locale_id): each
            for model, (originals, paths) in self._translatables(by_type).items()
            for each in self._all_languages(model, originals, paths)
        }

    @staticmethod
    def _translatables(by_type: dict[type[Page], list[Page]]) -> dict[type, tuple[list[Any], set[str]]]:
        """The translatable things that the pages' `api_prefetch` led to, with what was loaded behind them.

        The pages' own rows (photos, articles) are the page's in its language already: the way leads on through them.
        """
        found: dict[type, tuple[list[Any], set[str]]] = {}
        for model, instances in by_type.items():
            for path in getattr(model, "api_prefetch", ()):
                things: list[Any] = list(instances)
                rest = path
                while rest and things:
                    name, _dot, rest = rest.partition("__")
                    values = [getattr(thing, name) for thing in things]
                    if values and hasattr(values[0], "all"):
                        things = [row for rows in values for row in rows.all()]
                        continue
                    things = [value for value in values if value is not None]
                    if things and isinstance(things[0], TranslatableMixin):
                        originals, paths = found.setdefault(type(things[0]), ([], set()))
                        originals += things
                        paths.update([rest] if rest else [])
                        break
        return found

    @staticmethod
    def _all_languages(model: Any, originals: list[Any], paths: set[str]) -> Any:
        keys = {each.translation_key for each in originals}
        return model.objects.filter(translation_key__in=keys).prefetch_related(*paths)

    def localized(self, thing: Any, reader: Page) -> Any:
        """A translatable thing behind `api_prefetch`, in the reader's language where it is translated, else as it is."""
        return thing and self._localized.get((type(thing), thing.translation_key, reader.locale_id), thing)

    @cached_property
    def _bodies(self) -> list[dict[str, Any]]:
        return [block for page in self.pages for block in (getattr(page, "body", None) and page.body.raw_data) or ()]

    @cached_property
    def _links(self) -> dict[str, set[int]]:
        """Link type → ids, of all rich text in all bodies and in the pages' own rich text fields."""
        found: dict[str, set[int]] = defaultdict(set)
        for html in self._rich_texts():
            for match in LINK_TAG.finditer(html):
                attributes = extract_attrs(match.group(1))
                if attributes.get("id", "").isdigit():
                    found[attributes.get("linktype", "")].add(int(attributes["id"]))
        return found

    def _rich_texts(self) -> Iterator[str]:
        for block in self._bodies:
            yield from _strings(block["value"])
        for page in self.pages:
            for name in getattr(page, "api_rich_text", ()):
                yield from (value for value in _strings(getattr(page, name)))

    def _ids(self, block_type: str, name: str) -> set[int]:
        ids: set[Any] = set()
        for block in self._bodies:
            if block["type"] == block_type and isinstance(block["value"], dict):
                value = block["value"].get(name)
                ids.update(_chosen(item) for item in value) if isinstance(value, list) else ids.add(value)
        return {pk for pk in ids if isinstance(pk, int)}

    @cached_property
    def _images(self) -> dict[int, Image]:
        ids = self._ids("picture", "image") | {pk for page in self.pages if (pk := getattr(page, "cover_id", None))}
        return Image.objects.in_bulk(ids) if ids else {}

    @cached_property
    def _documents(self) -> dict[int, Document]:
        ids = self._ids("documents", "documents") | self._links["document"]
        return Document.objects.public().in_bulk(ids) if ids else {}

    @cached_property
    def _linked(self) -> tuple[dict[int, UUID], dict[tuple[UUID, int], BasePage]]:
        """The linked pages' translation keys, and the public pages of those keys by locale."""
        ids = self._ids("page_links", "pages") | self._links["page"]
        if not ids:
            return {}, {}
        keys = dict(Page.objects.filter(pk__in=ids).values_list("pk", "translation_key"))
        pages = public_pages().filter(translation_key__in=set(keys.values())).select_related("locale")
        return keys, {(page.translation_key, page.locale_id): page for page in pages}

    @cached_property
    def _translations(self) -> dict[UUID, list[BasePage]]:
        found = defaultdict(list)
        keys = {page.translation_key for page in self.pages}
        for page in public_pages().filter(translation_key__in=keys).select_related("locale").order_by("locale__language_code"):
            found[page.translation_key].append(page)
        return found

    @cached_property
    def _tags(self) -> dict[int, list[str]]:
        found = defaultdict(list)
        ids = [page.pk for page in self.pages]
        languages = {page.pk: page.locale.language_code for page in self.pages}
        for tagged in PageTag.objects.filter(content_object__in=ids).select_related("tag").order_by("tag__name"):
            found[tagged.content_object_id].append(tagged.tag.in_language(languages[tagged.content_object_id]))
        return found

    def image(self, pk: int | None) -> Image | None:
        return self._images.get(pk) if pk else None

    def picture(self, image: Image | None, alt: str | None, language: str) -> Picture | None:
        """The picture as anybody may see it now, or None."""
        return picture(image, alt, language=language, base_url=self.base_url)

    def document(self, pk: int) -> Document | None:
        """The document, if everybody may have it."""
        return self._documents.get(pk)

    def page(self, pk: int, reader: Page) -> BasePage | None:
        """The linked page in the language of the page that links to it, else as it was linked; None if it is not public."""
        keys, pages = self._linked
        key = keys.get(pk)
        if key is None:
            return None
        own = pages.get((key, reader.locale_id))
        return own or next((page for page in pages.values() if page.pk == pk), None)

    def translations(self, page: Page) -> list[BasePage]:
        """The public translations of a page, the page itself left out."""
        return [each for each in self._translations[page.translation_key] if each.pk != page.pk]

    def tags(self, page: Page) -> list[str]:
        return self._tags[page.pk]


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from _strings_of(value.values())
    elif isinstance(value, list):
        yield from _strings_of(value)


def _strings_of(values: Iterable[Any]) -> Iterator[str]:
    for value in values:
        yield from _strings(value)


def _chosen(item: Any) -> Any:
    """A list block's item: the bare value, or {"id", "type", "value"}."""
    return item.get("value") if isinstance(item, dict) else item
