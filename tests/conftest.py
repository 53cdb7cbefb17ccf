"""What all tests share."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection, connections
from hypothesis import settings as examples
from pytest_django import Settings

from bench import archive as archives
from bench.archive import Archive

ROLE = "reader_of_tests"

# `pytest --hypothesis-profile thousands MODULE`: many more examples than a run of the whole suite has time for.
examples.register_profile("thousands", max_examples=20_000, deadline=None)


def connection_is_sqlite(database: dict[str, Any]) -> bool:
    """Return whether Django's description of a database is of an SQLite file."""
    return str(database["ENGINE"]).endswith("sqlite")


def pytest_configure() -> None:
    """Takes static files from where they lie: a manifest would need ``collectstatic`` before every run.

    The browser tests serve the collected files, as an installation does. Public pages are made each time, and read
    through the connection that wrote the rows, whose transaction no other sees; some tests read them as
    an installation does. Attempts to log in are counted only where that is tested: others have no request to count by.
    """
    settings.AXES_ENABLED = False
    settings.READER = "default"
    settings.PAGE_CACHE = settings.CACHE_SECONDS = settings.STAMP_SECONDS = 0
    settings.STATIC_ROOT = None
    for database in settings.DATABASES.values():
        if connection_is_sqlite(database):
            # Named, since pytest-django knows only Django's own engine as one whose tests need no file.
            database.setdefault("TEST", {})["NAME"] = ":memory:"
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }


@pytest.fixture(scope="session")
def empty(tmp_path_factory: pytest.TempPathFactory, django_db_setup: None) -> Iterator[Archive]:
    """An archive that holds nothing, for commands of `manage.py`, to be copied: making its tables takes longer."""
    with archives.archive(tmp_path_factory.mktemp("archives") / "empty") as made:
        assert made.run("migrate", "--verbosity", "0") == ("", "", 0)
        yield made


@pytest.fixture(autouse=True)
def index_is_flushed(request: pytest.FixtureRequest) -> Iterator[None]:
    """Empties the search index after a test outside a transaction: no model stands for it, so tables alone are."""
    marker = request.node.get_closest_marker("django_db")
    if not marker or not marker.kwargs.get("transaction"):
        yield
        return
    from cables.search.index import maintenance  # the models need the settings

    request.getfixturevalue("transactional_db")
    yield
    maintenance.clear()


@pytest.fixture
def archive(transactional_db: None) -> Iterator[None]:
    """Two cables, committed: one cites the other, and one that is not held. Every page of the site has something."""
    from cables.search.index import maintenance
    from tests.builders import store, telegram

    store(
        telegram("07ZENDA1", paragraphs=["(U) The toll barge was painted.", "(U) The toll was paid."]),
        telegram("07ZENDA2", refs=["ZENDA 1", "ZENDA 99"], paragraphs=["(U) The toll barge came back."]),
    )
    yield
    maintenance.clear()  # which no model stands for, so that it is not flushed with the tables


@pytest.fixture
def reader(archive: None, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The alias that public pages are read through; on PostgreSQL as the role that `make_reader` has made."""
    settings.READER = "reader"
    through = connections["reader"]
    through.close()
    if connection.vendor == "postgresql":
        monkeypatch.setitem(through.settings_dict, "USER", ROLE)
        monkeypatch.setitem(through.settings_dict, "PASSWORD", "a test's own")
        call_command("make_reader", verbosity=0, stdout=None)
    yield "reader"
    through.close()
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"DROP OWNED BY {ROLE}; DROP ROLE {ROLE}")
