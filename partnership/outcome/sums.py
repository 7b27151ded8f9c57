"""Whether the sums of an outcome report agree with each other."""

from collections.abc import Iterable

from django.utils.translation import gettext as _


def disagreements(total: int | None, by_year: Iterable[int | None], by_item: Iterable[int | None]) -> list[str]:
    """What does not agree, a sentence each, with the two sums and their difference. Empty where all three are the same.

    An amount that is not written yet counts as nothing: the report is not finished, and its sums say so.
    """
    years, items = sum(amount or 0 for amount in by_year), sum(amount or 0 for amount in by_item)
    if total is None:
        pairs = [(_("年度別の合計"), years, _("費目別の合計"), items)]
    else:
        pairs = [(_("支援額"), total, _("年度別の合計"), years), (_("支援額"), total, _("費目別の合計"), items)]
    return [_disagreement(*pair) for pair in pairs if pair[1] != pair[3]]


def _disagreement(name: str, amount: int, other_name: str, other: int) -> str:
    figures = {
        "name": name,
        "amount": f"{amount:,}",
        "other_name": other_name,
        "other": f"{other:,}",
        "difference": f"{abs(amount - other):,}",
    }
    if other < amount:
        return (
            _("%(name)s（%(amount)s円）と%(other_name)s（%(other)s円）が合いません。%(other_name)sが%(difference)s円足りません。")
            % figures
        )
    return (
        _(
            "%(name)s（%(amount)s円）と%(other_name)s（%(other)s円）が合いません。%(other_name)sが%(difference)s円多くなっています。"
        )
        % figures
    )
