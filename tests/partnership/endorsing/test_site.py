"""A declaration's endorsements as readers, endorsers and moderators meet them."""

import datetime
import re
from typing import Any

import pytest
from django.core import mail
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from directory.models import Affiliation, Organisation
from partnership.endorsing import services
from partnership.endorsing.links import LINKS
from partnership.endorsing.services import Said
from partnership.models import Endorsement
from tests.core.api.arrange import get
from tests.partnership.board.arrange import user
from tests.partnership.endorsing.arrange import State, declaration, moderator, sent
from tests.site.factories import attribute, locale, read, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def page() -> Any:
    return declaration(motto="地域で子どもを育む")


def only() -> Endorsement:
    return Endorsement.objects.get()


def test_all_are_counted_and_those_who_wish_it_named_the_newest_first(client, page):
    by = moderator()
    for name, shown, kind in (("はな", True, "citizen"), ("ひみつ", False, "citizen"), ("文庫の会", True, "organisation")):
        services.accept(sent(page, name, shown=shown, kind=kind), by)
    sent(page, "待つ人")
    soup = read(client, page.url)
    section = words(soup, "#endorsements")
    assert "1団体" in section
    assert "個人2人" in section
    assert [each.get_text(strip=True) for each in soup.select("#endorsements .entry__name")] == ["文庫の会", "はな"]
    assert "ひみつ" not in section
    assert "待つ人" not in section


def test_the_names_come_in_pages_at_a_cost_that_does_not_grow(client, page, django_assert_max_num_queries):
    by = moderator()
    services.accept(sent(page, "人"), by)
    with django_assert_max_num_queries(12):
        get(client, f"declaration/{page.pk}/endorsements")
    for number in range(21):
        services.accept(sent(page, f"人{number}"), by)
    with django_assert_max_num_queries(12):
        assert get(client, f"declaration/{page.pk}/endorsements?limit=100")["meta"]["total_count"] == 22
    assert len(read(client, f"{page.url}?page=2").select("#endorsements .entry__name")) == 2


def test_an_organisation_that_goes_out_of_sight_is_counted_and_not_named(client, page):
    lead, group = user("団長"), Organisation.objects.create(name="ひだまり", locale=locale())
    Affiliation.objects.create(organisation=group, user=lead, role=Affiliation.Role.LEAD)
    services.accept(services.endorse(page, Said(organisation=group, is_name_shown=True), user=lead), moderator())
    assert get(client, f"declaration/{page.pk}/endorsements")["items"][0]["organisation"] == group.pk
    group.is_public = False
    group.save()
    assert get(client, f"declaration/{page.pk}/endorsements")["items"] == []
    assert get(client, "declaration")["items"][0]["endorsements"]["organisations"] == 1


def test_the_page_of_an_organisation_says_which_declaration_it_endorses(client, page):
    lead, group = user("団長"), Organisation.objects.create(name="ひだまり", locale=locale())
    Affiliation.objects.create(organisation=group, user=lead, role=Affiliation.Role.LEAD)
    endorsement = services.endorse(page, Said(organisation=group, is_name_shown=True), user=lead)
    address = f"/organisations/{group.pk}/"
    assert "賛同している宣言" not in words(read(client, address)), "nobody decided yet"
    services.accept(endorsement, moderator())
    assert attribute(read(client, address), "section[aria-labelledby=endorsements-heading] a", "href") == page.url
    Endorsement.objects.update(is_name_shown=False)
    assert "賛同している宣言" not in words(read(client, address))


def test_the_dashboard_of_those_who_decide_says_how_many_wait(client, page):
    client.force_login(moderator())
    assert "確認を待っている賛同" not in words(read(client, "/admin/"))
    sent(page)
    Endorsement.objects.update(created_at=timezone.now() - datetime.timedelta(days=3))
    sent(page, "きのう")
    assert "確認を待っている賛同 2件 （2日より長く待っているもの 1件）" in words(read(client, "/admin/")).replace("件（", "件 （")


def test_only_its_lead_endorses_for_an_organisation_and_once(page):
    lead, group = user("団長"), Organisation.objects.create(name="ひだまり", locale=locale())
    Affiliation.objects.create(organisation=group, user=lead, role=Affiliation.Role.LEAD)
    with pytest.raises(services.NotLeadError):
        services.endorse(page, Said(organisation=group), user=user("外"))
    services.endorse(page, Said(organisation=group), user=lead)
    with pytest.raises(services.AlreadyError):
        services.endorse(page, Said(organisation=group), user=lead)


