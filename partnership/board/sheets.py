"""What those fill in who write on the board, or say that something should not stand there. Plain forms that need no script."""

import hashlib
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from partnership.board.services import Words
from partnership.models import BoardReport
from partnership.models.board import LONGEST_NAME, LONGEST_TEXT, LONGEST_TITLE

WRONG_MAIL = _("メールアドレスは、name@example.jp のように書いてください。")


class Sheet(forms.Form):
    """A form with a field that people do not see; programs that fill in whatever they find do not know that."""

    more = forms.CharField(required=False, widget=forms.TextInput({"tabindex": "-1", "autocomplete": "off"}))

    @property
    def is_by_a_program(self) -> bool:
        return bool(self.data.get("more"))


class PostForm(Sheet):
    """A post; of a new topic with its title. It is looked at by its author once more before it is sent."""

    title = forms.CharField(
        label=_("題"),
        max_length=LONGEST_TITLE,
        help_text=_("何についての話か、ひとことで書きます。例：雨の日に行けるところ"),
        error_messages={
            "required": _("題を書いてください。"),
            "max_length": _("題は%(limit_value)d文字までです。今は%(show_value)d文字あります。"),
        },
    )
    name = forms.CharField(
        label=_("名前"),
        max_length=LONGEST_NAME,
        help_text=_("本名でなくてかまいません。この名前は公開されます。"),
        widget=forms.TextInput({"autocomplete": "off"}),
        error_messages={
            "required": _("名前を書いてください。本名でなくてかまいません。"),
            "max_length": _("名前は%(limit_value)d文字までです。今は%(show_value)d文字あります。"),
        },
    )
    text = forms.CharField(
        label=_("本文"),
        max_length=LONGEST_TEXT,
        help_text=_("お子さんやほかの人の名前、園や学校の名前、住所、電話番号は書かないでください。"),
        widget=forms.Textarea({"rows": 8}),
        error_messages={
            "required": _("本文を書いてください。"),
            "max_length": _("本文は%(limit_value)d文字までです。今は%(show_value)d文字あります。"),
        },
    )
    contact = forms.EmailField(
        label=_("結果を知りたいときは、メールアドレス（書かなくてもかまいません）"),
        required=False,
        widget=forms.EmailInput({"autocomplete": "email"}),
        error_messages={"invalid": WRONG_MAIL},
    )

    def __init__(self, data: Any = None, *, has_title: bool, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        if not has_title:
            del self.fields["title"]
        for field in self.fields.values():
            # A browser would cut what is pasted in silence; here one is told by how much it is too long.
            field.widget.attrs.pop("maxlength", None)

    @property
    def words(self) -> Words:
        cleaned = self.cleaned_data
        return Words(name=cleaned["name"], text=cleaned["text"], title=cleaned.get("title", ""))

    @property
    def print_of_words(self) -> str:
        """By which it is known whether the words are those that were looked at."""
        words = self.words
        return hashlib.sha256("\x1f".join([words.title, words.name, words.text]).encode()).hexdigest()[:32]


class ReportForm(Sheet):
    """Why a post should not stand there."""

    topic = forms.ChoiceField(
        label=_("どんなことですか"),
        choices=BoardReport.Topic.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("一つ選んでください。"), "invalid_choice": _("一つ選んでください。")},
    )
    remark = forms.CharField(
        label=_("くわしいこと（書かなくてもかまいません）"),
        required=False,
        max_length=1000,
        widget=forms.Textarea({"rows": 4}),
        error_messages={"max_length": _("%(limit_value)d文字までです。今は%(show_value)d文字あります。")},
    )
