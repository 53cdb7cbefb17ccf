"""Settings come from the environment; a wrong or unsafe one is refused with a sentence that says what to set."""

import os
import re
import runpy
import sqlite3
import stat
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured

from tests.serving import manage

SETTINGS = str(Path(__file__).parents[2] / "archive" / "settings.py")
ON_POSTGRESQL = "postgres://keeper@db.example.org/cables"
OWN_KEY = "nine quick brown foxes and a lazy dog, all of ZENDA"

Load = Callable[..., dict[str, Any]]


@pytest.fixture
def load(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Load:
    """Load the settings with exactly the given variables, and a data directory of this test's own."""

    def read(**environment: str) -> dict[str, Any]:
        monkeypatch.setattr(os, "environ", {"DATA_DIR": str(tmp_path), **environment})
        return runpy.run_path(SETTINGS)

    return read


def test_defaults_are_those_of_a_private_installation(load: Load, tmp_path: Path) -> None:
    settings = load()
    assert settings["DEBUG"] is False
    assert settings["ALLOWED_HOSTS"] == ["127.0.0.1", "localhost", "[::1]"]
    assert (settings["HOST"], settings["PORT"]) == ("127.0.0.1", 8000)
    assert settings["DATABASES"]["default"]["NAME"] == str(tmp_path / "db.sqlite3")
    assert settings["STATIC_ROOT"] == tmp_path / "static"


def test_variables_are_read(load: Load) -> None:
    settings = load(
        ALLOWED_HOSTS="archive.example.org , cables.example.org,",
        CONTACT="keeper@example.org",
        HOST="[::1]",
        LOG_LEVEL="debug",
        PORT="9000",
        SECRET_KEY=OWN_KEY,
        SITE_NAME=" Ruritanian cables ",
        WORKERS="3",
    )
    assert settings["ALLOWED_HOSTS"] == ["archive.example.org", "cables.example.org"]
    assert settings["CONTACT"] == "keeper@example.org"
    assert (settings["HOST"], settings["PORT"], settings["WORKERS"]) == ("::1", 9000, 3)
    assert settings["LOGGING"]["loggers"]["cables"]["level"] == "DEBUG"
    assert settings["SECRET_KEY"] == OWN_KEY
    assert settings["SITE_NAME"] == "Ruritanian cables"


@pytest.mark.parametrize(
    ("environment", "sentence"),
    [
        ({"ALLOWED_HOSTS": "*"}, "ALLOWED_HOSTS is '*'.*: set it to the names"),
        ({"ALLOWED_HOSTS": "archive.example.org, *"}, "ALLOWED_HOSTS is '*'"),
        ({"DATABASE_URL": "mysql://zenda/cables"}, "DATABASE_URL cannot be read: set it to"),
        ({"DATABASE_URL": "data/cables.sqlite3"}, "DATABASE_URL cannot be read: set it to"),
        ({"DATABASE_URL": "sqlite:///"}, "DATABASE_URL cannot be read: set it to"),
        ({"DATABASE_URL": "postgres://zenda"}, "DATABASE_URL cannot be read: set it to"),
        ({"DATABASE_URL": "postgres://zenda:port/cables"}, "DATABASE_URL cannot be read: set it to"),
        ({"DATABASE_URL": "postgres://[zenda/cables"}, "DATABASE_URL cannot be read: set it to"),
        ({"CACHE_SECONDS": "a while"}, "CACHE_SECONDS is 'a while': set it to a whole number from 0 to 86400"),
        ({"DATA_DIR": "/dev/null/data"}, "DATA_DIR is '/dev/null/data', which cannot be made .*: choose one"),
        ({"DEBUG": "maybe"}, "DEBUG is 'maybe': set it to 1 or 0"),
        ({"HOST": "0.0.0.0"}, "HOST is '0.0.0.0', .* set SECRET_KEY to at least 50 random characters"),
        ({"HOST": "archive.example.org"}, "HOST is 'archive.example.org', .* set SECRET_KEY"),
        ({"LOG_LEVEL": "loud"}, "LOG_LEVEL is 'LOUD': set it to one of DEBUG, INFO"),
        ({"PORT": "http"}, "PORT is 'http': set it to a whole number from 1 to 65535"),
        ({"PORT": "65536"}, "PORT is '65536': set it to a whole number"),
        ({"PORT": "٨٠٠٠"}, "PORT is .*: set it to a whole number"),
        ({"READER_URL": "postgres://reader@db.example.org/cables"}, "READER_URL is for PostgreSQL alone"),
        ({"READER_URL": "sqlite:////srv/db", "DATABASE_URL": ON_POSTGRESQL}, "READER_URL is for PostgreSQL alone"),
        ({"READER_URL": "reader", "DATABASE_URL": ON_POSTGRESQL}, "READER_URL cannot be read: set it to"),
        ({"REPLICA_URLS": "postgres://reader@one.example.org/cables"}, "REPLICA_URLS is for PostgreSQL alone"),
        ({"REPLICA_URLS": f"{ON_POSTGRESQL},one", "DATABASE_URL": ON_POSTGRESQL}, "REPLICA_URLS cannot be read"),
        ({"REQUEST_LOG": "all"}, "REQUEST_LOG is 'all': set it to 1 or 0"),
        ({"SECRET_KEY": "short"}, "SECRET_KEY is too short or too plain: set it to at least 50"),
        ({"SECRET_KEY": "x" * 80}, "SECRET_KEY is too short or too plain"),
        ({"SECURE": "https"}, "SECURE is 'https': set it to 1 or 0"),
        ({"SITE_MODE": "private"}, "SITE_MODE is 'private': set it to one of full, public"),
        ({"STATEMENT_TIMEOUT": "-1"}, "STATEMENT_TIMEOUT is '-1': set it to a whole number"),
        ({"WORKERS": "0"}, "WORKERS is '0': set it to a whole number from 1 to 64"),
    ],
)
def test_wrong_and_unsafe_values_are_refused(load: Load, environment: dict[str, str], sentence: str) -> None:
    with pytest.raises(ImproperlyConfigured, match=sentence):
        load(**environment)


def test_debug_allows_what_is_handy_while_developing(load: Load) -> None:
    settings = load(DEBUG="yes", ALLOWED_HOSTS="*", SECRET_KEY="short", HOST="0.0.0.0")
    assert settings["DEBUG"] is True


def test_the_command_line_gives_the_sentence_alone(tmp_path: Path) -> None:
    refused = manage("check", DATA_DIR=str(tmp_path), PORT="http")
    assert refused.returncode == 1
    assert refused.stderr == "manage.py: PORT is 'http': set it to a whole number from 1 to 65535.\n"


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.2", "::1", "[::1]", "localhost"])
def test_a_key_is_made_once_for_a_site_on_this_machine(load: Load, tmp_path: Path, host: str) -> None:
    first = load(HOST=host)["SECRET_KEY"]
    assert len(first) >= 50
    assert load(HOST=host)["SECRET_KEY"] == first
    assert stat.S_IMODE((tmp_path / "secret_key").stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["secret_key"]


def test_processes_that_start_together_agree_on_the_key(load: Load, tmp_path: Path) -> None:
    stored_key = load(SECRET_KEY=OWN_KEY)["stored_secret_key"]
    with ThreadPoolExecutor(16) as pool:
        keys = set(pool.map(stored_key, [tmp_path / "secret_key"] * 64))
    assert len(keys) == 1
    assert len(keys.pop()) >= 50


def test_a_key_of_ones_own_leaves_no_file(load: Load, tmp_path: Path) -> None:
    load(SECRET_KEY=OWN_KEY, HOST="0.0.0.0")
    assert list(tmp_path.iterdir()) == []


def test_a_key_file_that_cannot_be_read_gets_a_sentence(load: Load, tmp_path: Path) -> None:
    (tmp_path / "secret_key").mkdir()
    with pytest.raises(ImproperlyConfigured, match=r"secret_key' cannot be used .*: set SECRET_KEY, or set DATA_DIR"):
        load()


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("sqlite:///cables.sqlite3", {"NAME": "cables.sqlite3"}),
        ("sqlite:////srv/cables%3F.sqlite3", {"NAME": "/srv/cables?.sqlite3"}),
        (
            "postgres://keeper:p%40ss@db.example.org:5433/cables?sslmode=require",
            {"NAME": "cables", "USER": "keeper", "PASSWORD": "p@ss", "HOST": "db.example.org", "PORT": 5433},
        ),
        ("postgresql://keeper@[::1]/cables", {"NAME": "cables", "HOST": "::1"}),
        ("postgres:///cables?host=/run/postgresql", {"NAME": "cables", "HOST": ""}),
    ],
)
def test_database_urls(load: Load, url: str, expected: dict[str, object]) -> None:
    database = load(DATABASE_URL=url)["DATABASES"]["default"]
    assert {key: database[key] for key in expected} == expected


