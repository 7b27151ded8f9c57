"""Who is on duty, as it is asked for: at midnight, over New Year, in other languages."""

import datetime
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cms.core.version import current
from directory import queries
from directory.duty.queries import Gap, duty_between, for_readers
from directory.duty.times import span
from directory.duty.words import gap_in_words
from directory.models import DutySlot, Place
from directory.models.place import PlacePhone
from tests.site.factories import locale

pytestmark = pytest.mark.django_db
JAPAN = ZoneInfo("Asia/Tokyo")


def moment(text: str) -> datetime.datetime:
    """2026-12-31 23:00, in Japan."""
    return datetime.datetime.fromisoformat(text).replace(tzinfo=JAPAN)


def hospital(name: str = "桜病院", **fields: object) -> Place:
    made = Place(name=name, locale=locale(), **{"kind": Place.Kind.HOSPITAL, **fields})
    made.phones.set([PlacePhone(number="042-387-9999", locale=locale())])
    made.save()
    return made


def duty(place: Place, start: str, end: str, *departments: str, kind: str = "holiday", **fields: object) -> DutySlot:
    return DutySlot.objects.create(
        place=place,
        starts_at=moment(start),
        ends_at=moment(end),
        departments=departments,
        kind=kind,
        **fields,  # type: ignore[misc]
    )


def on_duty(text: str) -> list[str]:
    return [slot.place.name for slot in queries.on_duty(moment(text))]


@pytest.mark.parametrize(
    ("when", "who"),
    [
        ("2026-12-31 21:59", []),
        ("2026-12-31 22:00", ["桜病院"]),
        ("2026-12-31 23:59", ["桜病院"]),
        ("2027-01-01 00:00", ["桜病院"]),
        ("2027-01-01 07:59", ["桜病院"]),
        ("2027-01-01 08:00", []),
    ],
)
def test_a_night_goes_over_new_year_and_its_end_is_none_of_it(when: str, who: list[str]) -> None:
    duty(hospital(), "2026-12-31 22:00", "2027-01-01 08:00", kind="night")
    assert on_duty(when) == who


def test_one_duty_follows_another_at_midnight_without_a_gap_or_both() -> None:
    duty(hospital("桜病院"), "2026-12-06 17:00", "2026-12-07 00:00", kind="evening")
    duty(hospital("梅病院"), "2026-12-07 00:00", "2026-12-07 08:00", kind="night")
    assert (on_duty("2026-12-06 23:59"), on_duty("2026-12-07 00:00")) == (["桜病院"], ["梅病院"])


def test_who_is_asked_in_another_time_zone_is_told_the_same() -> None:
    slot = duty(hospital(), "2026-12-06 09:00", "2026-12-06 17:00")
    assert list(queries.on_duty(datetime.datetime(2026, 12, 6, 0, 0, tzinfo=datetime.UTC))) == [slot]
    with timezone.override("America/New_York"):
        assert (slot.day, slot.times) == (datetime.date(2026, 12, 6), "9:00–17:00")


def test_doctors_for_children_stand_first() -> None:
    duty(hospital("桜病院"), "2026-12-06 08:00", "2026-12-06 17:00", "内科")
    duty(hospital("梅病院"), "2026-12-06 09:00", "2026-12-06 17:00", "内科", "小児科")
    duty(hospital("桃病院"), "2026-12-06 07:00", "2026-12-06 17:00", "小児外科")
    assert on_duty("2026-12-06 10:00") == ["梅病院", "桃病院", "桜病院"]


def test_a_place_that_is_not_public_is_on_no_duty() -> None:
    duty(hospital(live=False), "2026-12-06 09:00", "2026-12-06 17:00")
    assert on_duty("2026-12-06 10:00") == []
    assert list(queries.next_duty(moment("2026-12-05 10:00"), 5)) == []


def test_next_are_those_that_begin_later_the_soonest_first() -> None:
    place = hospital()
    for day in (8, 6, 7, 5):
        duty(place, f"2026-12-0{day} 09:00", f"2026-12-0{day} 17:00")
    assert [slot.day.day for slot in queries.next_duty(moment("2026-12-05 09:00"), 2)] == [6, 7]


