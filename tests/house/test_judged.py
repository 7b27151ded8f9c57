"""What parents type, in every spelling, is among the first five: judged queries over the samples, on each engine."""

from pathlib import Path

import pytest

from cms.core.demo import load
from search import evaluation
from tests.core.editorial import set_up
from tests.search.conftest import beside, each_engine, elasticsearch_answers  # noqa: F401 (fixtures)

pytestmark = [pytest.mark.django_db, pytest.mark.long]

JUDGED = Path(__file__).parent / "data" / "judged.jsonl"
ENOUGH = 0.95
LEAST = 150


def test_what_parents_type_is_among_the_first_five(each_engine: str) -> None:  # noqa: F811
    queries, bad = evaluation.read(JUDGED.read_bytes(), {"ja", "en"})
    assert bad == []
    assert sum(query.locale == "ja" for query in queries) >= LEAST
    set_up()
    load(lambda text: None)
    found = evaluation.evaluate(queries, evaluation.by_search())
    assert found.success5 >= ENOUGH, list(found.failed)
