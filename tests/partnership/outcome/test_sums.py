"""An outcome report goes to review, and to the public, with sums that agree; a draft may wait for them."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield

from cms.core import services
from partnership.models import NetworkPage, OutcomeReportPage
from partnership.outcome.sums import disagreements
from search.models import Entry
from tests.core.api.arrange import get, site_root
from tests.core.editorial import client_of, editor_form, fresh, person, set_up, waiting
from tests.partnership.outcome.arrange import ITEMS, TOTAL, YEARS, network, report
from tests.site.factories import add, locale, read, translated, words

pytestmark = pytest.mark.django_db
SHORT = {**YEARS, 2012: 6_405_000}
MESSAGE = "支援額（9,994,000円）と年度別の合計（9,993,000円）が合いません。年度別の合計が1,000円足りません。"


@pytest.mark.parametrize(
    ("total", "years", "items", "wrong"),
    [
        (TOTAL, YEARS.values(), ITEMS.values(), []),
        (TOTAL, SHORT.values(), ITEMS.values(), [MESSAGE]),
        (
            TOTAL,
            YEARS.values(),
            [*ITEMS.values(), 6],
            ["支援額（9,994,000円）と費目別の合計（9,994,006円）が合いません。費目別の合計が6円多くなっています。"],
        ),
        (
            100,
            [],
            [100, None],
            ["支援額（100円）と年度別の合計（0円）が合いません。年度別の合計が100円足りません。"],
        ),
        (None, [70], [100], ["年度別の合計（70円）と費目別の合計（100円）が合いません。費目別の合計が30円多くなっています。"]),
        (None, [], [], []),
    ],
)
def test_what_does_not_agree_is_named_with_its_sums_and_their_difference(
    total: Any, years: Any, items: Any, wrong: list[str]
) -> None:
    assert disagreements(total, years, items) == wrong


def form_of(
    parent: NetworkPage,
    years: dict[int, int],
    items: dict[str, int] = ITEMS,
    draft: bool = False,
    lines: dict[str, Any] | None = None,
    **fields: Any,
) -> Any:
    """The editor's form, filled in, as one sends it to be reviewed or saves it as a draft."""
    data = {
        "title": "成果等報告",
        "project": "ネットワーク事業",
        "category": "general",
        "carried_out_by": "協議会",
        "period_from": "2011-07-01",
        "period_until": "2013-03-31",
        "amount_yen": str(TOTAL),
        **{name: rich_text("<p>文です。</p>") for name in ("overview", "activities", "results")},
        "rank": "S",
        "body": streamfield([]),
        "years": inline_formset([{"fiscal_year": year, "amount_yen": yen} for year, yen in years.items()]),
        "items": inline_formset([{"name": name, "amount_yen": yen} for name, yen in items.items()]),
        "parts": inline_formset([]),
        "equipment": inline_formset([]),
        "comments": inline_formset([]),
        **(lines or {}),
        **fields,
    }
    form_class = OutcomeReportPage.get_edit_handler().get_form_class()
    instance = OutcomeReportPage(locale=parent.locale)
    user = person("editor", is_superuser=True)
    form = form_class(nested_form_data(data), instance=instance, parent_page=parent, for_user=user)
    if draft:
        form.defer_required_fields()
    return form


def test_the_form_says_what_does_not_agree_at_the_amount() -> None:
    form = form_of(network(), SHORT)
    assert not form.is_valid()
    assert form.errors["amount_yen"] == [MESSAGE]


def test_what_does_not_agree_is_told_beside_what_is_missing() -> None:
    form = form_of(network(), SHORT, project="", rank="")
    assert not form.is_valid()
    assert set(form.errors) == {"project", "rank", "amount_yen"}
    assert form.errors["amount_yen"] == [MESSAGE]


def test_an_editor_left_empty_is_not_taken_for_something_written() -> None:
    form = form_of(network(), YEARS, overview=rich_text("<p></p>"), results=rich_text("<p> </p>"))
    assert not form.is_valid()
    assert set(form.errors) == {"overview", "results"}


