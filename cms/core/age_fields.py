"""Choosing an age range: as life stages, and by the month where somebody asks for it."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from cms.core.ages import LIFE_STAGES, MAX_MONTHS, age_in_words, months_of, years_and_months

BY_MONTH = "months"
"""The choice beside the stages: what the two numbers say."""


class AgeEndWidget(forms.MultiWidget):
    """A list of life stages; below it, folded away, a number of years and one of months."""

    template_name = "core/admin/age_end.html"

    def __init__(self, end: str) -> None:
        self.end = end
        number = {"min": 0, "inputmode": "numeric"}
        super().__init__(
            {
                "stage": forms.Select,
                "years": forms.NumberInput({**number, "max": MAX_MONTHS // 12, "aria-label": _("歳")}),
                "months": forms.NumberInput({**number, "max": 11, "aria-label": _("か月")}),
            }
        )

    class Media:
        css = {"all": ["core/admin-ages.css"]}
        js = ["core/admin-ages.js"]

    def decompress(self, value: int | None) -> list[Any]:
        if value is None:
            return ["", None, None]
        if value < 0 or value in _ends(self.end):
            return [str(value), None, None]
        return [BY_MONTH, *years_and_months(value)]

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        stage, *numbers = context["widget"]["subwidgets"]
        context["stage"], context["numbers"] = stage, numbers
        context["is_open"] = stage["value"] == [BY_MONTH] or any(each["value"] for each in numbers)
        context["is_first"] = self.end == "minimum"
        return context

    def id_for_label(self, id_: str) -> str:
        return f"{id_}_0" if id_ else ""


class AgeEndField(forms.MultiValueField):
    """One end of an age range in months, or None. The last month of the upper end is part of the range.

    Args:
        end: `minimum` or `maximum`, the end of a `LifeStage` that choosing a stage stands for.
    """

    widget: AgeEndWidget

    def __init__(self, *, end: str, label: Any, help_text: Any = "") -> None:
        self.end = end
        fields = (
            forms.ChoiceField(required=False),
            self._number(MAX_MONTHS // 12),
            self._number(11),
        )
        super().__init__(
            fields, widget=AgeEndWidget(end), required=False, require_all_fields=False, label=label, help_text=help_text
        )
        self.offer(self._choices())

    @staticmethod
    def _number(highest: int) -> forms.IntegerField:
        wrong = _("月齢は、0〜%(years)d歳、0〜11か月の数字で入れてください。") % {"years": MAX_MONTHS // 12}
        messages = {"invalid": wrong, "min_value": wrong, "max_value": wrong}
        return forms.IntegerField(min_value=0, max_value=highest, required=False, error_messages=messages)

    def _choices(self) -> list[tuple[str, Any]]:
        stages = [(str(getattr(stage, self.end)), stage.label) for stage in LIFE_STAGES]
        return [("", _("指定なし")), *stages, (BY_MONTH, _("月齢で指定"))]

    def keep(self, months: int | None) -> None:
        """Offers a month of pregnancy that is no stage's end, so that saving the form does not move it."""
        if months is not None and months < 0 and months not in _ends(self.end):
            words = ngettext("%(age)s（出産の%(months)dか月前）", "%(age)s（出産の%(months)dか月前）", -months)
            kept = words % {"age": age_in_words(months), "months": -months}
            self.offer([*self._choices(), (str(months), kept)])

    def offer(self, choices: list[tuple[str, Any]]) -> None:
        stage, select = self.fields[0], self.widget.widgets[0]
        if isinstance(stage, forms.ChoiceField) and isinstance(select, forms.Select):
            stage.choices = select.choices = choices

    def compress(self, data_list: list[Any]) -> int | None:
        stage, years, months = data_list or ("", None, None)
        is_numbered = years is not None or months is not None
        if stage == BY_MONTH or (not stage and is_numbered):
            if not is_numbered:
                raise ValidationError(_("「月齢で指定」を選んだときは、何歳何か月かを入れてください。"))
            return months_of(years or 0, months or 0)
        if is_numbered:
            raise ValidationError(_("年齢の区分と月齢の両方が入っています。月齢で決めるときは「月齢で指定」を選んでください。"))
        return int(stage) if stage else None


def _ends(end: str) -> set[int]:
    return {getattr(stage, end) for stage in LIFE_STAGES}


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
