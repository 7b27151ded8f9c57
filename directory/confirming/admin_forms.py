"""What those fill in who keep the directory."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from directory.models import Place


class IntervalsForm(forms.Form):
    """How many months each kind stays confirmed."""

    def __init__(self, months: Mapping[str, int], data: Any = None) -> None:
        super().__init__(data, initial=dict(months))
        for kind, label in Place.Kind.choices:
            self.fields[kind] = forms.IntegerField(label=label, min_value=0, max_value=60)


class DecisionForm(forms.Form):
    """What is answered to whoever sent a proposal."""

    CANNED = (
        _("確かめたところ、今の掲載内容のとおりでした。"),
        _("同じ内容を、ほかの方からもいただいて、もう直してありました。"),
        _("施設に確かめられなかったため、今回は見送りました。"),
    )
    canned = forms.ChoiceField(label=_("よく使う返事"), required=False)
    reason = forms.CharField(label=_("返事"), required=False, max_length=2000, widget=forms.Textarea({"rows": 4}))

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        field: Any = self.fields["canned"]
        field.choices = [("", _("選ばない")), *((str(number), text) for number, text in enumerate(self.CANNED))]

    @property
    def answer(self) -> str:
        """What was written; above it what was chosen from the usual answers."""
        canned = self.cleaned_data["canned"]
        lines = [str(self.CANNED[int(canned)])] if canned else []
        return "\n".join([*lines, self.cleaned_data["reason"].strip()]).strip()
