"""What is wrong with the environment stops the start in a sentence that names the variable."""

import importlib
import os
import sqlite3
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest
from django.core.exceptions import ImproperlyConfigured

pytestmark = pytest.mark.once
ROOT = Path(__file__).resolve().parents[2]
SERVER = {
    "SECRET_KEY": "0123456789-abcdefghijklmnopqrstuvwxyz-ABCDEFGHIJKLMNOPQRSTUVWXYZ",
    "ALLOWED_HOSTS": "www.example.jp",
    "PUBLIC_URL": "https://www.example.jp",
}


@pytest.fixture
def settings_with(monkeypatch, tmp_path):
    """A settings module as it is read anew in an environment that holds nothing but what is given."""

    def read(name: str, **environment: str) -> ModuleType:
        for variable in set(os.environ) - {"PATH", "HOME"}:
            monkeypatch.delenv(variable)
        for variable, value in {"VAR_DIR": str(tmp_path / "var"), **environment}.items():
            monkeypatch.setenv(variable, value)
        for module in ("cms.settings.base", f"cms.settings.{name}"):
            monkeypatch.delitem(sys.modules, module, raising=False)
        return importlib.import_module(f"cms.settings.{name}")

    yield read
    # The parent package remembers its modules by name; the next reader is to find those that the tests began with.
    monkeypatch.undo()
    for module in ("base", "production", "development"):
        if f"cms.settings.{module}" in sys.modules:
            setattr(sys.modules["cms.settings"], module, sys.modules[f"cms.settings.{module}"])


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("SECRET_KEY", ""),
        ("SECRET_KEY", "short"),
        ("ALLOWED_HOSTS", ""),
        ("ALLOWED_HOSTS", " , "),
        ("PUBLIC_URL", ""),
        ("PUBLIC_URL", "www.example.jp"),
        ("PUBLIC_URL", "https://"),
        ("PUBLIC_URL", "https://www.example.jp:port"),
        ("FRONTEND_URL", "ftp://www.example.jp"),
        ("LANGUAGES", "ja,klingon"),
        ("LANGUAGES", "en"),
        ("DATABASE_URL", "nobinobi"),
        ("DATABASE_URL", "mysql://u:p@localhost/nobinobi"),
        ("DATABASE_URL", "postgres://u:pass/word@localhost/nobinobi"),
        ("DATABASE_URL", "postgres://u:p@localhost:five/nobinobi"),
        ("VAR_DIR", "/dev/null/var"),
        ("PRIVATE_FILES_PREFIX", "private"),
        ("PRIVATE_FILES_PREFIX", "/private"),
        ("PICTURE_MAX_MEGABYTES", "30MB"),
        ("PICTURE_MAX_MEGAPIXELS", "0"),
        ("DOCUMENT_MAX_MEGABYTES", "1.5"),
        ("API_CACHE_BYTES", "64M"),
        ("SEARCH_ENGINE_BUDGET_MS", "fast"),
        ("ELASTICSEARCH_URL", "127.0.0.1:9200"),
        ("ELASTICSEARCH_URL", "http://127.0.0.1:9200,search-2"),
        ("ELASTICSEARCH_PREFIX", "Nobinobi"),
        ("ELASTICSEARCH_PREFIX", "a,b"),
        ("ELASTICSEARCH_CA_FILE", "/nowhere/ca.pem"),
        ("BEHIND_PROXY", "perhaps"),
        ("TASK_WORKER", "two"),
        ("EMAIL_PORT", "smtp"),
        ("EMAIL_PORT", "99999"),
        ("DEFAULT_FROM_EMAIL", "no-reply"),
        ("DEFAULT_FROM_EMAIL", "のびのび no-reply@example.jp"),
        ("DEFAULT_FROM_EMAIL", "a@example.jp, b@example.jp"),
        ("DEFAULT_FROM_EMAIL", "のびのび <no-reply@example.jp"),
        ("DEFAULT_FROM_EMAIL", "のびのび, 事務局 <no-reply@example.jp>"),
        ("EMAIL_USE_TLS", "starttls"),
        ("EMAIL_USE_SSL", "465"),
    ],
)
def test_a_wrong_or_missing_value_is_named(settings_with, variable, value):
    with pytest.raises(ImproperlyConfigured, match=variable):
        settings_with("production", **{**SERVER, variable: value})


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("EMAIL_PORT", "smtp"),
        ("EMAIL_USE_TLS", "starttls"),
        ("DEFAULT_FROM_EMAIL", "no-reply"),
        ("PICTURE_MAX_MEGABYTES", "30MB"),
    ],
)
def test_a_wrong_value_is_named_on_ones_own_machine_too(settings_with, variable, value):
    with pytest.raises(ImproperlyConfigured, match=variable):
        settings_with("development", **{variable: value})


@pytest.mark.parametrize(
    "value",
    [
        "no-reply@example.jp",
        "no-reply@intranet",
        "のびのびーの！ <no-reply@example.jp>",
        '"Nobinobi, office" <no-reply@example.jp>',
        "<no-reply@example.jp>",
    ],
)
def test_a_sender_may_have_a_name(settings_with, value):
    assert value == settings_with("development", DEFAULT_FROM_EMAIL=value).DEFAULT_FROM_EMAIL


