"""Who belongs to the network, since when, until when."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from directory.models import Organisation
from partnership.models import Membership
from partnership.queries import members
from tests.site.factories import locale

pytestmark = pytest.mark.django_db
DAY = datetime.date


@pytest.fixture
def salon() -> Organisation:
    return Organisation.objects.create(name="子育てサロン", kana="こそだてさろん", locale=locale())


def membership(organisation: Organisation, joined: DAY | None = None, left: DAY | None = None, role: str = "") -> Membership:
    return Membership(organisation=organisation, joined_on=joined, left_on=left, role=role, locale=organisation.locale)


def saved(organisation: Organisation, joined: DAY | None = None, left: DAY | None = None, role: str = "") -> Membership:
    made = membership(organisation, joined, left, role)
    made.full_clean()
    made.save()
    return made


def refused(wrong: Membership) -> dict[str, list[str]]:
    with pytest.raises(ValidationError) as error:
        wrong.full_clean()
    return error.value.message_dict


def test_the_day_of_leaving_is_the_first_day_outside(salon: Organisation) -> None:
    saved(salon, DAY(2011, 7, 1), DAY(2013, 4, 1))
    days = [DAY(2011, 6, 30), DAY(2011, 7, 1), DAY(2013, 3, 31), DAY(2013, 4, 1)]
    assert [bool(members(locale(), day)) for day in days] == [False, True, True, False]


def test_it_ends_after_it_began(salon: Organisation) -> None:
    wrong = membership(salon, DAY(2012, 4, 1), DAY(2012, 4, 1))
    assert "加入日より後" in refused(wrong)["left_on"][0]
    with pytest.raises(IntegrityError), transaction.atomic():
        wrong.save()


@pytest.mark.parametrize(
    ("joined", "left"),
    [
        (None, None),
        (DAY(2012, 1, 1), None),
        (DAY(2010, 1, 1), DAY(2011, 7, 2)),
        (DAY(2012, 1, 1), DAY(2012, 2, 1)),
        (DAY(2013, 3, 31), DAY(2014, 1, 1)),
    ],
)
def test_an_organisation_is_a_member_once_at_a_time(salon: Organisation, joined: DAY | None, left: DAY | None) -> None:
    saved(salon, DAY(2011, 7, 1), DAY(2013, 4, 1))
    assert "重ならない" in refused(membership(salon, joined, left))["joined_on"][0]


def test_an_organisation_may_come_back(salon: Organisation) -> None:
    saved(salon, DAY(2011, 7, 1), DAY(2013, 4, 1))
    saved(salon, DAY(2013, 4, 1))
    (member,) = members(locale(), DAY(2020, 1, 1))
    assert member.membership.joined_on == DAY(2013, 4, 1)


def test_two_open_memberships_are_refused_by_the_database_too(salon: Organisation) -> None:
    saved(salon, DAY(2011, 7, 1))
    with pytest.raises(IntegrityError), transaction.atomic():
        membership(salon, DAY(2012, 7, 1)).save()


def test_a_role_is_read_in_the_readers_language_where_it_is_translated(salon: Organisation) -> None:
    original = saved(salon, role="事務局")
    assert [member.membership.role for member in members(locale("en"))] == ["事務局"]
    translation = original.copy_for_translation(locale("en"))
    translation.role = "Secretariat"
    translation.full_clean()
    translation.save()
    assert [member.membership.role for member in members(locale("en"))] == ["Secretariat"]
    assert [member.membership.role for member in members(locale("ja"))] == ["事務局"]


def test_members_stand_in_the_order_of_their_readings(salon: Organisation) -> None:
    for name, kana in (("遊パーク", "ゆうぱーく"), ("学芸大学", "がくげいだいがく"), ("かき会", "かきかい")):
        saved(Organisation.objects.create(name=name, kana=kana, locale=locale()))
    saved(salon)
    assert [member.organisation.name for member in members(locale())] == ["かき会", "学芸大学", "子育てサロン", "遊パーク"]
