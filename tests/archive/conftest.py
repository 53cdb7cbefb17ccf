"""Public pages as an installation reads them: through a connection of their own, which cannot write."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.core.management import call_command
from django.db import connection, connections
from pytest_django import Settings

from cables.search import index
from tests.builders import store, telegram

ROLE = "reader_of_tests"


@pytest.fixture
def archive(transactional_db: None) -> Iterator[None]:
    """Two cables, committed: one cites the other, and one that is not held. Every page of the site has something."""
    store(
        telegram("07ZENDA1", paragraphs=["(U) The toll barge was painted.", "(U) The toll was paid."]),
        telegram("07ZENDA2", refs=["ZENDA 1", "ZENDA 99"], paragraphs=["(U) The toll barge came back."]),
    )
    yield
    index.clear()  # which no model stands for, so that it is not flushed with the tables


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
