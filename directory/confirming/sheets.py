"""What keepers and visitors fill in. Plain forms that need no script."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext_lazy as _

from directory.confirming.fields import CONTACTS, TEXTS, Value, faults, value_of
from directory.hours import Hours, HoursError, WeekGrid
from directory.hours_form import HoursField, HoursWidget
from directory.models import Place, PlaceProposal
from directory.models.phone import tidy_number, validate_number

BLANK_PHONES = 1
LONGEST_REMARK = 1000
LONGEST_TEXT = 3000
ROWS = {"note": 6, "fees": 3, "hours_note": 3, "access": 3, "parking": 2}
LABELS = {
    "hours_note": _("時間についての補足"),
    "address": _("住所"),
    "building": _("建物名など"),
    "access": _("行き方"),
    "parking": _("駐車場・駐輪場"),
    "fees": _("料金"),
    "note": _("説明"),
    "fax": _("FAX"),
    "email": _("公開するメール"),
    "url": _("ウェブサイト"),
}
HINTS = {
    "hours_note": _("例：予約制、雨の日は休み、受付は11時30分まで"),
    "address": _("都道府県から書きます。"),
    "email": _("サイトに載せてよいアドレスだけを書きます。"),
}
WRONG = {
    "email": _("メールアドレスは、name@example.jp のように書いてください。"),
    "url": _("ウェブサイトは、https:// から始まるアドレスを書いてください。"),
}


class PhoneForm(forms.Form):
    """One number, and what it is for. Emptied, it is taken away."""

    number = forms.CharField(
        label=_("電話番号"),
        required=False,
        max_length=40,
        validators=[validate_number],
        widget=forms.TextInput({"type": "tel", "autocomplete": "off"}),
    )
    purpose = forms.CharField(label=_("用途（例：予約、夜間）"), required=False, max_length=60)
    extension = forms.CharField(required=False, max_length=20, widget=forms.HiddenInput)

    def clean_number(self) -> str:
        return tidy_number(self.cleaned_data["number"])


class PhonesFormSet(forms.BaseFormSet):
    default_error_messages = {"missing_management_form": _("電話番号の欄を読み取れませんでした。ページを開き直してください。")}


PhoneFormSet = forms.formset_factory(PhoneForm, PhonesFormSet, extra=BLANK_PHONES, max_num=12, validate_max=True)


class KeeperHoursWidget(HoursWidget):
    """The week for a keeper, on a telephone and without a script. It sends what the admin's grid sends."""

    template_name = "directory/parts/keeper_hours.html"

    class Media:
        extend = False


class KeeperForm(forms.Form):
    """What a keeper knows of a place, as it stands, to be corrected."""

    error_css_class = "field--wrong"
    remark = forms.CharField(
        label=_("そのほか、知らせたいこと"),
        required=False,
        max_length=LONGEST_REMARK,
        widget=forms.Textarea({"rows": 4}),
        help_text=_("上の欄に書けないことがあれば、ことばで書いてください。"),
    )

    def __init__(self, place: Place, data: Any = None) -> None:
        self.place = place
        texts = (*TEXTS, *CONTACTS)
        super().__init__(data, initial={name: getattr(place, name) for name in texts} | {"opening_hours": _hours_of(place)})
        for name in texts:
            self.fields[name] = self._text_field(name)
        self.phones = PhoneFormSet(data, initial=value_of(place, "phones"), prefix="phones")
        if self.has_grid:
            self.fields["opening_hours"] = HoursField(label=_("開いている時間"), required=False, widget=KeeperHoursWidget)

    @staticmethod
    def _text_field(name: str) -> forms.Field:
        column: Any = Place._meta.get_field(name)
        more: dict[str, Any] = {"assume_scheme": "https"} if name == "url" else {}
        if name in WRONG:
            more["error_messages"] = {"invalid": WRONG[name]}
        field = column.formfield(label=LABELS[name], help_text=HINTS.get(name, ""), required=False, **more)
        if name in ROWS:
            field.widget.attrs |= {"rows": ROWS[name]}
            field.validators.append(MaxLengthValidator(LONGEST_TEXT))
        return field

    @property
    def has_grid(self) -> bool:
        """Whether the place's hours can be shown as a week; what cannot is told in words."""
        return _grid_of(self.place) is not None

    def clean(self) -> dict[str, Any]:
        """Raises:
        ValidationError: nothing was changed or said.
        """
        cleaned = super().clean() or {}
        if not self.phones.is_valid():
            raise ValidationError(_("電話番号に直すところがあります。"))
        if self.errors:
            return cleaned
        self.values = self._values(cleaned)
        for field, messages in faults(self.place, self.values).items():
            self.add_error(field if field in self.fields else None, ValidationError(messages))
        if not self.values and not cleaned.get("remark"):
            raise ValidationError(
                _("変わったところがありません。今の内容のままなら、前のページで「このとおりです」を押してください。")
            )
        return cleaned

    def _values(self, cleaned: Mapping[str, Any]) -> dict[str, Value]:
        """The fields that differ from what stands in the entry, with what they should say."""
        said: dict[str, Value] = {name: _lines(cleaned.get(name, "")) for name in (*TEXTS, *CONTACTS)}
        said["phones"] = [
            {part: phone.get(part, "") for part in ("number", "extension", "purpose")}
            for phone in self.phones.cleaned_data
            if phone.get("number")
        ]
        hours = cleaned.get("opening_hours")
        if isinstance(hours, Hours) and hours != _grid_hours(self.place):
            said["opening_hours"] = {"text": hours.text, "shift": hours.shift}
        return {name: value for name, value in said.items() if value != _lines(value_of(self.place, name))}


