"""Form parts that more than one app uses."""

from typing import Any

from django import forms
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm, WagtailAdminPageForm
from wagtail.forms import TaskStateCommentForm

from cms.core.ages import LIFE_STAGES, age_in_words


class AgeEndField(forms.TypedChoiceField):
    """One end of an age range, chosen as a life stage; a month that begins or ends no stage stays as it is."""

    def __init__(self, *, end: str, label: Any, initial: int | None = None) -> None:
        self.end = end
        super().__init__(
            choices=lazy(self._stage_choices, list)(),
            coerce=int,
            empty_value=None,
            required=False,
            label=label,
            initial=initial,
        )

    def _stage_choices(self) -> list[tuple[str | int, Any]]:
        return [("", _("指定なし")), *((getattr(stage, self.end), stage.label) for stage in LIFE_STAGES)]

    def keep(self, months: int | None) -> None:
        """Offers a month that is no stage's end, so that saving the form does not move it."""
        if months is not None and months not in {getattr(stage, self.end) for stage in LIFE_STAGES}:
            self.choices = [*self._stage_choices(), (months, age_in_words(months))]


class AgedFormMixin:
    """A model form whose age_min and age_max are chosen as life stages."""

    fields: dict[str, forms.Field]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, end in (("age_min", "minimum"), ("age_max", "maximum")):
            if name in self.fields:
                field = AgeEndField(end=end, label=self.fields[name].label)
                field.keep(getattr(self.instance, name))  # type: ignore[attr-defined]
                self.fields[name] = field


class BasePageForm(AgedFormMixin, WagtailAdminPageForm):
    """The form that every page of the suite is edited with."""


class AgedModelForm(AgedFormMixin, WagtailAdminModelForm):
    """The same for snippets."""


class ApprovalForm(TaskStateCommentForm):
    """A word to the author, if one wants to say something."""

    comment = forms.CharField(label=_("ひとこと"), required=False, widget=forms.Textarea({"rows": 3}))


class ReturnForm(TaskStateCommentForm):
    """Why a page is returned; without it the author would not know what to do."""

    comment = forms.CharField(label=_("差し戻す理由"), widget=forms.Textarea({"rows": 3}))