def test_two_ways_of_securing_mail_at_once_are_both_named(settings_with):
    with pytest.raises(ImproperlyConfigured, match="EMAIL_USE_TLS and EMAIL_USE_SSL"):
        settings_with("production", **SERVER, EMAIL_USE_TLS="1", EMAIL_USE_SSL="1")


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("DATABASE_URL", "mysql://u:hidden-word@localhost/nobinobi"),
        ("ELASTICSEARCH_URL", "http://u:hidden-word@localhost:ninety"),
    ],
)
def test_a_password_is_not_printed_when_its_url_cannot_be_read(settings_with, variable, value):
    with pytest.raises(ImproperlyConfigured) as stopped:
        settings_with("production", **SERVER, **{variable: value})
    assert "hidden-word" not in str(stopped.value)


def test_elasticsearch_stands_beside_the_database_where_it_is_named(settings_with):
    alone = settings_with("production", **SERVER)
    assert alone.SEARCH_ENGINE == ""
    assert alone.WAGTAILSEARCH_BACKENDS["default"]["BACKEND"] == "search.backends.sqlite"
    urls = "https://u:p@search-1.example.jp:9200, https://search-2.example.jp:9200/"
    beside = settings_with("production", **SERVER, ELASTICSEARCH_URL=urls)
    assert beside.SEARCH_ENGINE.endswith(".ElasticsearchEngine")
    assert beside.WAGTAILSEARCH_BACKENDS["default"]["BACKEND"] == "search.backends.elasticsearch"
    assert beside.ELASTICSEARCH["hosts"] == ["https://u:p@search-1.example.jp:9200", "https://search-2.example.jp:9200"]


def test_a_folder_that_cannot_be_written_to_is_named(settings_with, tmp_path):
    # Root may write anywhere but into a file system that takes no files.
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o500)
    folder = closed if os.geteuid() else Path("/proc/self/fdinfo")
    with pytest.raises(ImproperlyConfigured, match="VAR_DIR"):
        settings_with("production", **SERVER, VAR_DIR=str(folder / "var"))


def test_a_server_needs_three_variables_and_no_more(settings_with):
    production = settings_with("production", **SERVER)
    assert production.ALLOWED_HOSTS == ["www.example.jp"]
    assert production.DEFAULT_FROM_EMAIL == "no-reply@www.example.jp"
    assert production.CSRF_TRUSTED_ORIGINS == ["https://www.example.jp"]
    assert production.WAGTAILADMIN_BASE_URL == "https://www.example.jp"
    assert production.SECURE_SSL_REDIRECT
    assert not production.DEBUG


def test_a_server_within_a_network_of_its_own_may_do_without_https(settings_with):
    production = settings_with("production", **SERVER | {"PUBLIC_URL": "http://intranet.example.jp/"})
    assert production.PUBLIC_URL == "http://intranet.example.jp"
    assert not production.SECURE_SSL_REDIRECT
    assert not production.SESSION_COOKIE_SECURE
    assert production.SECURE_HSTS_SECONDS == 0


def test_tasks_run_at_once_until_there_is_a_worker(settings_with):
    assert "immediate" in settings_with("production", **SERVER).TASKS["default"]["BACKEND"]
    assert "Database" in settings_with("production", **SERVER, TASK_WORKER="1").TASKS["default"]["BACKEND"]


def test_sqlite_lets_readers_go_on_while_one_writes(settings_with, tmp_path):
    development = settings_with("development")
    config = development.DATABASES["default"]
    assert config["NAME"] == str(tmp_path / "var" / "nobinobi.sqlite3")
    database = sqlite3.connect(config["NAME"])
    database.executescript(config["OPTIONS"]["init_command"])
    assert database.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    database.close()


def test_a_url_chooses_postgresql(settings_with):
    config = settings_with("production", **SERVER, DATABASE_URL="postgres://u:p%40ss@db.example.jp:6432/kosodate").DATABASES[
        "default"
    ]
    assert config["ENGINE"] == "django.db.backends.postgresql"
    assert (config["HOST"], config["PORT"], config["NAME"]) == ("db.example.jp", 6432, "kosodate")
    assert config["PASSWORD"] == "p@ss"
    assert config["CONN_HEALTH_CHECKS"]


@pytest.mark.parametrize(
    ("environment", "named"),
    [
        ({"DATABASE_URL": "postgres://u:hidden-word@127.0.0.1:1/kosodate"}, "DATABASE_URL: the database kosodate on 127.0.0.1"),
        (
            {"DATABASE_URL": "sqlite:////dev/null/kosodate.sqlite3"},
            "DATABASE_URL / VAR_DIR: the database /dev/null/kosodate.sqlite3",
        ),
        ({"DATABASE_URL": "kosodate"}, "DATABASE_URL must begin with"),
        ({"PUBLIC_URL": "kosodate"}, "PUBLIC_URL='kosodate' is no address"),
        ({"DJANGO_SETTINGS_MODULE": "cms.settings.server"}, "DJANGO_SETTINGS_MODULE='cms.settings.server' names no settings"),
        ({"DJANGO_SETTINGS_MODULE": "kosodate"}, "DJANGO_SETTINGS_MODULE='kosodate' names no settings"),
    ],
)
@pytest.mark.parametrize("command", [["manage.py", "migrate"], ["manage.py", "setup"], ["tools/serve.py"]])
def test_a_command_that_cannot_begin_says_why_without_a_traceback(tmp_path, command, environment, named):
    minimal = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    done = subprocess.run(
        [sys.executable, *command],
        cwd=ROOT,
        env={**minimal, "VAR_DIR": str(tmp_path), "PORT": "18999", **environment},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 1
    assert named in done.stderr
    assert "Traceback" not in done.stderr
    assert "hidden-word" not in done.stderr
