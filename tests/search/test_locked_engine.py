"""An Elasticsearch behind TLS, whose certificate only we trust, and an account that may do no more than is needed."""

from io import StringIO
from urllib.parse import quote

import pytest
from django.core.management import call_command

from search import outbox, upkeep
from search.engines import choice
from search.engines.base import EngineError
from search.engines.breaker import Breaker
from search.engines.elasticsearch.engine import ElasticsearchEngine
from tests.conftest import missing
from tests.elasticsearch.lock import Lock
from tests.elasticsearch.proxy import Proxy
from tests.elasticsearch.server import ElasticsearchNotFoundError, cluster
from tests.search.factories import MARKER, found, page

pytestmark = [pytest.mark.django_db, pytest.mark.elasticsearch]


@pytest.fixture(scope="module")
def locked():
    try:
        with cluster(1, Lock) as (node,):
            yield node
    except ElasticsearchNotFoundError as reason:
        missing(str(reason))


@pytest.fixture
def site(locked, settings, monkeypatch):
    """The site with the locked node beside it, and `site(...)` to change how it reaches it."""

    def reach(password=Lock.PASSWORD, **how):
        user = f"{Lock.USER}:{quote(password)}@" if password else ""
        settings.ELASTICSEARCH = {
            "hosts": [f"https://{user}127.0.0.1:{locked.port}"],
            "prefix": "nobinobi",
            "ca_certs": str(locked.lock.ca_file),
            **how,
        }
        choice._engine_at.cache_clear()
        return choice.external()

    settings.SEARCH_ENGINE = "search.engines.elasticsearch.ElasticsearchEngine"
    settings.SEARCH_ENGINE_BUDGET = 20.0
    monkeypatch.setattr(choice, "breaker", Breaker())
    yield reach
    choice._engine_at.cache_clear()


def assert_it_answers(engine):
    page("ひろば")
    gone = page(MARKER)
    assert outbox.deliver(engine)
    gone.unpublish()
    assert outbox.deliver(engine)
    assert [(found(word).engine, found(word).total) for word in ("ひろば", MARKER)] == [
        ("elasticsearch", 1),
        ("elasticsearch", 0),
    ]
    assert upkeep.rebuild()
    assert outbox.deliver(engine)
    assert found("ひろば").engine == "elasticsearch"


def test_the_account_in_the_address_is_enough_and_its_password_may_be_japanese(site):
    assert_it_answers(site())


def test_an_api_key_stands_instead_of_an_account(site, locked):
    # This distribution makes no keys (it lacks what the index of them needs), so a proxy says what it is sent.
    proxy = Proxy(locked.url)
    proxy.status = 503
    with pytest.raises(EngineError):
        site(hosts=[proxy.url], api_key="a2V5", ca_certs=None).check()
    assert proxy.authorizations == {"ApiKey a2V5"}
    proxy.shutdown()


@pytest.mark.parametrize(
    ("how", "reason"),
    [({"password": "falsch"}, "401"), ({"password": ""}, "401"), ({"ca_certs": None}, "certificate verify failed")],
)
def test_where_it_lets_nobody_in_the_database_answers_and_the_status_says_why(site, how, reason):
    page("ひろば")
    assert not outbox.deliver(site(**how))
    results = found("ひろば")
    assert (results.engine, results.degraded, results.total) == ("database", True, 1)
    out = StringIO()
    with pytest.raises(SystemExit):
        call_command("search", "status", stdout=out)
    assert reason.lower() in out.getvalue().lower()
    assert "falsch" not in out.getvalue()
    assert isinstance(choice.external(), ElasticsearchEngine)