def _lines(value: Value) -> Value:
    """A text with the line ends that the database has, and no blanks around it."""
    return value.replace("\r\n", "\n").strip() if isinstance(value, str) else value


def _hours_of(place: Place) -> Hours:
    try:
        return place.hours
    except HoursError:
        return Hours("")


def _grid_of(place: Place) -> WeekGrid | None:
    try:
        return WeekGrid.from_hours(place.hours) if place.opening_hours else WeekGrid()
    except HoursError:
        return None


def _grid_hours(place: Place) -> Hours:
    """The hours as the grid writes them, if nobody touches it: in other words perhaps than they were written."""
    grid = _grid_of(place)
    return grid.to_hours() if grid else _hours_of(place)


class GoneForm(forms.Form):
    """That a place is no more."""

    remark = forms.CharField(
        label=_("いつからか、移った先など（書かなくてもかまいません）"),
        required=False,
        max_length=LONGEST_REMARK,
        widget=forms.Textarea({"rows": 3}),
    )


class ReportForm(forms.Form):
    """What a visitor found wrong."""

    topic = forms.ChoiceField(
        label=_("何が違っていましたか"),
        choices=PlaceProposal.Topic.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("何が違っていたかを、一つ選んでください。")},
    )
    wrong_value = forms.ChoiceField(label=_("電話のことなら、どの番号ですか"), required=False)
    right_value = forms.CharField(
        label=_("正しい内容を知っていれば、書いてください"),
        required=False,
        max_length=300,
        help_text=_("例：正しい電話番号、今の住所、今の時間"),
    )
    remark = forms.CharField(
        label=_("くわしいこと"),
        required=False,
        max_length=LONGEST_REMARK,
        widget=forms.Textarea({"rows": 4}),
        help_text=_("例：いつ行ったときのことか、何を見て分かったか。お名前などは書かないでください。"),
    )
    contact = forms.EmailField(
        label=_("返事がほしいときは、メールアドレス"),
        required=False,
        widget=forms.EmailInput({"autocomplete": "email"}),
        error_messages={"invalid": WRONG["email"]},
    )
    # People do not see it; programs that fill in whatever they find do not know that.
    more = forms.CharField(required=False, widget=forms.TextInput({"tabindex": "-1", "autocomplete": "off"}))

    def __init__(self, place: Place, data: Any = None) -> None:
        super().__init__(data)
        numbers = [phone.number for phone in place.phones.all()]
        if len(numbers) > 1:
            field: Any = self.fields["wrong_value"]
            field.choices = [("", _("選んでください")), *((number, number) for number in dict.fromkeys(numbers))]
        else:
            del self.fields["wrong_value"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("topic") == PlaceProposal.Topic.OTHER and not cleaned.get("remark") and not cleaned.get("right_value"):
            self.add_error("remark", _("何が違っていたかを書いてください。"))
        return cleaned

    @property
    def is_by_a_program(self) -> bool:
        return bool(self.data.get("more"))


class CorrectionReplyForm(forms.Form):
    """What a visitor adds to what they reported."""

    text = forms.CharField(
        label=_("サイトの担当者への返事"),
        max_length=LONGEST_REMARK,
        widget=forms.Textarea({"rows": 4}),
        error_messages={
            "required": _("返事を書いてください。"),
            "max_length": _("%(limit_value)d文字までです。今は%(show_value)d文字あります。"),
        },
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        # A browser would cut what is pasted in silence; here one is told by how much it is too long.
        self.fields["text"].widget.attrs.pop("maxlength", None)
