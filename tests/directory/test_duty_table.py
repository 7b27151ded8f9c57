"""The month's table of duty, as the secretariat fills it in."""

import datetime
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import ModelLogEntry
from wagtail.test.utils.form_data import querydict_from_html

from directory.models import DutySlot
from tests.core.editorial import client_of, person, set_up
from tests.directory.test_duty import duty, hospital, moment
from tests.site.factories import one

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("set_up_once")]
MONTH = "2026-12"


@pytest.fixture
def keeper() -> Client:
    set_up()
    return client_of(person("事務", "secretariat"))


def url(month: str = MONTH) -> str:
    return f"{reverse('duty_month')}?month={month}"


def table(client: Client, month: str = MONTH) -> BeautifulSoup:
    response = client.get(url(month))
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def form(client: Client, month: str = MONTH) -> Any:
    """What the table would post, unchanged."""
    return filled(client.get(url(month)).content.decode())


def filled(html: str) -> Any:
    forms = BeautifulSoup(html, "html.parser").find_all("form")
    index = next(i for i, each in enumerate(forms) if each.select_one("[name=seen]"))
    data = querydict_from_html(html, form_index=index)
    data.pop("more", None)
    return data


def post(client: Client, data: Any, **changed: str) -> Any:
    for name, value in changed.items():
        data[name.replace("__", "-")] = value
    return client.post(url(), data)


def soup_of(response: Any) -> BeautifulSoup:
    return BeautifulSoup(response.content, "html.parser")


def test_a_month_has_a_row_a_day_and_a_column_a_kind_with_the_usual_times(keeper: Client) -> None:
    soup = table(keeper)
    assert [each.get_text() for each in soup.select(".duty-table thead th")] == ["日", "休日当番", "準夜", "夜間", "その他"]
    rows = soup.select(".duty-table tbody tr")
    assert len(rows) == 31
    assert " ".join(one(rows[5], "th").get_text(" ").split()) == "12月6日（日） 日曜"
    night = one(soup, "#cell-6-night")
    assert [each["value"] for each in night.select("input[type=time]")] == ["22:00", "08:00"]
    assert not one(soup, "#cell-6-other").select_one("input[type=time][value]")


def test_sundays_holidays_and_the_turn_of_the_year_are_marked(keeper: Client) -> None:
    marked = [" ".join(each.get_text(" ").split()) for each in table(keeper, "2026-09").select("tr.is-off th")]
    assert marked == [
        "9月6日（日） 日曜",
        "9月13日（日） 日曜",
        "9月20日（日） 日曜",
        "9月21日（月） 敬老の日",
        "9月22日（火） 国民の休日",
        "9月23日（水） 秋分の日",
        "9月27日（日） 日曜",
    ]


def test_what_is_filled_in_is_saved_in_one_go(keeper: Client) -> None:
    place = hospital("桜病院")
    data = form(keeper)
    response = post(
        keeper,
        data,
        **{"new-6-holiday-0-place": "桜病院", "new-6-holiday-0-departments": "小児科、内科", "new-31-night-0-place": "桜病院"},
    )
    assert response.status_code == 302
    day, night = DutySlot.objects.all()
    assert (day.place, day.kind, day.departments) == (place, "holiday", ("小児科", "内科"))
    assert (day.starts_at, day.ends_at) == (moment("2026-12-06 09:00"), moment("2026-12-06 17:00"))
    assert (night.starts_at, night.ends_at) == (moment("2026-12-31 22:00"), moment("2027-01-01 08:00"))
    assert ModelLogEntry.objects.filter(action="wagtail.create").count() == 2


def test_an_untouched_table_changes_nothing(keeper: Client) -> None:
    duty(hospital(), "2026-12-06 09:00", "2026-12-06 17:00", "小児科", remark="残る備考")
    logged = ModelLogEntry.objects.count()
    assert post(keeper, form(keeper)).status_code == 302
    assert DutySlot.objects.get().remark == "残る備考"
    assert ModelLogEntry.objects.count() == logged


