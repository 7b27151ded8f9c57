"""What a member of a group may write in their own place, `/my/`: each app that has a kind names it in `Plugin.member_kinds`."""

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar

from django import forms
from django.db.models import QuerySet
from django.utils.functional import Promise
from wagtail.models import Locale, Page

from cms.core import plugins


class MemberKind:
    """A kind of page that members write, in a few plain fields.

    A draft is kept however incomplete it is; what has to be there before it is sent, `gaps` says.
    """

    key: ClassVar[str]
    """Stands in addresses: reports."""
    label: ClassVar[str | Promise]
    hint: ClassVar[str | Promise] = ""
    """What it is for, for whoever chooses among the kinds."""
    form_class: ClassVar[type[forms.Form]]
    """Its fields; none is required, since a draft may lack anything. `title` is among them."""
    has_photos: ClassVar[bool] = False

    def model(self) -> type[Any]:
        """The page type."""
        raise NotImplementedError

    def parent(self, locale: Locale) -> Page | None:
        """Below which page new ones stand; None where this site has no place for them."""
        raise NotImplementedError

    def of_groups(self) -> "QuerySet[Any]":
        """The pages of this kind that belong to a group."""
        raise NotImplementedError

    def organisation_of(self, page: Any) -> Any:
        """The group that a page is by."""
        return page.organisation

    def give_to(self, page: Any, organisation: Any) -> None:
        """Makes a new page the group's."""
        page.organisation = organisation

    def said(self, page: Any) -> dict[str, Any]:
        """What a page says, by the form's fields; a field that holds more than the form can write is left out."""
        raise NotImplementedError

    def write(self, page: Any, values: Mapping[str, Any]) -> None:
        """Puts the fields that are there into a page, which is not saved by that."""
        raise NotImplementedError

    def gaps(self, page: Any) -> dict[str, str]:
        """What has to be written before the page can be sent, by the form's fields."""
        return {}


def kinds() -> Iterator[MemberKind]:
    """The kinds of the installed apps, in their order."""
    for _plugin, _path, kind in plugins.brought("member_kinds"):
        yield kind()


def kind_of(key: str) -> MemberKind | None:
    return next((kind for kind in kinds() if kind.key == key), None)