def test_what_is_no_amount_is_not_added_up() -> None:
    lines = inline_formset([{"fiscal_year": "二〇一一", "amount_yen": 1}, {"fiscal_year": 2012, "amount_yen": "十万円"}])
    form = form_of(network(), YEARS, lines={"years": lines})
    assert not form.is_valid()
    assert not form.errors
    assert [set(line.errors) for line in form.formsets["years"].forms] == [{"fiscal_year"}, {"amount_yen"}]


def test_a_draft_is_saved_whatever_its_sums() -> None:
    parent = network()
    form = form_of(parent, SHORT, draft=True, overview=rich_text(""), rank="", amount_yen="")
    assert form.is_valid(), form.errors
    page = form.save(commit=False)
    page.live = False
    parent.add_child(instance=page)
    assert fresh(page).years.count() == 2


def test_sums_that_agree_are_taken() -> None:
    form = form_of(network(), YEARS)
    assert form.is_valid(), form.errors


def test_a_line_that_is_removed_is_not_counted() -> None:
    lines = [{"name": name, "amount_yen": yen} for name, yen in ITEMS.items()]
    removed = {"name": "誤り", "amount_yen": 9, "DELETE": "on"}
    form = form_of(network(), YEARS, lines={"items": inline_formset([*lines, removed])})
    assert form.is_valid(), form.errors


@pytest.mark.parametrize(
    ("second", "message"),
    [(2011, "平成23年度（2011年度）は、もう書かれています。"), (2013, "平成25年度（2013年度）は、実施期間に入っていません。")],
)
def test_a_year_that_cannot_be_is_refused_at_its_line(second: int, message: str) -> None:
    pairs = [(2011, 3_588_000), (second, 6_406_000)]
    lines = inline_formset([{"fiscal_year": year, "amount_yen": yen} for year, yen in pairs])
    form = form_of(network(), YEARS, lines={"years": lines})
    assert not form.is_valid()
    assert message in str(form.formsets["years"].forms[1].errors["fiscal_year"])


@pytest.mark.parametrize(("price", "wrong"), [(499_999, True), (500_000, False)])
def test_equipment_below_half_a_million_need_not_be_named(price: int, wrong: bool) -> None:
    line = {"name": "印刷機", "price_yen": price, "keeper": "事務局", "useful_years": ""}
    form = form_of(network(), YEARS, lines={"equipment": inline_formset([line])})
    assert form.is_valid() is not wrong, form.errors
    assert ("50万円未満" in str(form.formsets["equipment"].forms[0].errors)) is wrong


def test_a_period_that_runs_backwards_is_refused() -> None:
    form = form_of(network(), YEARS, period_until="2011-06-30")
    assert not form.is_valid()
    assert "始まりより前" in str(form.errors["period_until"])


# The doors behind the form


@pytest.fixture
def section() -> Any:
    return set_up().get_descendants().get(slug="network").specific


def test_a_report_whose_sums_do_not_agree_is_not_submitted_by_any_road(section: Any) -> None:
    author = person("書子", "editor")
    page = report(section, live=False, owner=author, years=SHORT)
    page.save_revision(user=author, clean=False)
    with pytest.raises(services.IncompleteError, match="年度別の合計が1,000円足りません"):
        services.submit_for_review(fresh(page), author)
    assert waiting(page) is None
    client = client_of(author)
    edited = reverse("wagtailadmin_pages:edit", args=[page.pk])
    answer = client.post(edited, {**editor_form(client, page), "action-submit": "1"})
    assert MESSAGE in answer.content.decode()
    assert waiting(page) is None


def test_a_report_that_lacks_something_is_not_submitted_either(section: Any) -> None:
    author = person("書子", "editor")
    page = report(section, live=False, owner=author, project="", rank="")
    page.save_revision(user=author, clean=False)
    with pytest.raises(services.IncompleteError, match="まだ書かれていません：事業名、評価ランク。"):
        services.submit_for_review(fresh(page), author)
    assert waiting(page) is None


