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
        is_valid = super().is_valid()
        # The sums are told beside whatever else is missing: nobody mends one thing to hear of the next.
        return (self.is_deferred_validation or self._agrees()) and is_valid

    def _agrees(self) -> bool:
        years_fit = self._years_fit()
        if self._has_no_figure():
            return False
        amounts = [[line.cleaned_data.get("amount_yen") for line in self._filled(name)] for name in ("years", "items")]
        wrong = disagreements(self.cleaned_data.get("amount_yen"), *amounts)
        for message in wrong:
            self.add_error("amount_yen", message)
        return years_fit and not wrong

    def _has_no_figure(self) -> bool:
        """Whether an amount was written that is none: then there are no sums to compare."""
        written: list[ModelForm[Any]] = [self, *self._filled("years"), *self._filled("items")]
        return any("amount_yen" in form.errors and form["amount_yen"].value() not in (None, "") for form in written)

    def _years_fit(self) -> bool:
        first, last = self.cleaned_data.get("period_from"), self.cleaned_data.get("period_until")
        seen: set[int] = set()
        fit = True
        for line in self._filled("years"):
            year = line.cleaned_data.get("fiscal_year")
            if year is None:
                continue
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
        lines = self.formsets[name].forms if name in self.formsets else []
        read = [line for line in lines if line.is_valid() or line.errors]  # an earlier fault may have kept them from being read
        return [line for line in read if line.cleaned_data and not line.cleaned_data.get("DELETE")]
