"""The places that may be on duty, by the names that people write."""

import difflib
import re
import unicodedata
from collections import defaultdict

from django.conf import settings
from django.utils.translation import gettext

from directory.models import Place
from directory.models.place import MEDICAL


class PlaceNameError(Exception):
    """No place, or not one alone, is meant by a name; the text says so to whoever wrote it."""


class PlaceNames:
    """Finds the places of the source language by name or common name: width, case and spaces make no difference. One query."""

    def __init__(self) -> None:
        places = Place.objects.filter(locale__language_code=settings.LANGUAGE_CODE).select_related("locale")
        self.places = list(places.order_by("kana_order", "name", "pk"))
        self._by_name: dict[str, dict[int, Place]] = defaultdict(dict)
        for place in self.places:
            for name in filter(None, (place.name, place.common_name)):
                self._by_name[folded(name)][place.pk] = place
        # Told apart only by its address, which is not its name to whoever has one alone.
        for place in self.places:
            self._by_name[folded(self.label(place))][place.pk] = place

    def find(self, name: str) -> Place:
        """Raises PlaceNameError: nothing is called so, or several are."""
        found = list(self._by_name.get(folded(name), {}).values())
        if len(found) > 1:
            medical = [place for place in found if place.kind in MEDICAL]
            found = medical if len(medical) == 1 else found
        if len(found) == 1:
            return found[0]
        if found:
            labels = "、".join(self.label(place) for place in found)
            raise PlaceNameError(
                gettext("「%(name)s」はいくつもあります。住所まで書いてください：%(labels)s") % {"name": name, "labels": labels}
            )
        near = difflib.get_close_matches(folded(name), [*self._by_name], n=1, cutoff=0.6)
        if near:
            meant = next(iter(self._by_name[near[0]].values())).name
            raise PlaceNameError(
                gettext("「%(name)s」という医療機関は登録されていません。「%(meant)s」のことですか？")
                % {"name": name, "meant": meant}
            )
        raise PlaceNameError(
            gettext("「%(name)s」という医療機関は登録されていません。先に「施設・窓口・グループ」に登録してください。")
            % {"name": name}
        )

    def label(self, place: Place) -> str:
        """Its name; with the address where another place has the same."""
        alone = len(self._by_name[folded(place.name)]) == 1
        return place.name if alone or not place.address else f"{place.name}（{place.address}）"

    @property
    def labels(self) -> list[str]:
        """What is offered: hospitals and clinics, in kana order."""
        return [self.label(place) for place in self.places if place.kind in MEDICAL]


def folded(name: str) -> str:
    return re.sub(r"[\s()（）]", "", unicodedata.normalize("NFKC", name)).casefold()
