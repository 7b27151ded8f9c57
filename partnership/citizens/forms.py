"""What a citizen fills in. Plain forms that need no script; what is written may lack anything until it is sent."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from partnership.board.sheets import WRONG_MAIL, Sheet
from partnership.models.citizens import LONGEST_NAME
from partnership.my.forms import ReportForm, line

TOO_LONG = _("%(limit_value)d文字までです。今は%(show_value)d文字あります。")


class CitizenReportForm(ReportForm):
    """A report, and the name by which it is shown."""

    name = line(_("サイトに載せる名前"), LONGEST_NAME, _("本名でなくてかまいません。"), autocomplete="off")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            # A browser would cut what is pasted in silence; here one is told by how much it is too long.
            field.widget.attrs.pop("maxlength", None)
            field.error_messages["max_length"] = TOO_LONG


class SendingForm(Sheet, CitizenReportForm):
    """The same with where to write to its writer, before that is confirmed."""

    contact = forms.EmailField(
        label=_("メールアドレス"),
        required=False,
        widget=forms.EmailInput({"autocomplete": "email"}),
        error_messages={"invalid": WRONG_MAIL},
    )

    field_order = ("title", "happened_on", "place", "text", "name", "contact", "more")


class ReplyForm(forms.Form):
    """A word to those who decide."""

    text = forms.CharField(
        label=_("サイトの担当者への返事"),
        max_length=1000,
        widget=forms.Textarea({"rows": 4}),
        error_messages={"required": _("返事を書いてください。"), "max_length": TOO_LONG},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].widget.attrs.pop("maxlength", None)