def test_the_duties_of_days_are_those_of_which_any_part_lies_on_them() -> None:
    night = duty(hospital(), "2026-12-31 22:00", "2027-01-01 08:00", kind="night")
    day = datetime.date
    assert list(duty_between(day(2026, 12, 31), day(2026, 12, 31))) == [night]
    assert list(duty_between(day(2027, 1, 1), day(2027, 1, 1))) == [night]
    assert list(duty_between(day(2027, 1, 2), None)) == []
    assert list(duty_between(None, day(2026, 12, 30))) == []
    assert list(duty_between(None, datetime.date.max)) == [night]


def test_a_duty_ends_after_it_begins_in_the_form_and_in_the_database() -> None:
    wrong = DutySlot(place=hospital(), starts_at=moment("2026-12-06 17:00"), ends_at=moment("2026-12-06 17:00"))
    with pytest.raises(ValidationError) as error:
        wrong.full_clean()
    assert "翌日" in error.value.message_dict["ends_at"][0]
    with pytest.raises(IntegrityError), transaction.atomic():
        wrong.save()


def test_a_hospital_has_one_duty_of_a_kind_at_a_time() -> None:
    place = hospital()
    duty(place, "2026-12-06 09:00", "2026-12-06 17:00")
    with pytest.raises(IntegrityError), transaction.atomic():
        duty(place, "2026-12-06 09:00", "2026-12-06 12:00")


def test_duty_is_the_originals_whichever_language_was_chosen() -> None:
    place = hospital()
    english = place.copy_for_translation(locale("en"))
    english.name = "Sakura Hospital"
    english.save()
    slot = DutySlot(place=english, starts_at=moment("2026-12-06 09:00"), ends_at=moment("2026-12-06 17:00"))
    slot.full_clean()
    assert slot.place == place


def test_a_place_that_is_only_in_another_language_has_no_duty() -> None:
    english = Place.objects.create(name="Clinic", locale=locale("en"))
    slot = DutySlot(place=english, starts_at=moment("2026-12-06 09:00"), ends_at=moment("2026-12-06 17:00"))
    with pytest.raises(ValidationError) as error:
        slot.full_clean()
    assert "日本語の登録" in error.value.message_dict["place"][0]


def test_readers_are_told_the_place_in_their_language_where_it_has_one() -> None:
    place = hospital("桜病院")
    english = place.copy_for_translation(locale("en"))
    english.name = "Sakura Hospital"
    english.save()
    duty(place, "2026-12-06 09:00", "2026-12-06 17:00", "小児科")
    duty(hospital("梅病院"), "2026-12-06 09:00", "2026-12-06 17:00")
    found = for_readers(queries.on_duty(moment("2026-12-06 10:00")), locale("en"))
    assert [slot.place.name for slot in found] == ["Sakura Hospital", "梅病院"]


def test_more_duties_ask_the_database_no_more() -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as context:
            for slot in for_readers(queries.on_duty(moment("2026-12-06 10:00")), locale("en")):
                assert [phone.number for phone in slot.place.phones.all()], slot.place.locale.language_code
        return len(context)

    en = locale("en")

    def more(number: int) -> None:
        place = hospital(f"{number}病院")
        place.copy_for_translation(en).save()
        duty(place, "2026-12-06 09:00", "2026-12-06 17:00")
        duty(hospital(f"{number}医院"), "2026-12-06 09:00", "2026-12-06 17:00")

    more(0)
    few = asked()
    for number in range(1, 5):
        more(number)
    assert asked() == few


@pytest.mark.parametrize(
    ("starts", "ends", "until"),
    [
        ((9, 0), (17, 0), "2026-12-31 17:00"),
        ((22, 0), (8, 0), "2027-01-01 08:00"),
        ((17, 0), (0, 0), "2027-01-01 00:00"),
        ((9, 0), (9, 0), "2027-01-01 09:00"),
    ],
)
def test_an_end_before_the_beginning_is_the_next_days(starts: tuple[int, int], ends: tuple[int, int], until: str) -> None:
    assert span(datetime.date(2026, 12, 31), datetime.time(*starts), datetime.time(*ends))[1] == moment(until)


@pytest.mark.parametrize(
    ("end", "said"),
    [
        ("2026-12-06 17:00", "9:00–17:00"),
        ("2026-12-07 00:00", "9:00–24:00"),
        ("2026-12-07 08:00", "9:00–翌8:00"),
        ("2026-12-09 08:00", "9:00–2026年12月9日（水） 8:00"),
    ],
)
def test_times_are_said_as_one_says_them(end: str, said: str) -> None:
    assert DutySlot(starts_at=moment("2026-12-06 09:00"), ends_at=moment(end)).times == said