def test_a_data_directory_of_any_name_holds_the_database(load: Load, tmp_path: Path) -> None:
    odd = tmp_path / "100% cables? #1"
    assert load(DATA_DIR=str(odd))["DATABASES"]["default"]["NAME"] == str(odd / "db.sqlite3")


def test_sqlite_lets_readers_go_on_beside_one_writer(load: Load) -> None:
    options = load()["DATABASES"]["default"]["OPTIONS"]
    assert options["transaction_mode"] == "IMMEDIATE"
    assert "journal_mode = WAL" in options["init_command"]


def test_a_new_file_has_large_pages_and_another_keeps_its_own(load: Load, tmp_path: Path) -> None:
    begin = load()["DATABASES"]["default"]["OPTIONS"]["init_command"]
    for name, size in (("new", 32768), ("small", 4096), ("small", 4096)):
        with closing(sqlite3.connect(tmp_path / name)) as file:
            if name == "small":
                file.execute("CREATE TABLE IF NOT EXISTS place (name)")
            file.executescript(begin)
            file.execute("CREATE TABLE IF NOT EXISTS cable (mrn)")
            assert file.execute("PRAGMA page_size").fetchone() == (size,)
            assert file.execute("PRAGMA journal_mode").fetchone() == ("wal",)


def test_postgresql_keeps_its_connections_and_bounds_its_statements(load: Load) -> None:
    url = "postgres://keeper@db.example.org/cables?options=-c%20jit%3Doff"
    database = load(DATABASE_URL=url, STATEMENT_TIMEOUT="5000")["DATABASES"]["default"]
    assert database["CONN_HEALTH_CHECKS"] is True
    assert database["CONN_MAX_AGE"] == 600
    assert database["OPTIONS"]["options"] == "-c jit=off -c statement_timeout=5000"


