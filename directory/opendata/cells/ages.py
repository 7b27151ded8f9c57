"""Ages, from the words of a municipality to months.

Both ends belong to the range: a child of 5歳 is of age until 71 months. 産休明け is the 57th day after a birth
(労働基準法 第65条: eight weeks), by which one month is complete. 「N歳児」 names the class of a school year, in which a child
is N years old on 1 April and may turn N+1 within the year: as a lower end N years is exact; as an upper end the plain age is
taken, with a doubt. A grade of a school (小6) counts as the stage does of which it is a part (小学生): a year of age.
"""

import re
from dataclasses import dataclass

from cms.core.ages import MAX_MONTHS, MIN_MONTHS, SCHOOL_BEGINS, SCHOOLS, STAGES, grade_ages
from directory.opendata.cells.doubts import Doubt, Reading, doubt
from directory.opendata.cells.text import flat

Ages = tuple[int | None, int | None]

EVERYONE = re.compile(
    r"(?:全年齢|年齢(?:制限)?(?:なし|無し|不問)|制限なし|どなたでも|誰でも|だれでも|全て|すべて|指定なし)(?:可)?"
)
MONTHS = "(?:か|ヶ|カ|ヵ|ケ|ヶ|箇|ヵ)月"
KANJI = dict(zip("〇一二三四五六七八九", "0123456789", strict=True))
OF_SIGN = dict(zip("小中高", SCHOOLS, strict=True))
"""The sign that begins a school's name, and its life stage."""
NAMED_STAGES = {
    "小学生": (STAGES["elementary"].minimum, STAGES["elementary"].maximum),
    "中学生": (STAGES["junior-high"].minimum, STAGES["junior-high"].maximum),
    "中高生": (STAGES["junior-high"].minimum, STAGES["high-school"].maximum),
    "高校生": (STAGES["high-school"].minimum, STAGES["high-school"].maximum),
    "乳児": (0, 11),
    "年少": (36, 47),
    "年中": (48, 59),
    "年長": (60, 71),
    "妊婦": (-10, -1),
    "妊産婦": (-10, -1),
    "妊娠中": (-10, -1),
}
FILLERS = re.compile(
    r"満|生後|対象|年齢|受入|月齢|お子さん|お子さま|お子様|子ども|こども|子供|児童|乳幼児|幼児|児|クラス|程度|頃|ごろ|くらい|の方?|と?(?:その)?保護者|親子|[\s:()\[\].]"
)


@dataclass(frozen=True)
class Age:
    """An age that is said: its first and last month, and the code of the doubt it brings as the upper end of a range."""

    low: int
    high: int
    code: str = ""
    upper_code: str = ""


NAMED = {
    "preschool": Age(0, SCHOOL_BEGINS - 1, "until_school", "until_school"),
    "leave": Age(1, 1, "after_maternity_leave", "after_maternity_leave"),
}
TOKEN = re.compile(
    rf"""(?P<leave>産休明け?|産後休業明け)
    |(?:生後)?(?P<days>\d{{1,3}})日(?:目)?
    |(?:満)?(?P<years>\d{{1,2}})[歳才](?P<klass>児|クラス)?(?:(?P<and>\d{{1,2}}){MONTHS})?
    |(?:生後|満)?(?P<months>\d{{1,3}}){MONTHS}児?
    |(?P<school>小|中|高)(?:学校?|校|等学校)?(?P<grade>[1-6])(?:年生?|(?!\d))
    |(?P<again>[1-6])年生?
    |(?P<preschool>(?:小学校)?就学前|(?:小学校)?入学前|未就学児?)
    |(?P<stage>{"|".join(NAMED_STAGES)})
    |(?P<from>以上|以降|から|より)
    |(?P<under>未満)
    |(?P<until>以下|以内|まで)
    |(?P<wave>[~\-])
    |(?P<comma>[・,、;/]|及び|および|と)
    |(?P<bare>\d{{1,3}})
    """,
    re.VERBOSE,
)
SIGNS = {"from": "F", "under": "X", "until": "U", "wave": "~", "comma": ","}
HALF = re.compile(r"(?<![\d.])(\d{1,2})[歳才]半")
DECIMAL = re.compile(r"(?<![\d.])(\d{1,2})\.(\d{1,2})(?:[歳才]|(?=\s*[~\-・,、]\s*\d{1,2}(?:\.\d{1,2})?[歳才]))")
"""Parts of a year: 1歳半, 0.5歳, and 0.5 of 0.5～3歳."""
NO_AGE = re.compile(r"\d\.\d")
"""A fraction that is of no year, or of no whole months: what stands around its point would be read as two ages."""
LONGEST = 300
"""Characters beyond which a text is a description, and no ages are looked for in it."""
SINCE = re.compile(rf"生後\d{{1,3}}(?:日|{MONTHS})(?:目)?|産休明け?|産後休業明け")
"""An age after birth by itself: the age from which, not the one at which, a child is taken."""
RANGE = re.compile(r"P[F~]+P[UX]?|~P[UX]?|P[F~]|P[UX]|P(?:,P)*[UX]?")
"""Ages (P) with what stands around them: P~P, ~P, P from, P until, a list of ages."""


