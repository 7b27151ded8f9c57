"""What those fill in who endorse. A plain form that needs no script."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from directory.models import Organisation
from partnership.board.sheets import WRONG_MAIL, Sheet
from partnership.endorsing.services import Said
from partnership.models import Endorsement
from partnership.models.endorsement import LONGEST_NAME, LONGEST_TOWN, LONGEST_WORDS

TOO_LONG = _("%(limit_value)d文字までです。今は%(show_value)d文字あります。")


class EndorsementForm(Sheet):
    """Who endorses, whether their name is to be shown, and a word."""

    organisation = forms.ChoiceField(label=_("あなたの団体として賛同しますか"), required=False)
    kind = forms.ChoiceField(
        label=_("だれとして賛同しますか"),
        choices=Endorsement.Kind.choices,
        initial=Endorsement.Kind.CITIZEN,
        error_messages={"required": _("一つ選んでください。"), "invalid_choice": _("一つ選んでください。")},
    )
    name = forms.CharField(
        label=_("お名前または団体の名前"),
        max_length=LONGEST_NAME,
        required=False,
        help_text=_("載せるかどうかは、下で選べます。"),
        error_messages={"max_length": TOO_LONG},
    )
    town = forms.CharField(
        label=_("お住まいの市区町村（書かなくてもかまいません）"),
        max_length=LONGEST_TOWN,
        required=False,
        error_messages={"max_length": TOO_LONG},
    )
    is_name_shown = forms.BooleanField(
        label=_("名前を宣言のページに載せる"),
        required=False,
        help_text=_("選ばないと、人数にだけ数えます。名前を載せるときは、市区町村とひとことも載ります。"),
    )
    words = forms.CharField(
        label=_("ひとこと（書かなくてもかまいません）"),
        max_length=LONGEST_WORDS,
        required=False,
        widget=forms.Textarea({"rows": 3}),
        error_messages={"max_length": TOO_LONG},
    )
    contact = forms.EmailField(
        label=_("結果を知りたいときは、メールアドレス（書かなくてもかまいません）"),
        required=False,
        widget=forms.EmailInput({"autocomplete": "email"}),
        error_messages={"invalid": WRONG_MAIL},
    )

    def __init__(self, data: Any = None, *, led: list[Organisation], has_contact: bool, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.led = {str(each.pk): each for each in led}
        choices: Any = self.fields["organisation"]
        choices.choices = [("", _("いいえ、下に書く名前で")), *((key, each.name) for key, each in self.led.items())]
        if not led:
            del self.fields["organisation"]
        if not has_contact:
            del self.fields["contact"]
        for field in self.fields.values():
            field.widget.attrs.pop("maxlength", None)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not cleaned.get("organisation") and "name" in cleaned and not cleaned["name"].strip():
            self.add_error("name", _("お名前を書いてください。載せたくないときは、載せないことを選べます。"))
        return cleaned

    @property
    def said(self) -> Said:
        cleaned = self.cleaned_data
        return Said(
            organisation=self.led.get(cleaned.get("organisation", "")),
            **{name: cleaned[name] for name in ("name", "kind", "town", "words", "is_name_shown")},
        )
