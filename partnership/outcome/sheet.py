"""An outcome report in the words of its form, for the page and for the Word file alike. In the language that is active."""

from functools import cached_property

from django.utils.translation import gettext as _

from cms.core.dates import era_day_in_words, fiscal_year_in_words
from partnership.models import OutcomeReportPage


def yen(amount: int | None) -> str:
    """9,994,000円; nothing where nobody wrote it yet."""
    return "" if amount is None else _("%(amount)s円") % {"amount": f"{amount:,}"}


class OutcomeSheet:
    """The rows of the form."""

    def __init__(self, report: OutcomeReportPage) -> None:
        self.report = report

    @property
    def period(self) -> str:
        first, last = self.report.period_from, self.report.period_until
        return "～".join(era_day_in_words(day) if day else "" for day in (first, last)) if first or last else ""

    @property
    def amount(self) -> str:
        return yen(self.report.amount_yen)

    @cached_property
    def years(self) -> list[tuple[str, str]]:
        """(fiscal year in words, amount)."""
        return [(fiscal_year_in_words(each.fiscal_year), yen(each.amount_yen)) for each in self.report.years.all()]

    @cached_property
    def items(self) -> list[tuple[str, str]]:
        return [(each.name, yen(each.amount_yen)) for each in self.report.items.all()]

    @property
    def categories(self) -> list[tuple[str, bool]]:
        """(what there is, whether it is this one), as a form lists it; nothing where the report names none."""
        chosen = self.report.category
        return [(str(label), value == chosen) for value, label in OutcomeReportPage.Category.choices] if chosen else []

    @property
    def ranks(self) -> list[tuple[str, bool]]:
        """(letter and what it means, whether it is this one)."""
        return [(str(label), value == self.report.rank) for value, label in OutcomeReportPage.Rank.choices]

    @property
    def equipment(self) -> list[tuple[str, str, str, str]]:
        """(name, price, keeper, useful life)."""
        return [
            (each.name, yen(each.price_yen), each.keeper, _lasting(each.useful_years)) for each in self.report.equipment.all()
        ]

    @property
    def attachments(self) -> list[str]:
        return [line.strip() for line in self.report.attachments.splitlines() if line.strip()]


def _lasting(years: int | None) -> str:
    return "" if years is None else _("%(years)s年") % {"years": years}
