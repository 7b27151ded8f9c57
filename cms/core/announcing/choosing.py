"""What an editor ticks and writes in the form of a page or an entry.

Models name the mixin, and it asks models: it knows them when it is used.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from cms.core.models import Announcement, AnnouncementChannel

MAY_TICK = "core.add_announcement"
CHANNELS, TEXT = "announce_channels", "announce_text"
LONGEST = 5000


def text_field(channel: int) -> str:
    return f"{TEXT}_{channel}"


class ChoiceForm(forms.Form):
    """Channels to tick, a text for all of them, and one for each that shall say something else."""

    def __init__(self, thing: Any, channels: "Sequence[AnnouncementChannel]", data: Any = None) -> None:
        # Whoever posts the thing without this part of its form leaves the choice as it is.
        super().__init__(data if data is not None and TEXT in data else None)
        from cms.core.announcing import texts

        self.thing, self.channels = thing, channels
        address = texts.address_of(thing) or texts.ADDRESS
        shared, own = thing.announcing.get("text", ""), thing.announcing.get("texts") or {}
        self.fields[CHANNELS] = forms.MultipleChoiceField(
            label=_("公開するときに知らせる先"),
            required=False,
            choices=[(str(each.pk), f"{each.name}（{each.service}）") for each in channels],
            widget=forms.CheckboxSelectMultiple,
            initial=[str(pk) for pk in thing.announcing.get("channels", ())],
        )
        usual = texts.usual_of(thing, address) if thing.pk else ""
        self.fields[TEXT] = _text(_("文面"), texts.filled(shared, address) if shared else usual)
        self.fields[TEXT].help_text = _(
            "空なら、題名・要約・アドレスから作ります。{url} と書いたところは、ページのアドレスになり、なければ終わりに付けます。"
        )
        if not shared:
            # The preview follows the title while what was filled in is left alone.
            self.fields[TEXT].widget.attrs["data-announce-usual"] = ""
        for each in channels:
            self.fields[text_field(each.pk)] = _text(
                _("%(name)sだけの文面") % {"name": each.name}, texts.filled(own.get(str(each.pk), ""), address)
            )

    @property
    def chosen(self) -> dict[str, Any]:
        """What goes into the draft (`Announceable.announcing`)."""
        from cms.core.announcing import texts

        said = self.cleaned_data
        own = {str(each.pk): texts.kept(said[text_field(each.pk)], self.thing) for each in self.channels}
        # What was filled in and left alone follows the title, should that have changed in the same form.
        is_filled_in = said[TEXT].splitlines() == self.fields[TEXT].initial.splitlines()
        return {
            "channels": [int(pk) for pk in said[CHANNELS]],
            "text": self.thing.announcing.get("text", "") if is_filled_in else texts.kept(said[TEXT], self.thing),
            "texts": {pk: words for pk, words in own.items() if words},
        }


def _text(label: Any, initial: str) -> forms.CharField:
    return forms.CharField(label=label, required=False, max_length=LONGEST, initial=initial, widget=forms.Textarea({"rows": 4}))


class AnnouncingFormMixin:
    """Adds the choice of channels for those who may make it; what was chosen stays with the draft.

    The choice is a form beside the thing's own: Wagtail would draw fields that no panel names a second time.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.announced: list[Announcement] = []
        self.choice: ChoiceForm | None = None
        user = getattr(self, "for_user", None)
        if user is not None and user.has_perm(MAY_TICK):
            self._offer_channels(self.instance)  # type: ignore[attr-defined]

    def _offer_channels(self, thing: Any) -> None:
        from cms.core.models import Announcement, AnnouncementChannel

        if thing.pk:
            self.announced = list(Announcement.objects.of(thing).order_by("channel_name"))
        # What was taken down before it was announced may be announced once it is back; all else is, but once.
        done = {each.channel_id for each in self.announced if each.state != Announcement.State.DROPPED}
        channels = [channel for channel in AnnouncementChannel.objects.active() if channel.pk not in done]
        if channels:
            self.choice = ChoiceForm(thing, channels, self.data if self.is_bound else None)  # type: ignore[attr-defined]

    def is_valid(self) -> bool:
        is_chosen = self.choice is None or not self.choice.is_bound or self.choice.is_valid()
        return super().is_valid() and is_chosen  # type: ignore[misc]

    def has_changed(self) -> bool:
        is_other = self.choice is not None and self.choice.is_bound and self.choice.has_changed()
        return super().has_changed() or is_other  # type: ignore[misc]

    def save(self, commit: bool = True) -> Any:
        if self.choice is not None and self.choice.is_bound and self.choice.is_valid():
            self.instance.announcing = self.choice.chosen  # type: ignore[attr-defined]
        return super().save(commit)  # type: ignore[misc]
