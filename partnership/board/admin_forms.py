"""What those fill in who moderate the board."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from partnership.board.services import Words
from partnership.models import BoardPost
from partnership.models.board import LONGEST_NAME, LONGEST_TEXT, LONGEST_TITLE

CANNED = (
    _("だれのことか分かる名前や場所が書いてあったため、公開しませんでした。そこを除いて、もう一度書いていただけます。"),
    _("電話番号やメールアドレスなどの連絡先が書いてあったため、公開しませんでした。"),
    _("宣伝や勧誘にあたるため、公開しませんでした。"),
    _("人を傷つけるおそれのある言い方があったため、公開しませんでした。"),
    _("同じ内容の書き込みが、もう公開されています。"),
)


class ReasonForm(forms.Form):
    """What the author is told: a usual reason, one's own words, or both."""

    texts: ClassVar[tuple[Any, ...]] = CANNED
    """The usual reasons."""

    canned = forms.ChoiceField(label=_("よく使う理由"), required=False)
    reason = forms.CharField(label=_("理由"), required=False, max_length=2000, widget=forms.Textarea({"rows": 3}))

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        field: Any = self.fields["canned"]
        field.choices = [("", _("選ばない")), *((str(number), text) for number, text in enumerate(self.texts))]

    @property
    def answer(self) -> str:
        canned = self.cleaned_data["canned"]
        lines = [str(self.texts[int(canned)])] if canned else []
        return "\n".join([*lines, self.cleaned_data["reason"].strip()]).strip()


class EditForm(forms.Form):
    """The words of a post, to be changed by somebody else than their author, and why."""

    title = forms.CharField(label=_("題"), max_length=LONGEST_TITLE)
    name = forms.CharField(label=_("名前"), max_length=LONGEST_NAME)
    text = forms.CharField(label=_("本文"), max_length=LONGEST_TEXT, widget=forms.Textarea({"rows": 8}))
    why = forms.CharField(
        label=_("直した理由"),
        max_length=500,
        help_text=_("書いた人に伝わります。"),
        error_messages={"required": _("直した理由を書いてください。書いた人に伝わります。")},
    )

    def __init__(self, post: BoardPost, data: Any = None) -> None:
        super().__init__(data, initial={"title": post.topic.title, "name": post.name, "text": post.text}, prefix="edit")
        if not post.is_first:
            del self.fields["title"]

    @property
    def words(self) -> Words:
        cleaned = self.cleaned_data
        return Words(name=cleaned["name"], text=cleaned["text"], title=cleaned.get("title", ""))
