"""What those fill in who moderate endorsements."""

from typing import Any, ClassVar

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from directory.models import Organisation
from partnership.board.admin_forms import ReasonForm
from partnership.endorsing import queries
from partnership.endorsing.services import Said
from partnership.models import Endorsement
from partnership.models.endorsement import LONGEST_NAME, LONGEST_TOWN, LONGEST_WORDS


class EndorsementReasonForm(ReasonForm):
    texts: ClassVar[tuple[Any, ...]] = (
        _("お名前がほかの方のもののようでした。ご本人からであれば、もう一度お送りください。"),
        _("宣伝や勧誘にあたるため、受け付けませんでした。"),
        _("同じ方からの賛同が、もう届いています。"),
    )


class EnterForm(forms.Form):
    """An endorsement that came on paper or by telephone."""

    declaration: Any = forms.ModelChoiceField(queryset=None, label=_("宣言"), empty_label=None)
    organisation: Any = forms.ModelChoiceField(queryset=None, label=_("登録されている団体"), required=False)
    name = forms.CharField(label=_("お名前または団体の名前"), max_length=LONGEST_NAME, required=False)
    kind = forms.ChoiceField(label=_("だれとして"), choices=Endorsement.Kind.choices)
    town = forms.CharField(label=_("お住まいの市区町村"), max_length=LONGEST_TOWN, required=False)
    words = forms.CharField(label=_("ひとこと"), max_length=LONGEST_WORDS, required=False)
    is_name_shown = forms.BooleanField(label=_("名前を載せてよいと聞いた"), required=False)

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        declaration: Any = self.fields["declaration"]
        declaration.queryset = queries.declarations()
        organisation: Any = self.fields["organisation"]
        organisation.queryset = (
            Organisation.objects.public().filter(locale__language_code=settings.LANGUAGE_CODE).order_by("kana", "name")
        )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not cleaned.get("organisation") and not cleaned.get("name"):
            self.add_error("name", _("団体を選ぶか、お名前を書いてください。"))
        return cleaned

    @property
    def said(self) -> Said:
        names = ("organisation", "name", "kind", "town", "words", "is_name_shown")
        return Said(**{name: self.cleaned_data[name] for name in names})
