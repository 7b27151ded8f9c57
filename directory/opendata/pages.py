"""A page of a room, as an import looks at it: fields with plain values, whatever the page keeps them in."""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.functional import Promise
from wagtail.models import Page


class ImportedPage(ABC):
    """Reads and writes the fields of a page that a file can fill."""

    def __init__(self, page: Any) -> None:
        self.page = page

    @property
    def pk(self) -> int:
        return int(self.page.pk)

    @classmethod
    @abstractmethod
    def fields(cls) -> "Mapping[str, str | Promise]":
        """The fields, with what each is called."""

    @classmethod
    @abstractmethod
    def checked(cls, name: str, value: Any) -> Any:
        """A plain value as its field holds it.

        Raises:
            directory.opendata.exact.WRONG: it cannot.
        """

    @classmethod
    @abstractmethod
    def in_words(cls, name: str, value: Any) -> str:
        """A plain value as the admin's people read it."""

    @classmethod
    @abstractmethod
    def new(cls, values: "Mapping[str, Any]", parent: Page) -> Any:
        """A page that is not saved yet, with its title and its address; `put` writes the rest."""

    @abstractmethod
    def value(self, name: str) -> Any:
        """What the page says in a field, as a plain value."""

    @abstractmethod
    def put(self, name: str, value: Any) -> None:
        """Writes a plain value into the page, which is not saved."""

    @classmethod
    @abstractmethod
    def kept_in(cls, names: Iterable[str]) -> set[str]:
        """What of a revision's content holds these fields."""
