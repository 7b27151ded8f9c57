"""What forms bring, as far as it is right: whatever else is wrong with them, that is kept."""

from collections.abc import Iterable, Mapping
from typing import Any

from cms.core.member_kinds import MemberKind
from partnership.my import services
from partnership.my.forms import PhotoForm

MOVES = {"photo-earlier": -1, "photo-later": 1}
"""The buttons that move a photo, and by how many places."""


def form_of(kind: MemberKind, draft: Any, data: Any = None) -> Any:
    """The kind's form; without the fields of which the draft holds more than the form can write."""
    initial = kind.said(draft) if draft is not None else {}
    if initial.get("title") == services.UNTITLED:
        initial["title"] = ""
    form = kind.form_class(data, initial=initial)
    if draft is not None:
        for name in set(form.fields) - set(initial):
            del form.fields[name]
    return form


def kept(form: Any) -> dict[str, Any]:
    """What is right of a form: it is kept, whatever else is wrong. A field that was not sent is no empty one."""
    return {name: value for name, value in form.cleaned_data.items() if name in form.data or _is_box(form, name)}


def _is_box(form: Any, name: str) -> bool:
    """A box that is not ticked sends nothing; that the others came says that it was there."""
    return form.fields[name].widget.input_type == "checkbox" if hasattr(form.fields[name].widget, "input_type") else False


def order_of_photos(data: Any) -> list[int]:
    """The ids of the photos as they shall stand: in the order of their form, one of them moved by the button that was pressed."""
    order = [int(each) for each in data.getlist("photo-order") if each.isdecimal()]
    for name, step in MOVES.items():
        moved = data.get(name, "")
        if moved.isdecimal() and int(moved) in order:
            place = order.index(int(moved))
            other = min(max(place + step, 0), len(order) - 1)
            order[place], order[other] = order[other], order[place]
    return order


def place_of_moved(data: Any) -> str:
    """Where the page of the form goes on after a photo was moved by a button: at it."""
    moved = next((data[name] for name in MOVES if data.get(name, "").isdecimal()), "")
    return f"#photo-{moved}" if moved else ""


def said_of_photos(photos: Iterable[int], data: Mapping[str, Any], form: Any) -> dict[int, dict[str, Any]]:
    """What is said of photos, by their ids; what is wrong with it goes to the errors of the form around them."""
    said = {}
    for number in photos:
        prefix = f"photo-{number}"
        if f"{prefix}-alt" not in data:
            continue
        photo_form = PhotoForm(data, prefix=prefix)
        photo_form.is_valid()
        said[number] = photo_form.cleaned_data
        for name, messages_ in photo_form.errors.items():
            form.errors.setdefault(f"{prefix}-{name}", messages_)
    return said