def read_ages(text: str) -> Reading[Ages]:
    """(age_min, age_max) in months, None for an open end: 「満３歳～５歳」 is (36, 71), 「10か月～」 (10, None)."""
    raw = re.sub("[〇一二三四五六七八九](?=歳|才|か月|ヶ月|カ月|年生)", lambda found: KANJI[found[0]], flat(text))
    raw = HALF.sub(lambda found: _in_months(found[1], "5"), raw)
    raw = DECIMAL.sub(lambda found: _in_months(found[1], found[2]), raw)
    if not raw or EVERYONE.fullmatch(raw):
        return Reading((None, None))
    ages, signs, rest = _tokens(raw) if len(raw) <= LONGEST and not NO_AGE.search(raw) else ([], "", raw)
    ranges = [_range(found[0], ages, signs[: found.start()].count("P")) for found in RANGE.finditer(signs)]
    if not ranges:
        return Reading((None, None), (doubt("ages_unread", text),))
    lows, highs = [low for low, _high, _codes in ranges], [high for _low, high, _codes in ranges]
    low = None if None in lows else min(low for low in lows if low is not None)
    high = None if None in highs else max(high for high in highs if high is not None)
    if not all(end is None or end >= MIN_MONTHS for end in (low, high)) or (low is not None and low > MAX_MONTHS):
        return Reading((None, None), (doubt("ages_unread", text),))
    if high is not None and low is not None and low > high:
        return Reading((None, None), (doubt("ages_backwards", text),))
    codes = [code for _low, _high, found in ranges for code in found]
    if SINCE.fullmatch(raw):
        high = None
        codes = [code for code in codes if code != "class_year"] + ["ages_from"]
    if len(ranges) > 1:
        codes.append("ages_several")
    if rest:
        codes.append("ages_partly")
    high = None if high is None else min(high, MAX_MONTHS)
    return Reading((low, high), tuple(_doubt(code, text, low, high) for code in dict.fromkeys(codes)))


def _doubt(code: str, text: str, low: int | None, high: int | None) -> Doubt:
    return doubt(code, text, high if code == "class_year" else low)


def _in_months(years: str, fraction: str) -> str:
    """A decimal of years in months, or as it is where it is no whole number of them: 1.5 is 18か月, 1.3 is nothing one means."""
    months = float(f"{years}.{fraction}") * 12
    return f"{months:.0f}か月" if months.is_integer() else f"{years}.{fraction}"


