"""Ages in months, and the life stages that people know them by.

A month below 0 is a month of pregnancy before birth: −10 … −1. 0 is the month of birth, and 216 the eighteenth birthday.
"""

from dataclasses import dataclass
from typing import Self

from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext, npgettext
from django.utils.translation import gettext_lazy as _

MIN_MONTHS = -10
MAX_MONTHS = 18 * 12
SCHOOL_BEGINS = 72


@dataclass(frozen=True)
class LifeStage:
    """A span of months (both ends included) with the name parents use for it."""

    key: str
    label: str | Promise
    minimum: int
    maximum: int

    @property
    def ages(self) -> "AgeRange":
        return AgeRange(self.minimum, self.maximum)


# School begins in the April after the sixth birthday; a stage counts whole years of age, which is what parents ask by.
LIFE_STAGES: tuple[LifeStage, ...] = (
    LifeStage("pregnancy", _("妊娠期"), MIN_MONTHS, -1),
    LifeStage("0", _("0歳"), 0, 11),
    LifeStage("1", _("1歳"), 12, 23),
    LifeStage("2", _("2歳"), 24, 35),
    LifeStage("3-5", _("3〜5歳"), 36, 71),
    LifeStage("elementary", _("小学生"), SCHOOL_BEGINS, 143),
    LifeStage("junior-high", _("中学生"), 144, 179),
    LifeStage("high-school", _("高校生"), 180, MAX_MONTHS),
)
STAGES = {stage.key: stage for stage in LIFE_STAGES}
SCHOOLS = ("elementary", "junior-high", "high-school")
"""The stages that have grades, one for each of their years of age."""


def grade_ages(school: str, grade: int) -> "AgeRange | None":
    """The ages of a grade (1 is the first) of one of SCHOOLS: a year of age, so that its grades make up the stage.

    小6 is 132 to 143 months, as 小学生 ends with 143; the last grade ends where its stage does. None for a grade that is none.
    """
    stage = STAGES[school]
    grades = (stage.maximum + 1 - stage.minimum) // 12
    if not 1 <= grade <= grades:
        return None
    first = stage.minimum + 12 * (grade - 1)
    return AgeRange(first, stage.maximum if grade == grades else first + 11)


@dataclass(frozen=True)
class AgeRange:
    """A range of ages in months, both ends included; None leaves an end open, and two Nones mean every age.

    Raises:
        ValueError: an end lies outside MIN_MONTHS … MAX_MONTHS, or the range runs backwards.
    """

    minimum: int | None = None
    maximum: int | None = None

    def __post_init__(self) -> None:
        for end in (self.minimum, self.maximum):
            if end is not None and not MIN_MONTHS <= end <= MAX_MONTHS:
                message = gettext("年齢は%(min)d〜%(max)dか月で指定してください。")
                raise ValueError(message % {"min": MIN_MONTHS, "max": MAX_MONTHS})
        if self.minimum is not None and self.maximum is not None and self.minimum > self.maximum:
            raise ValueError(gettext("「何歳から」は「何歳まで」より上にできません。"))

    @classmethod
    def of_stages(cls, first: LifeStage, last: LifeStage) -> Self:
        """From the beginning of one stage to the end of another."""
        return cls(first.minimum, last.maximum)

    @property
    def is_everyone(self) -> bool:
        return self.minimum is None and self.maximum is None

    @property
    def lower(self) -> int:
        return MIN_MONTHS if self.minimum is None else self.minimum

    @property
    def upper(self) -> int:
        return MAX_MONTHS if self.maximum is None else self.maximum

    def __contains__(self, months: int) -> bool:
        return self.lower <= months <= self.upper

    def overlaps(self, other: "AgeRange") -> bool:
        return self.lower <= other.upper and other.lower <= self.upper

    @property
    def stages(self) -> list[LifeStage]:
        """The life stages that the range touches; none for every age."""
        if self.is_everyone:
            return []
        return [stage for stage in LIFE_STAGES if self.overlaps(stage.ages)]

    def __str__(self) -> str:
        """In words: a life stage where it is just one, else the two ends as parents say them."""
        if self.is_everyone:
            return gettext("全年齢")
        if name := self._one_name:
            return name
        if self.minimum is None:
            return gettext("%(age)sまで") % {"age": _last_age(self.upper)}
        if self.maximum is None:
            return gettext("%(age)sから") % {"age": _first_age(self.lower)}
        if self.lower == self.upper:
            return age_in_words(self.lower)
        return gettext("%(first)s〜%(last)s") % {"first": self._first, "last": self._last}

    @property
    def _one_name(self) -> str:
        """小学生 where it is just that life stage, 6歳 where it is just that year; empty where it takes two ends to say."""
        if len(self.stages) == 1 and self.stages[0].ages == AgeRange(self.lower, self.upper):
            return str(self.stages[0].label)
        is_a_year = self.lower >= 0 and self.upper == self.lower + 11 and not self.lower % 12
        return gettext("%(years)d歳") % {"years": self.lower // 12} if is_a_year else ""

    @property
    def _is_within_a_year(self) -> bool:
        """Whether both ends are of one year of age: 2か月〜11か月, 1歳6か月〜1歳11か月."""
        return self.lower >= 0 and self.lower // 12 == self.upper // 12

    @property
    def _first(self) -> str:
        return age_in_words(self.lower) if self._is_within_a_year else _first_age(self.lower)

    @property
    def _last(self) -> str:
        return age_in_words(self.upper) if self._is_within_a_year else _last_age(self.upper)


EVERY_AGE = AgeRange()


def _first_age(months: int) -> str:
    """The lower end of a range: 小学生, 3歳, 6か月."""
    stage = next((stage for stage in LIFE_STAGES if stage.minimum == months), None)
    if stage and (months < 0 or months >= SCHOOL_BEGINS):
        return str(stage.label)
    return gettext("%(years)d歳") % {"years": 0} if months == 0 else age_in_words(months)


def _last_age(months: int) -> str:
    """The upper end, whose last month is part of the range: 中学生, 5歳 (up to 71 months), 10か月."""
    stage = next((stage for stage in LIFE_STAGES if stage.maximum == months), None)
    if stage and (months < 0 or months >= SCHOOL_BEGINS):
        return str(stage.label)
    years, rest = divmod(months + 1, 12)
    return gettext("%(years)d歳") % {"years": years - 1} if years and not rest else age_in_words(months)


def months_of(years: int, months: int) -> int:
    """An age that is said in years and months, in months."""
    return years * 12 + months


def years_and_months(months: int) -> tuple[int, int]:
    """An age in months (0 or more) as it is said: (1, 6) for 18."""
    return divmod(months, 12)


def age_in_words(months: int) -> str:
    """3か月 / 1歳6か月 / 妊娠期."""
    if months < 0:
        return gettext("妊娠期")
    years, rest = divmod(months, 12)
    if not years:
        return _months(rest)
    if not rest:
        return gettext("%(years)d歳") % {"years": years}
    whole_years = npgettext("何か月がつづく", "%(years)d歳", "%(years)d歳", years) % {"years": years}
    return gettext("%(years)s%(months)s") % {"years": whole_years, "months": _months(rest)}


def _months(number: int) -> str:
    return ngettext("%(months)dか月", "%(months)dか月", number) % {"months": number}