def test_a_sunday_a_holiday_and_the_turn_of_the_year_without_duty_are_gaps() -> None:
    place = hospital()
    for day in (6, 13, 20, 29, 31):
        duty(place, f"2026-12-{day:02} 09:00", f"2026-12-{day:02} 17:00")
    assert queries.duty_gaps(datetime.date(2026, 12, 1)) == [Gap(datetime.date(2026, 12, day)) for day in (27, 30)]


def test_a_month_with_a_doctor_for_children_lacks_one_on_the_other_days() -> None:
    place = hospital()
    for day, departments in ((6, ["小児科"]), (13, ["内科"]), (20, ["小児科", "内科"])):
        duty(place, f"2026-12-{day:02} 09:00", f"2026-12-{day:02} 17:00", *departments)
    gaps = queries.duty_gaps(datetime.date(2026, 12, 1))
    assert Gap(datetime.date(2026, 12, 13), "小児科") in gaps
    assert Gap(datetime.date(2026, 12, 20), "小児科") not in gaps


def test_a_month_that_nobody_has_begun_has_no_gaps() -> None:
    assert queries.duty_gaps(datetime.date(2026, 12, 1)) == []


def test_a_substitute_holiday_counts_and_a_night_does_not_cover_the_next_day() -> None:
    duty(hospital(), "2027-03-21 22:00", "2027-03-22 08:00", kind="night")
    assert Gap(datetime.date(2027, 3, 22)) in queries.duty_gaps(datetime.date(2027, 3, 1))


DECEMBER = datetime.date(2026, 12, 1)


def gaps_on(day: int) -> list[str]:
    return [gap_in_words(gap) for gap in queries.duty_gaps(DECEMBER) if gap.day.day == day]


def test_a_sunday_with_a_night_alone_lacks_a_duty_by_day() -> None:
    duty(hospital(), "2026-12-06 22:00", "2026-12-07 08:00", kind="night")
    assert gaps_on(6) == ["12月6日（日） 日曜：9:00–17:00の当番がありません（休日当番）。"]


def test_the_hours_of_a_day_are_those_of_most_days_with_their_lunch_break() -> None:
    place = hospital()
    for day in (6, 13, 20):
        duty(place, f"2026-12-{day:02} 10:00", f"2026-12-{day:02} 12:00")
        duty(place, f"2026-12-{day:02} 13:00", f"2026-12-{day:02} 16:00")
    duty(place, "2026-12-27 10:00", "2026-12-27 12:00")
    assert gaps_on(6) == []
    assert gaps_on(27) == ["12月27日（日） 日曜：13:00–16:00の当番がありません（休日当番）。"]


def test_of_a_short_and_a_long_sunday_the_short_one_has_a_gap_in_the_usual_hours() -> None:
    place = hospital()
    duty(place, "2026-12-06 09:00", "2026-12-06 12:00")
    duty(place, "2026-12-06 16:00", "2026-12-06 17:00", kind="other")
    duty(place, "2026-12-13 09:00", "2026-12-13 17:00")
    assert gaps_on(6) == ["12月6日（日） 日曜：12:00–16:00の当番がありません（休日当番）。"]
    assert gaps_on(13) == []


def test_a_sunday_that_is_longer_than_the_usual_hours_makes_no_gap_of_another() -> None:
    place = hospital()
    duty(place, "2026-12-06 09:00", "2026-12-06 17:00")
    duty(place, "2026-12-13 08:00", "2026-12-13 20:00")
    assert gaps_on(6) == gaps_on(13) == []


@pytest.mark.parametrize(("short", "said"), [(1, ["12月6日（日） 日曜：12:00–17:00の当番がありません（休日当番）。"]), (3, [])])
def test_every_sunday_may_be_another_and_the_hours_of_most_are_still_expected(short: int, said: list[str]) -> None:
    place = hospital()
    for number, (day, ends) in enumerate(((6, "12:00"), (13, "17:00"), (20, "18:00"), (27, "17:30"))):
        duty(place, f"2026-12-{day:02} 09:00", f"2026-12-{day:02} {'12:00' if number < short else ends}")
    assert gaps_on(6) == said


