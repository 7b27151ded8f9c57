import pytest
from django import forms
from hypothesis import given
from hypothesis import strategies as st

from cms.core.ages import LIFE_STAGES, MAX_MONTHS, MIN_MONTHS, STAGES, AgeRange, age_in_words
from cms.core.forms import AgeEndField

months = st.integers(MIN_MONTHS, MAX_MONTHS)
ends = st.one_of(st.none(), months)


@st.composite
def ranges(draw: st.DrawFn) -> AgeRange:
    low, high = draw(ends), draw(ends)
    if low is not None and high is not None and low > high:
        low, high = high, low
    return AgeRange(low, high)


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


def test_an_end_is_chosen_as_a_life_stage() -> None:
    form = StageForm({"age_min": "72"})
    assert form.is_valid()
    assert form.cleaned_data["age_min"] == 72
    assert StageForm({"age_min": ""}).fields["age_min"].clean("") is None


def test_a_month_between_stages_survives_the_form() -> None:
    form = StageForm({"age_min": "10"})
    field = form.fields["age_min"]
    assert isinstance(field, AgeEndField)
    field.keep(10)
    assert form.is_valid()
    assert form.cleaned_data["age_min"] == 10