def test_a_citizen_confirms_by_mail_reads_the_answer_and_withdraws(client, page, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        fields = {"kind": "citizen", "name": "はな", "is_name_shown": "on", "contact": "hana@example.jp"}
        answer = client.post(reverse("partnership:declaration_endorse", args=[page.pk]), fields)
    assert answer.status_code == 302
    assert only().state == State.UNCONFIRMED
    (link,) = re.findall(r"/declaration/mail/\S+", str(mail.outbox[0].body))
    client.get(link)
    assert only().state == State.UNCONFIRMED
    client.post(link)
    assert only().state == State.WAITING
    with django_capture_on_commit_callbacks(execute=True):
        services.decline(only(), moderator(), "名前が違うため")
    assert "名前が違うため" in mail.outbox[1].body
    mine = reverse("partnership:endorsement_mine", args=[LINKS.token_of(only())])
    assert "名前が違うため" in client.get(mine).content.decode()
    client.get(f"{mine}?withdraw=1")
    assert only().state == State.DECLINED
    client.post(mine, {"withdraw": "1"})
    assert (only().state, only().name, only().contact) == (State.WITHDRAWN, "", "")


def test_what_is_wrong_is_said_and_what_was_written_stays(client, page):
    url = reverse("partnership:declaration_endorse", args=[page.pk])
    told = client.post(url, {"kind": "citizen", "name": "", "words": "よいまちに", "contact": "x"}).content.decode()
    assert "お名前を書いてください" in told
    assert "name@example.jp のように" in told
    assert "よいまちに" in told
    client.post(url, {"kind": "citizen", "name": "ロボット", "more": "x"})
    assert not Endorsement.objects.exists()


def test_a_sender_is_not_taken_without_end_and_a_button_pressed_twice_counts_once(page):
    first = sent(page, "はな", mark="m")
    assert sent(page, "はな", mark="m") == first
    for number in range(services.MOST_OF_A_SENDER - 1):
        sent(page, f"人{number}", mark="m")
    with pytest.raises(services.TooManyError):
        sent(page, "もう一人", mark="m")


def test_a_strangers_link_opens_nothing(client, page):
    token = LINKS.token_of(sent(page))
    other = ("a" if token[-1] != "a" else "b").join([token[:-1], ""])
    assert client.get(reverse("partnership:endorsement_mine", args=[other])).status_code == 404
    assert client.get(reverse("partnership:endorsement_confirm", args=[token])).status_code == 410


def test_a_declaration_that_is_taken_down_takes_none_and_shows_none(client, page):
    services.accept(sent(page), moderator())
    page.unpublish()
    for name in ("declaration_endorse", "declaration_card"):
        assert client.get(reverse(f"partnership:{name}", args=[page.pk])).status_code == 404
    assert get(client, "declaration")["items"] == []
    get(client, f"declaration/{page.pk}/endorsements", 404)
    with pytest.raises(services.ClosedError):
        sent(page, "あとから")


def test_addresses_go_in_time_and_so_does_what_nobody_confirmed(page, settings):
    services.confirm(sent(page, "はな", contact="hana@example.jp"))
    sent(page, "だれか", contact="no@example.jp")
    Endorsement.objects.update(created_at=timezone.now() - datetime.timedelta(days=8))
    settings.PARTNERSHIP_ENDORSEMENT_CONTACT_DAYS = 30
    call_command("partnership", "forget", verbosity=0)
    rows = {each.state: each for each in Endorsement.objects.all()}
    assert rows[State.WAITING].contact == "hana@example.jp"
    assert rows[State.WITHDRAWN].contact == rows[State.WITHDRAWN].name == ""
    settings.PARTNERSHIP_ENDORSEMENT_CONTACT_DAYS = 5
    call_command("partnership", "forget", verbosity=0)
    assert not Endorsement.objects.exclude(contact="").exists()


def test_the_card_has_motto_title_code_and_address(client, page):
    soup = read(client, reverse("partnership:declaration_card", args=[page.pk]))
    assert words(soup, ".declaration-card__motto") == "地域で子どもを育む"
    assert words(soup, "h1") == "宣言"
    assert soup.select(".leaflet__code svg")
    assert attribute(soup, "#share-address", "value").endswith(page.url)
    assert client.get(reverse("partnership:declaration_first_card")).url.endswith(f"/{page.pk}/card/")


def test_moderators_decide_in_the_admin_and_nobody_else_enters(page):
    one, two = sent(page, "はな"), sent(page, "くま")
    inside, outside = Client(), Client()
    inside.force_login(moderator())
    outside.force_login(user("外"))
    assert "はな" in inside.get(reverse("endorsements:list")).content.decode()
    inside.post(reverse("endorsements:list"), {"act": "accept", "endorsement": [one.pk, two.pk]})
    assert set(Endorsement.objects.values_list("state", flat=True)) == {State.ACCEPTED}
    refused = inside.post(reverse("endorsements:one", args=[one.pk]), {"act": "hide"}).content.decode()
    assert "理由を書いてください" in refused
    outside.post(reverse("endorsements:one", args=[one.pk]), {"act": "hide", "reason": "x"})
    assert Endorsement.objects.get(pk=one.pk).state == State.ACCEPTED
    inside.post(reverse("endorsements:enter"), {"declaration": page.pk, "name": "紙の人", "kind": "citizen"})
    entered = Endorsement.objects.get(name="紙の人")
    inside.post(reverse("endorsements:one", args=[entered.pk]), {"act": "accept"})
    assert Endorsement.objects.get(pk=entered.pk).state == State.WAITING