def test_one_mistake_saves_nothing_and_stands_at_its_cell(keeper: Client) -> None:
    hospital("桜病院")
    response = post(
        keeper,
        form(keeper),
        **{
            "new-6-holiday-0-place": "桜病院",
            "new-13-holiday-0-place": "桜病陰",
            "new-20-holiday-0-departments": "小児科",
            "new-27-other-0-place": "桜病院",
        },
    )
    assert not DutySlot.objects.exists()
    soup = soup_of(response)
    wrong = {str(cell["id"]): cell.select_one(".duty-error") for cell in soup.select(".duty-table td")}
    told = {name: error.get_text() for name, error in wrong.items() if error}
    assert set(told) == {"cell-13-holiday", "cell-20-holiday", "cell-27-other"}
    assert "「桜病院」のことですか" in told["cell-13-holiday"]
    assert "医療機関を書いて" in told["cell-20-holiday"]
    assert "時間を書いて" in told["cell-27-other"]
    assert "3件に直すところがあります" in soup.get_text()
    assert one(soup, "#cell-6-holiday [name=new-6-holiday-0-place]")["value"] == "桜病院"


def test_a_duty_is_changed_and_another_taken_away(keeper: Client) -> None:
    place, other = hospital("桜病院"), hospital("梅病院")
    changed = duty(place, "2026-12-06 09:00", "2026-12-06 17:00", "内科", remark="残る備考")
    gone = duty(other, "2026-12-06 17:00", "2026-12-06 22:00", kind="evening")
    response = post(
        keeper,
        form(keeper),
        **{
            f"slot-{changed.pk}-place": "梅病院",
            f"slot-{changed.pk}-ends": "12:00",
            f"slot-{gone.pk}-remove": "on",
            f"slot-{gone.pk}-place": "",
        },
    )
    assert response.status_code == 302
    found = DutySlot.objects.get()
    assert (found.pk, found.place, found.ends_at, found.remark) == (changed.pk, other, moment("2026-12-06 12:00"), "残る備考")
    assert ModelLogEntry.objects.filter(action="wagtail.delete").exists()


def test_an_emptied_name_does_not_take_a_duty_away(keeper: Client) -> None:
    slot = duty(hospital(), "2026-12-06 09:00", "2026-12-06 17:00")
    response = post(keeper, form(keeper), **{f"slot-{slot.pk}-place": ""})
    assert "「消す」に印" in one(soup_of(response), "#cell-6-holiday .duty-error").get_text()
    assert DutySlot.objects.exists()


def test_a_cell_makes_room_for_another_without_losing_what_is_written(keeper: Client) -> None:
    hospital("桜病院")
    hospital("梅病院")
    data = form(keeper)
    data["new-6-holiday-0-place"] = "桜病院"
    response = post(keeper, data, more="6-holiday")
    assert not DutySlot.objects.exists()
    data = filled(response.content.decode())
    assert data["new-6-holiday-0-place"] == "桜病院"
    assert post(keeper, data, **{"new-6-holiday-1-place": "梅病院"}).status_code == 302
    assert {slot.place.name for slot in DutySlot.objects.all()} == {"桜病院", "梅病院"}


def test_the_same_hospital_twice_at_a_beginning_is_told_at_the_cell(keeper: Client) -> None:
    slot = duty(hospital("桜病院"), "2026-12-06 09:00", "2026-12-06 17:00")
    response = post(keeper, form(keeper), **{"new-6-holiday-0-place": "桜病院"})
    assert "もう一つあります" in one(soup_of(response), "#cell-6-holiday .duty-error").get_text()
    data = form(keeper)
    again = post(keeper, data, **{f"slot-{slot.pk}-remove": "on", "new-6-holiday-0-place": "桜病院"})
    assert again.status_code == 302
    assert DutySlot.objects.get().pk != slot.pk


def test_what_another_changed_meanwhile_is_not_written_over(keeper: Client) -> None:
    place = hospital("桜病院")
    slot = duty(place, "2026-12-06 09:00", "2026-12-06 17:00", "内科")
    data = form(keeper)
    slot.departments = ("小児科",)  # type: ignore[assignment]
    slot.save()
    response = post(keeper, data, **{"new-13-holiday-0-place": "桜病院"})
    assert "ほかの人がこの月の当番を変えました" in response.content.decode()
    assert DutySlot.objects.get().departments == ("小児科",)


def test_a_duty_longer_than_a_day_keeps_its_end(keeper: Client) -> None:
    slot = duty(hospital("桜病院"), "2026-12-05 09:00", "2026-12-07 08:00")
    assert "2026年12月7日（月） 8:00" in one(table(keeper), "#cell-5-holiday").get_text()
    post(keeper, form(keeper), **{f"slot-{slot.pk}-departments": "小児科"})
    assert DutySlot.objects.get().ends_at == moment("2026-12-07 08:00")