def _tokens(raw: str) -> tuple[list[Age], str, str]:
    """The ages said in a text, its signs (P for an age), and what is left over of it; no ages where one end is not understood."""
    ages: list[Age] = []
    signs = school = ""
    found = list(TOKEN.finditer(raw))
    left = TOKEN.sub("", raw)
    for index, match in enumerate(found):
        school = match["school"] or (match["stage"] or "")[:1] or school
        if any(match[sign] for sign in SIGNS):
            signs += next(SIGNS[sign] for sign in SIGNS if match[sign])
            continue
        age = _shared(found, index, school) if match["bare"] else _age(match, school)
        if age:
            ages.append(age)
            signs += "P"
        elif match["bare"] and not _is_an_end(found, index):
            left += match[0]
        else:
            return [], "", raw
    return ages, signs.strip(","), FILLERS.sub("", re.sub(r"[~\-・,、;/]", "", left))


def _shared(found: list[re.Match[str]], index: int, school: str) -> Age | None:
    """The age of a bare figure: by the unit of the one after it, or as a grade of the school before it (小1～6)."""
    if unit := _unit_after(found, index):
        shared = TOKEN.fullmatch(found[index]["bare"] + unit)
        return _age(shared, school) if shared else None
    if index > 1 and found[index - 1].end() == found[index].start() and found[index - 2].lastgroup in {"grade", "again"}:
        return _grade(school, found[index]["bare"])
    return None


def _is_an_end(found: list[re.Match[str]], index: int) -> bool:
    """Whether a wave next to it makes a figure the end of a range."""
    beside = (each for each in (index - 1, index + 1) if 0 <= each < len(found))
    return any(found[each]["wave"] for each in beside)


def _unit_after(found: list[re.Match[str]], index: int) -> str:
    """The unit that a bare figure shares with the one after it: 3～5歳, 0・1・2歳児, 3～4か月."""
    end = found[index].end()
    for match in found[index + 1 :]:
        if match.start() > end:
            return ""
        if match["years"]:
            return "歳児" if match["klass"] else "歳"
        if match["again"]:
            return "年生"
        if match["months"]:
            return "か月"
        if not (match["bare"] or match["wave"] or match["comma"]):
            return ""
        end = match.end()
    return ""


def _age(match: re.Match[str], school: str) -> Age | None:
    """The age that a token says; None for a grade that no school has. `school` is the one that was named last."""
    if match["years"]:
        return _in_years(int(match["years"]), match["and"], bool(match["klass"]))
    if match["months"]:
        return Age(int(match["months"]), int(match["months"]))
    if match["days"]:
        months = int(int(match["days"]) / 30.44)
        return Age(months, months, "days_as_months", "days_as_months")
    if grade := match["grade"] or match["again"]:
        return _grade(school, grade)
    return Age(*NAMED_STAGES[match["stage"]]) if match["stage"] else NAMED["preschool" if match["preschool"] else "leave"]


def _grade(school: str, grade: str) -> Age | None:
    ages = grade_ages(OF_SIGN[school], int(grade)) if school in OF_SIGN else None
    return Age(ages.lower, ages.upper) if ages else None


def _in_years(years: int, months: str | None, is_class: bool) -> Age:
    if months:
        return Age(years * 12 + int(months), years * 12 + int(months))
    return Age(years * 12, years * 12 + 11, "", "class_year" if is_class else "")


def _range(signs: str, ages: list[Age], at: int) -> tuple[int | None, int | None, list[str]]:
    """One range of RANGE, whose ages begin at an index: its ends and the codes of its doubts."""
    said = ages[at : at + signs.count("P")]
    first, last = said[0], said[-1]
    codes = [first.code] if first.code else []
    if signs.endswith(("F", "~")):
        return first.low, None, codes
    if signs.endswith("X"):
        low = first.low if len(said) > 1 else None
        return low, last.low - 1, codes if len(said) > 1 else []
    codes += [last.upper_code] if last.upper_code else []
    if len(said) == 1 and (signs.startswith("~") or signs.endswith("U") or first.code == "until_school"):
        return (0 if first.code == "until_school" else None), last.high, [last.upper_code] if last.upper_code else []
    if "," in signs:
        return min(age.low for age in said), max(age.high for age in said), codes
    return first.low, last.high, codes
