"""What all tests share."""

from collections.abc import Iterator
from datetime import timedelta
from importlib import import_module
from types import SimpleNamespace
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connection, connections
from django.db.models.signals import post_migrate
from django.test import TestCase
from hypothesis import settings as examples
from pytest_django import DjangoDbBlocker, Settings

from cables import places
from tests.installation import Installation, installation, of_this_process
from tests.stored_archives import archive_of, grouped, is_transactional, shared

ROLE = of_this_process("reader_of_tests")

# An example takes milliseconds, seconds at most where the machine has much else to do; one that takes for ever fails.
examples.register_profile("suite", deadline=timedelta(seconds=20))
examples.load_profile("suite")

# `pytest --hypothesis-profile thousands MODULE`: many more examples than a run of the whole suite has time for.
examples.register_profile("thousands", max_examples=20_000, deadline=None)


def connection_is_sqlite(database: dict[str, Any]) -> bool:
    """Return whether Django's description of a database is of an SQLite file."""
    return str(database["ENGINE"]).endswith("sqlite")


def pytest_configure() -> None:
    """Take static files from where they lie: a manifest would need ``collectstatic`` before every run.

    The browser tests serve the collected files, as an installation does. Public pages are made each time, and read
    through the connection that wrote the rows, whose transaction no other sees; some tests read them as
    an installation does. Attempts to log in are counted only where that is tested: others have no request to count by.
    Streams have places enough, since tests that look at the headers of one leave it unread.
    """
    settings.AXES_ENABLED = False
    places.streams = places.Places(10_000)
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
def empty(tmp_path_factory: pytest.TempPathFactory, django_db_setup: None) -> Iterator[Installation]:
    """Yield an empty archive for commands of `manage.py`, to be copied: making its tables takes longer."""
    with installation(tmp_path_factory.mktemp("archives") / "empty") as made:
        assert made.run("migrate", "--verbosity", "0") == ("", "", 0)
        yield made


def migrated_again(using: str, **kwargs: object) -> None:
    """Restore what migrations made and a flush took, and clear the search index: no model stands for its tables."""
    from cables.search.index import maintenance  # the models need the settings

    roles = import_module("cables.migrations.0004_roles")
    roles.make(apps, SimpleNamespace(connection=connections[using]))
    maintenance.clear()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Let each flush, by which tests outside a transaction end, leave the database as the migrations left it.

    Connected only when the tables are there, so that nothing of the migrations themselves is hidden.
    """
    post_migrate.connect(migrated_again, sender=apps.get_app_config("cables"))
    yield
    with django_db_blocker.unblock():
        shared.require(None)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the tests of a module side by side that share a stored archive."""
    items[:] = grouped(items)


@pytest.fixture
def shared_archive(request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> None:
    """Store the archive that the test requests unless the test before it had the same, and no other."""
    with django_db_blocker.unblock():
        shared.require(None if is_transactional(request.node) else archive_of(request.node))


@pytest.fixture
def _django_db_helper(shared_archive: None, _django_db_helper: None) -> None:
    """Begin the transaction of a test within that of the archive that it shares."""


@pytest.fixture(scope="class")
def no_shared_archive(request: pytest.FixtureRequest, django_db_blocker: DjangoDbBlocker) -> None:
    """Let a class that stores its archive by itself, as Django's do, begin without one."""
    if request.cls and issubclass(request.cls, TestCase):
        with django_db_blocker.unblock():
            shared.require(None)


@pytest.fixture(scope="class")
def _django_setup_unittest(no_shared_archive: None, _django_setup_unittest: None) -> None:
    """Begin the transaction of such a class after the end of any other."""


@pytest.fixture(autouse=True)
def nothing_stays_cached() -> Iterator[None]:
    """Clear after each test what this process has of its rows: content types, the archive's version and vocabulary.

    A vocabulary that a test leaves behind costs the next one a query, and gives it that test's posts and TAGS.
    """
    from django.contrib.contenttypes.models import ContentType

    from cables import archive_version, archive_vocabulary
    from cables.telegram.vocabulary import DEFAULT

    yield
    ContentType.objects.clear_cache()
    archive_version._invalidate()
    archive_vocabulary._current[:] = [DEFAULT]
    archive_vocabulary._followed[:] = [None]


@pytest.fixture
def archive(transactional_db: None) -> None:
    """Store two cables, committed: one cites the other, and one that is missing. Every page has something."""
    from tests.builders import store, telegram

    store(
        telegram("07ZENDA1", paragraphs=["(U) The toll barge was painted.", "(U) The toll was paid."]),
        telegram("07ZENDA2", refs=["ZENDA 1", "ZENDA 99"], paragraphs=["(U) The toll barge came back."]),
    )


@pytest.fixture
def reader(archive: None, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Yield the alias that public pages are read through; on PostgreSQL as the role that `make_reader` has made."""
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