def test_gaps_and_overlaps_are_told_above_the_table(keeper: Client) -> None:
    place = hospital("桜病院")
    duty(place, "2026-12-06 09:00", "2026-12-06 17:00", "小児科")
    duty(place, "2026-12-06 16:00", "2026-12-06 22:00", kind="evening")
    duty(place, "2026-12-13 09:00", "2026-12-13 17:00", "内科")
    told = one(table(keeper), "[aria-labelledby=duty-warnings]").get_text()
    assert "12月13日（日） 日曜：小児科の当番がありません。" in told
    assert "12月20日（日） 日曜：当番がありません。" in told
    assert "桜病院：休日当番 9:00–17:00 と 準夜 16:00–22:00 が重なっています。" in told
    assert not table(keeper, "2027-02").select("[aria-labelledby=duty-warnings]")


def test_every_field_says_what_it_is_for_and_each_name_is_once(keeper: Client) -> None:
    duty(hospital(), "2026-12-06 09:00", "2026-12-06 17:00")
    soup = table(keeper)
    fields = soup.select(".duty-table input:not([type=hidden])")
    assert [str(each) for each in fields if not each.get("aria-label")] == []
    labels = [str(each["aria-label"]) for each in soup.select("#cell-13-night input:not([type=hidden])")]
    assert labels == ["12/13 夜間 医療機関", "12/13 夜間 診療科目", "12/13 夜間 開始", "12/13 夜間 終了"]
    names = [str(each["name"]) for each in soup.select(".duty-table input")]
    assert len(names) == len(set(names))


def test_what_is_no_month_is_the_present_one_and_the_months_lead_on(keeper: Client) -> None:
    assert keeper.get(url("x")).status_code == keeper.get(url("0001-01")).status_code == 200
    hrefs = [str(a["href"]) for a in table(keeper).select(".duty-months a")][:2]
    assert [href.rpartition("=")[2] for href in hrefs] == ["2026-11", "2027-01"]


def test_a_duty_of_the_last_night_of_the_month_before_is_in_that_month(keeper: Client) -> None:
    duty(hospital(), "2026-11-30 22:00", "2026-12-01 08:00", kind="night")
    assert not table(keeper).select(".duty-table [name^=slot-]")
    assert table(keeper, "2026-11").select("#cell-30-night [name^=slot-]")


def test_more_duties_ask_the_database_no_more(keeper: Client) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as context:
            table(keeper)
        return len(context)

    duty(hospital("病院"), "2026-12-06 09:00", "2026-12-06 17:00")
    asked()
    few = asked()
    for number in range(5):
        duty(hospital(f"{number}病院"), "2026-12-06 09:00", "2026-12-06 17:00")
    assert asked() == few


def test_the_list_is_narrowed_by_month_and_place_and_searched(keeper: Client) -> None:
    sakura, ume = hospital("桜病院"), hospital("梅病院")
    duty(sakura, "2026-12-06 09:00", "2026-12-06 17:00")
    duty(ume, "2026-12-31 22:00", "2027-01-01 08:00", kind="night")
    duty(ume, "2027-01-01 09:00", "2027-01-01 17:00")
    listed = reverse(DutySlot.snippet_viewset.get_url_name("list"))  # type: ignore[attr-defined]

    def found(query: str) -> list[str]:
        soup = soup_of(keeper.get(f"{listed}?{query}"))
        return sorted(" ".join(each.get_text().split()) for each in soup.select("td.title .title-wrapper"))

    assert len(found("")) == 3
    assert found("month=2026-12") == ["2026年12月31日（木） 梅病院 22:00–翌8:00", "2026年12月6日（日） 桜病院 9:00–17:00"]
    assert found("month=2026-12&kind=night") == ["2026年12月31日（木） 梅病院 22:00–翌8:00"]
    assert found(f"place={sakura.pk}") == ["2026年12月6日（日） 桜病院 9:00–17:00"]
    assert found("q=桜") == ["2026年12月6日（日） 桜病院 9:00–17:00"]


def test_the_menu_leads_to_the_table_who_may_keep_it(keeper: Client) -> None:
    assert reverse("duty_month") in keeper.get(reverse("wagtailadmin_home")).content.decode()
    editor = client_of(person("編集", "editor"))
    assert f'"{reverse("duty_month")}"' not in editor.get(reverse("wagtailadmin_home")).content.decode()


def test_this_month_is_japans_wherever_the_account_is() -> None:
    from directory.duty.times import at, local

    assert local(at(datetime.date(2026, 12, 1))).date() == datetime.date(2026, 12, 1)