def test_a_report_whose_sums_agree_goes_its_way(section: Any) -> None:
    author, approver = person("書子", "editor"), person("認子", "approver")
    page = report(section, live=False, owner=author)
    page.save_revision(user=author)
    services.submit_for_review(fresh(page), author)
    services.approve(waiting(page), approver)
    assert fresh(page).live


def test_what_is_public_is_never_saved_with_sums_that_do_not_agree() -> None:
    page = report()
    with pytest.raises(ValidationError, match="1,000円足りません"):
        report(network_of(page), slug="second", years=SHORT)
    page.amount_yen = TOTAL - 1
    revision = page.save_revision(clean=False)
    with pytest.raises(ValidationError, match="1円多くなっています"):
        revision.publish()
    assert fresh(page).amount_yen == TOTAL


def network_of(page: OutcomeReportPage) -> NetworkPage:
    return NetworkPage.objects.parent_of(page).get()


# What a reader sees


def test_a_reader_sees_the_form_with_all_its_figures(client: Client) -> None:
    report(equipment=[{"name": "印刷機", "price_yen": 512_000, "keeper": "事務局", "useful_years": 5}])
    soup = read(client, "/network/outcome/")
    told = words(soup)
    for words_of in (
        "平成23年7月1日～平成25年3月31日",
        "9,994,000円",
        "平成23年度（2011年度） 3,588,000円",
        "平成24年度（2012年度） 6,406,000円",
        *(f"{name} {amount:,}円" for name, amount in ITEMS.items()),
        "市報で広報した。",
        "☑ S：特に優れた成果が得られた",
        "☐ A：優れた成果が得られた",
        "印刷機 512,000円 事務局 5年",
    ):
        assert words_of in told


def test_the_search_knows_it(client: Client) -> None:
    page = report()
    entry = Entry.objects.get(object_id=str(page.pk), kind="outcome")
    assert "市報で広報した。" in entry.text.body
    assert (entry.starts_on, entry.ends_on) == (page.period_from, page.period_until)


def test_the_api_gives_the_figures_as_figures(client: Client) -> None:
    root = site_root()
    section = add(root, NetworkPage, "活動", slug="network")
    page = report(section, equipment=[{"name": "印刷機", "price_yen": 512_000, "keeper": "事務局", "useful_years": None}])
    answer = get(client, f"pages/{page.pk}/")
    assert answer["years"] == [{"fiscal_year": year, "amount_yen": yen} for year, yen in YEARS.items()]
    assert answer["items"] == [{"name": name, "amount_yen": yen} for name, yen in ITEMS.items()]
    assert answer["parts"] == [{"name": "小金井市", "lines": ["市報で広報した。", "会場の使用料を免除した。"]}]
    assert answer["equipment"] == [{"name": "印刷機", "price_yen": 512_000, "keeper": "事務局", "useful_years": None}]
    assert (answer["amount_yen"], answer["rank"], answer["period_from"]) == (TOTAL, "S", "2011-07-01")
    assert answer["word_url"].endswith(f"/outcomes/{page.pk}.docx")


def test_a_list_of_reports_costs_the_same_however_many_there_are(client: Client) -> None:
    section = add(site_root(), NetworkPage, "活動", slug="network")
    costs = []
    for number in range(2):
        for each in range(3):
            report(section, slug=f"outcome-{number}-{each}")
        with CaptureQueriesContext(connection) as captured:
            get(client, "pages/?type=partnership.OutcomeReportPage&fields=*")
        costs.append(len(captured))
    assert costs[0] == costs[1], costs


def test_a_translation_keeps_the_figures_and_says_them_in_its_language(client: Client) -> None:
    page = report()
    translated(page.get_parent().get_parent().specific, "Nobinobi")
    translated(network_of(page), "Partnership", slug="network")
    english = page.copy_for_translation(locale("en"))
    english.title, english.live = "Outcome report", True
    english.save()
    told = words(read(client, "/en/network/outcome/"))
    assert "1 July 2011～31 March 2013" in told
    assert "3,588,000 yen" in told