def test_pages_are_read_through_connections_that_cannot_write(load: Load) -> None:
    on_sqlite = load()["DATABASES"]["reader"]["OPTIONS"]
    assert "query_only = ON" in on_sqlite["init_command"]
    assert on_sqlite["transaction_mode"] == "DEFERRED"
    assert load()["REPLICAS"] == []

    replicas = ["postgres://reader@one.example.org/cables", "postgres://reader@two.example.org/cables"]
    settings = load(DATABASE_URL=ON_POSTGRESQL, REPLICA_URLS=", ".join(replicas))
    found = settings["DATABASES"]
    assert settings["REPLICAS"] == ["replica1", "replica2"]
    assert [found[alias]["HOST"] for alias in found] == [
        *("db.example.org", "db.example.org", "one.example.org", "two.example.org")
    ]
    for alias in ("reader", "replica1", "replica2"):
        options = found[alias]["OPTIONS"]
        assert "default_transaction_read_only=on" in options["options"]
        assert "jit=off" in options["options"]
        assert options["prepare_threshold"] == 0
    assert "options" not in found["default"]["OPTIONS"]
    unprepared = load(DATABASE_URL=f"{ON_POSTGRESQL}?prepare_threshold=1000000000")["DATABASES"]["reader"]
    assert unprepared["OPTIONS"]["prepare_threshold"] == 1_000_000_000
    assert found["replica1"]["OPTIONS"]["connect_timeout"] == 2
    assert load(DATABASE_URL=ON_POSTGRESQL, READER_URL=replicas[0])["DATABASES"]["reader"]["USER"] == "reader"


def test_the_public_mode_has_nothing_of_the_administration(load: Load) -> None:
    settings = load(SITE_MODE="Public")
    assert not settings["ADMINISTERS"]
    needed = {"django.contrib.admin", "archive.apps.AdministrationConfig", "django.contrib.sessions", "axes"}
    assert not needed & {*settings["INSTALLED_APPS"]}
    assert not [name for name in settings["MIDDLEWARE"] if re.search("session|auth|messages|axes", name)]
    assert load()["ADMINISTERS"]


def test_a_secure_public_site_passes_every_check_of_deployment(tmp_path: Path) -> None:
    passed = manage(
        "check",
        "--deploy",
        "--fail-level=WARNING",
        ALLOWED_HOSTS="archive.example.org",
        CONTACT="keeper@example.org",
        DATA_DIR=str(tmp_path),
        SECRET_KEY=OWN_KEY,
        SECURE="1",
    )
    assert (passed.returncode, passed.stderr) == (0, "")
