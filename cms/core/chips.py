"""The child's age as a parent chooses it: one tap, seven answers.

`LIFE_STAGES` has eight; the last two of them are one chip, because a phone's screen shows seven without scrolling.
"""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cms.core.ages import STAGES, AgeRange, LifeStage


@dataclass(frozen=True)
class AgeChip:
    """A choice of age: its key in addresses (`?age=3-5`), its label, and the stages it spans."""

    key: str
    label: str | Promise
    first: LifeStage
    last: LifeStage

    @property
    def ages(self) -> AgeRange:
        return AgeRange.of_stages(self.first, self.last)


AGE_CHIPS: tuple[AgeChip, ...] = (
    *[AgeChip(key, STAGES[key].label, STAGES[key], STAGES[key]) for key in ("pregnancy", "0", "1", "2", "3-5", "elementary")],
    AgeChip("teens", _("中高生"), STAGES["junior-high"], STAGES["high-school"]),
)
CHIPS = {chip.key: chip for chip in AGE_CHIPS}
