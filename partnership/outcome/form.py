"""The form with which an outcome report is edited."""

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from cms.core.dates import fiscal_year, fiscal_year_in_words
from cms.core.forms import BasePageForm
from partnership.outcome.sums import disagreements

if TYPE_CHECKING:
    from django.forms import ModelForm


class OutcomeReportForm(BasePageForm):
    """A draft is saved as it is; what is sent to be reviewed, or published, has sums that agree."""

    def is_valid(self) -> bool:
        return super().is_valid() and (self.is_deferred_validation or self._agrees())

    def _agrees(self) -> bool:
        years_fit = self._years_fit()
        amounts = [[line.cleaned_data.get("amount_yen") for line in self._filled(name)] for name in ("years", "items")]
        wrong = disagreements(self.cleaned_data.get("amount_yen"), *amounts)
        for message in wrong:
            self.add_error("amount_yen", message)
        return years_fit and not wrong

    def _years_fit(self) -> bool:
        first, last = self.cleaned_data.get("period_from"), self.cleaned_data.get("period_until")
        seen: set[int] = set()
        fit = True
        for line in self._filled("years"):
            year = line.cleaned_data["fiscal_year"]
            words = {"year": fiscal_year_in_words(year)}
            if year in seen:
                line.add_error("fiscal_year", _("%(year)sは、もう書かれています。1行にまとめてください。") % words)
                fit = False
            elif first and last and not fiscal_year(first) <= year <= fiscal_year(last):
                line.add_error(
                    "fiscal_year", _("%(year)sは、実施期間に入っていません。年度か実施期間を確かめてください。") % words
                )
                fit = False
            seen.add(year)
        return fit

    def _filled(self, name: str) -> "list[ModelForm[Any]]":
        """The lines that hold something and are not being removed."""
        forms = self.formsets[name].forms if name in self.formsets else []
        return [form for form in forms if form.cleaned_data and not form.cleaned_data.get("DELETE")]
