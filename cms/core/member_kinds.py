"""What a member of a group may write in their own place, `/my/`: each app that has a kind names it in `Plugin.member_kinds`."""

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar

from django import forms
from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext
from wagtail.models import Locale, Page

from cms.core import plugins

PHOTOS = "photos"
"""Where comments about a page's photos stand."""


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
    content_paths: ClassVar[Mapping[str, str]] = {}
    """The form's fields that write a field of another name: that of the page, beside which comments stand in the admin."""
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

    def commentable(self) -> dict[str, str]:
        """The fields of the page that its writer meets, and what they are called there."""
        found: dict[str, str] = {}
        for name, field in self.form_class.base_fields.items():
            found.setdefault(self.content_paths.get(name, name), str(field.label))
        return found | ({PHOTOS: gettext("写真")} if self.has_photos else {})

    def field_at(self, path: str) -> str:
        """The form's field beside which a comment stands: that of its path, PHOTOS, or empty where the form has no such field."""
        place = path.partition(".")[0]
        fields = self.form_class.base_fields
        if place == PHOTOS:
            return PHOTOS
        return next((name for name in fields if self.content_paths.get(name, name) == place), "")


def kinds() -> Iterator[MemberKind]:
    """The kinds of the installed apps, in their order."""
    for _plugin, _path, kind in plugins.brought("member_kinds"):
        yield kind()


def kind_of_page(page: Any) -> MemberKind | None:
    """The kind that writes pages of this type."""
    return next((kind for kind in kinds() if kind.model() is type(page)), None)


def kind_of(key: str) -> MemberKind | None:
    return next((kind for kind in kinds() if kind.key == key), None)
