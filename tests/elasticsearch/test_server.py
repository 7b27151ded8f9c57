"""What the tests' Elasticsearch needs, and what is said where it is not there."""

import pytest

from tests.elasticsearch import server


@pytest.fixture
def bare(monkeypatch, tmp_path):
    """A machine with nothing on it."""
    monkeypatch.setattr(server, "JAVA_FOLDERS", [str(tmp_path / "jvm")])
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("PATH", str(tmp_path))
    for name in ("ES_JAVA_HOME", "JAVA_HOME", "ELASTICSEARCH_URL"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


def java(folder, version):
    (folder / "bin").mkdir(parents=True)
    (folder / "bin/java").touch()
    (folder / "release").write_text(f'IMPLEMENTOR="somebody"\nJAVA_VERSION="{version}"\n')
    return folder


def test_an_old_java_is_named_and_does_not_do(bare):
    java(bare / "jvm/seventeen", "17.0.15")
    with pytest.raises(server.ElasticsearchNotFoundError, match=r"needs Java 21 or newer.*seventeen \(17\)"):
        server.java_home()


def test_the_java_that_is_named_goes_before_one_that_is_installed(bare, monkeypatch):
    installed, named = java(bare / "jvm/installed", "25"), java(bare / "named", "21.0.1")
    assert server.java_home() == installed
    monkeypatch.setenv("ES_JAVA_HOME", str(named))
    assert server.java_home() == named
    monkeypatch.setenv("ES_JAVA_HOME", str(bare / "nowhere"))
    assert server.java_home() == installed


def test_without_maven_it_is_said_what_it_is_for(bare):
    with pytest.raises(server.ElasticsearchNotFoundError, match="mvn"):
        server.distribution()


def test_a_server_that_is_named_is_taken(bare, monkeypatch):
    monkeypatch.setenv("ELASTICSEARCH_URL", "http://127.0.0.1:9200")
    with server.server() as url:
        assert url == "http://127.0.0.1:9200"
