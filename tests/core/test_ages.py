import pytest
from bs4 import BeautifulSoup
from django import forms
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from cms.core.age_fields import AgeEndField
from cms.core.ages import LIFE_STAGES, MAX_MONTHS, MIN_MONTHS, STAGES, AgeRange, age_in_words, grade_ages

months = st.integers(MIN_MONTHS, MAX_MONTHS)
ends = st.one_of(st.none(), months)


@st.composite
def ranges(draw: st.DrawFn) -> AgeRange:
    low, high = draw(ends), draw(ends)
    if low is not None and high is not None and low > high:
        low, high = high, low
    return AgeRange(low, high)


@pytest.mark.parametrize(("school", "grades"), [("elementary", 6), ("junior-high", 3), ("high-school", 3)])
def test_the_grades_of_a_school_make_up_its_life_stage(school: str, grades: int) -> None:
    found = [grade_ages(school, grade) for grade in range(1, grades + 1)]
    months_of_grades = [month for ages in found if ages for month in range(ages.lower, ages.upper + 1)]
    assert months_of_grades == list(range(STAGES[school].minimum, STAGES[school].maximum + 1))
    assert grade_ages(school, 0) is grade_ages(school, grades + 1) is None


def test_life_stages_cover_every_month_once() -> None:
    covered = [month for stage in LIFE_STAGES for month in range(stage.minimum, stage.maximum + 1)]
    assert covered == list(range(MIN_MONTHS, MAX_MONTHS + 1))


@given(ranges(), months)
def test_a_range_contains_a_month_exactly_when_it_overlaps_that_month(ages: AgeRange, month: int) -> None:
    assert (month in ages) == ages.overlaps(AgeRange(month, month))


@given(ranges(), ranges())
def test_overlap_is_mutual_and_means_a_shared_month(one: AgeRange, other: AgeRange) -> None:
    shared = any(month in one and month in other for month in range(MIN_MONTHS, MAX_MONTHS + 1))
    assert one.overlaps(other) == other.overlaps(one) == shared


@given(ranges())
def test_every_range_can_be_said_in_words(ages: AgeRange) -> None:
    assert str(ages).strip()
    assert "None" not in str(ages)


@pytest.mark.parametrize(
    ("minimum", "maximum", "words"),
    [
        (None, None, "全年齢"),
        (-10, -1, "妊娠期"),
        (0, 11, "0歳"),
        (0, 35, "0歳〜2歳"),
        (-10, 71, "妊娠期〜5歳"),
        (24, 71, "2歳〜5歳"),
        (6, 216, "6か月〜高校生"),
        (36, 71, "3〜5歳"),
        (6, None, "6か月から"),
        (None, 71, "5歳まで"),
        (72, None, "小学生から"),
        (18, 40, "1歳6か月〜3歳4か月"),
        (10, 10, "10か月"),
        (2, 11, "2か月〜11か月"),
        (0, 5, "0か月〜5か月"),
        (18, 23, "1歳6か月〜1歳11か月"),
        (36, 47, "3歳"),
        (72, 83, "6歳"),
        (132, 143, "11歳"),
        (2, 23, "2か月〜1歳"),
    ],
)
def test_a_range_is_said_as_parents_say_it(minimum: int | None, maximum: int | None, words: str) -> None:
    assert str(AgeRange(minimum, maximum)) == words


@pytest.mark.parametrize(
    ("month", "words"), [(-3, "妊娠期"), (0, "0か月"), (3, "3か月"), (12, "1歳"), (18, "1歳6か月"), (216, "18歳")]
)
def test_an_age_is_said_in_years_and_months(month: int, words: str) -> None:
    assert age_in_words(month) == words


@pytest.mark.parametrize(("minimum", "maximum"), [(MIN_MONTHS - 1, 0), (0, MAX_MONTHS + 1), (10, 9)])
def test_an_impossible_range_is_refused_with_a_reason(minimum: int, maximum: int) -> None:
    with pytest.raises(ValueError, match=r"年齢|何歳"):
        AgeRange(minimum, maximum)


def test_a_range_of_stages_reaches_from_the_first_to_the_last() -> None:
    assert AgeRange.of_stages(STAGES["0"], STAGES["2"]) == AgeRange(0, 35)
    assert [stage.key for stage in AgeRange(11, 12).stages] == ["0", "1"]


class StageForm(forms.Form):
    age_min = AgeEndField(end="minimum", label="何歳から")


def chosen(stage: str, years: str = "", months: str = "") -> StageForm:
    return StageForm({"age_min_stage": stage, "age_min_years": years, "age_min_months": months})


@pytest.mark.parametrize(
    ("form", "months"),
    [
        (chosen("72"), 72),
        (chosen("-10"), -10),
        (chosen(""), None),
        (chosen("months", "1", "6"), 18),
        (chosen("months", "", "6"), 6),
        (chosen("months", "3"), 36),
        (chosen("", "1", "6"), 18),
        (StageForm({}), None),
    ],
)
def test_an_end_is_chosen_as_a_life_stage_or_by_years_and_months(form: StageForm, months: int | None) -> None:
    assert form.is_valid(), form.errors
    assert form.cleaned_data["age_min"] == months


@pytest.mark.parametrize(
    ("form", "reason"),
    [
        (chosen("months"), "何歳何か月か"),
        (chosen("72", "1", "6"), "両方"),
        (chosen("months", "1", "12"), "0〜11か月"),
        (chosen("months", "19"), "0〜18歳"),
        (chosen("months", "一"), "0〜18歳"),
    ],
)
def test_what_is_no_age_is_refused_with_what_to_do(form: StageForm, reason: str) -> None:
    assert not form.is_valid()
    assert reason in str(form.errors["age_min"])


@pytest.mark.parametrize("month", [None, -10, -4, 0, 10, 18, 72, 215])
def test_every_month_survives_the_form_unchanged(month: int | None) -> None:
    shown = StageForm(initial={"age_min": month})
    field = shown.fields["age_min"]
    assert isinstance(field, AgeEndField)
    field.keep(month)
    html = BeautifulSoup(str(shown), "html.parser")
    sent = {str(field["name"]): str(field.get("value", "")) for field in html.find_all("input")}
    option = html.select_one("option[selected]")
    form = StageForm({**sent, "age_min_stage": str(option["value"]) if option else ""}, initial={"age_min": month})
    kept = form.fields["age_min"]
    assert isinstance(kept, AgeEndField)
    kept.keep(month)
    assert form.is_valid(), form.errors
    assert form.cleaned_data["age_min"] == month
    assert not form.has_changed()


def test_months_are_shown_only_where_they_say_something() -> None:
    assert "<details>" in str(StageForm(initial={"age_min": 72}))
    assert "<details open>" in str(StageForm(initial={"age_min": 18}))


@pytest.mark.parametrize(
    ("months", "words"),
    [(1, "1 month"), (2, "2 months"), (12, "age 1"), (13, "1 year 1 month"), (18, "1 year 6 months"), (25, "2 years 1 month")],
)
def test_in_english_one_is_one(months: int, words: str) -> None:
    with translation.override("en"):
        assert age_in_words(months) == words
