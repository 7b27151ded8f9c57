"""The words by which people ask for an age, so that what suits it is found though its text does not name it."""

from functools import lru_cache

from django.utils.translation import gettext, npgettext, override

from cms.core.ages import LIFE_STAGES, AgeRange
from search import analysis

RULES = ("2", *(stage.key for stage in LIFE_STAGES))
"""Changes when entries must be written again."""
BY_MONTHS = 24
"""Months up to which people ask by the month."""
NARROW, WIDE = 36, 84
"""Months: what is for few ages says more about each of them than what is for nearly all."""


def mask_of(ages: AgeRange) -> int:
    """The life stages that a range touches, as bits in their order: what is counted by stages is counted by one number."""
    return sum(1 << number for number, stage in enumerate(LIFE_STAGES) if ages.overlaps(stage.ages))


@lru_cache(1 << len(LIFE_STAGES))
def keys_of(mask: int) -> tuple[str, ...]:
    """The keys of the stages in a mask."""
    return tuple(stage.key for number, stage in enumerate(LIFE_STAGES) if mask >> number & 1)


@lru_cache(1024)
def tokens_of(ages: AgeRange, locale: str) -> tuple[str, ...]:
    """The tokens of every age in the range, as they are said in a language. None for every age: that tells nothing apart."""
    if ages.is_everyone:
        return ()
    with override(locale):
        # One by one: words that only stand side by side here are no compound.
        words = dict.fromkeys(word for said in _words(ages) for word in said.split("、"))
        found = [token for word in words for token in _telling(word)]
    months = ages.upper - ages.lower + 1
    return tuple(found * (3 if months <= NARROW else 2 if months <= WIDE else 1))


def _telling(word: str) -> list[str]:
    """Its tokens. Of a figure with what it counts those that hold both: 歳 by itself, or 4, would be found everywhere."""
    tokens = analysis.tokens(word)
    if not any(c.isdigit() for c in word):
        return tokens
    return [token for token in tokens if any(c.isdigit() for c in token) and not token.isdigit()]


def _words(ages: AgeRange) -> list[str]:
    # Translators: several words or phrases, with 、 between them in every language.
    stages = {
        "pregnancy": gettext("妊娠、妊娠中、妊婦、マタニティ"),
        "0": gettext("赤ちゃん、乳児、乳幼児、新生児"),
        "1": gettext("幼児、乳幼児"),
        "2": gettext("幼児、乳幼児"),
        "3-5": gettext("幼児、園児"),
        "elementary": gettext("小学生"),
        "junior-high": gettext("中学生、中高生、思春期"),
        "high-school": gettext("高校生、中高生、思春期"),
    }
    found = [stages[stage.key] for stage in LIFE_STAGES if ages.overlaps(stage.ages)]
    for month in range(max(ages.lower, 0), min(ages.upper + 1, BY_MONTHS)):
        found.append(npgettext("年齢をさがすことば", "%(n)dか月", "%(n)dか月", month) % {"n": month})
    for year in range(18):
        if ages.overlaps(AgeRange(year * 12, year * 12 + 11)):
            found.append(npgettext("年齢をさがすことば", "%(n)d歳", "%(n)d歳", year) % {"n": year})
            found += _school_year(year)
    return found


def _school_year(age: int) -> list[str]:
    """What somebody of an age in whole years may be called after their year of kindergarten or school."""
    if age in (3, 4, 5):
        return [(gettext("年少"), gettext("年中"), gettext("年長"))[age - 3]]
    if 6 <= age < 12:
        return [gettext("小%(n)d、小学%(n)d年生") % {"n": age - 5}]
    if 12 <= age < 15:
        return [gettext("中%(n)d、中学%(n)d年生") % {"n": age - 11}]
    if age >= 15:
        return [gettext("高%(n)d、高校%(n)d年生") % {"n": age - 14}]
    return []