def test_saturdays_are_no_sundays() -> None:
    place = hospital()
    for day in (5, 12, 19, 26):
        duty(place, f"2026-12-{day:02} 13:00", f"2026-12-{day:02} 17:00")
    for day in (6, 13, 20):
        duty(place, f"2026-12-{day:02} 09:00", f"2026-12-{day:02} 17:00")
    duty(place, "2026-12-27 13:00", "2026-12-27 17:00")
    assert gaps_on(27) == ["12月27日（日） 日曜：9:00–13:00の当番がありません（休日当番）。"]
    assert gaps_on(5) == []


def test_mornings_on_one_day_and_evenings_on_others_leave_the_usual_hours_to_be_expected() -> None:
    place = hospital()
    for day, starts, ends in ((6, "09:00", "12:00"), (13, "12:00", "15:00"), (20, "15:00", "17:00")):
        duty(place, f"2026-12-{day:02} {starts}", f"2026-12-{day:02} {ends}")
    assert gaps_on(6) == ["12月6日（日） 日曜：12:00–17:00の当番がありません（休日当番）。"]


def test_another_kind_that_covers_the_hours_is_enough_and_minutes_are_no_gap() -> None:
    place = hospital()
    for day in (6, 13):
        duty(place, f"2026-12-{day:02} 09:00", f"2026-12-{day:02} 17:00")
    duty(place, "2026-12-20 09:00", "2026-12-20 12:55", kind="other")
    duty(hospital("梅病院"), "2026-12-20 13:00", "2026-12-20 17:00", kind="other")
    assert gaps_on(20) == []


def test_a_night_is_expected_where_the_month_has_any_and_on_working_days_where_most_have() -> None:
    place = hospital()
    for day in (6, 13, 20, 27):
        duty(place, f"2026-12-{day:02} 09:00", f"2026-12-{day:02} 17:00")
    assert gaps_on(6) == []
    for day in (13, 20, 27):
        duty(place, f"2026-12-{day:02} 22:00", f"2026-12-{day + 1:02} 08:00", kind="night")
    assert gaps_on(6) == ["12月6日（日） 日曜：22:00–8:00の当番がありません（夜間）。"]
    assert gaps_on(8) == []
    for day in (1, 2, 3, 4, 5, 7, 9, 10, 11, 12, 14, 15, 16, 17, 18, 19):
        duty(place, f"2026-12-{day:02} 22:00", f"2026-12-{day + 1:02} 08:00", kind="night")
    assert gaps_on(8) == ["12月8日（火）：22:00–8:00の当番がありません（夜間）。"]


def test_a_doctor_for_children_at_night_does_not_stand_for_one_by_day() -> None:
    place = hospital()
    duty(place, "2026-12-06 09:00", "2026-12-06 17:00", "小児科")
    duty(place, "2026-12-13 09:00", "2026-12-13 17:00", "内科")
    duty(place, "2026-12-13 22:00", "2026-12-14 08:00", "小児科", kind="night")
    assert gaps_on(13) == ["12月13日（日） 日曜：小児科の休日当番がありません。"]


def test_the_same_hospital_twice_at_a_time_is_told_once_and_one_after_the_other_is_none() -> None:
    place = hospital()
    first = duty(place, "2026-12-06 09:00", "2026-12-06 17:00")
    second = duty(place, "2026-12-06 16:00", "2026-12-06 22:00", kind="evening")
    duty(place, "2026-12-06 22:00", "2026-12-07 08:00", kind="night")
    duty(hospital("梅病院"), "2026-12-06 09:00", "2026-12-06 17:00")
    assert queries.duty_overlaps(datetime.date(2026, 12, 1)) == [(first, second)]


def test_an_overlap_over_the_end_of_the_month_is_told_in_the_month_of_either() -> None:
    place = hospital()
    pair = (
        duty(place, "2026-12-31 22:00", "2027-01-01 08:00", kind="night"),
        duty(place, "2027-01-01 07:00", "2027-01-01 17:00"),
    )
    assert queries.duty_overlaps(datetime.date(2027, 1, 1)) == [pair]
    assert queries.duty_overlaps(datetime.date(2026, 11, 1)) == []


def test_a_change_of_duty_is_a_change_of_what_the_public_sees() -> None:
    before = current().number
    slot = duty(hospital(), "2026-12-06 09:00", "2026-12-06 17:00")
    made = current().number
    slot.delete()
    assert before < made < current().number
