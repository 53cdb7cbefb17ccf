"""A missing file is not taken for an empty archive; a connection follows the name of the file, not the file."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import OperationalError
from django.db.utils import ConnectionHandler

from cables.db.sqlite.base import DatabaseWrapper


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Return a database with a table of one row."""
    made = tmp_path / "100% cables? #1.sqlite3"
    with sqlite3.connect(made) as connection:
        connection.execute("CREATE TABLE place (name)")
        connection.execute("INSERT INTO place VALUES ('here')")
    connection.close()
    return made


@pytest.fixture
def connection(file: Path) -> Iterator[DatabaseWrapper]:
    described = {"ENGINE": "cables.db.sqlite", "NAME": str(file), "CONN_MAX_AGE": 600, "CONN_HEALTH_CHECKS": True}
    made = ConnectionHandler({"default": described})["default"]
    assert isinstance(made, DatabaseWrapper)
    yield made
    made.close()


def place(connection: DatabaseWrapper) -> str:
    """Return the name in the table, read as in a request of its own."""
    connection.close_if_unusable_or_obsolete()
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM place")
        [(name,)] = cursor.fetchall()
    return str(name)


pytestmark = pytest.mark.django_db


def test_a_connection_stays_open_and_follows_the_name(connection: DatabaseWrapper, file: Path, tmp_path: Path) -> None:
    assert place(connection) == "here"
    first = connection.connection
    assert place(connection) == "here"
    assert connection.connection is first

    moved = tmp_path / "moved"
    file.rename(moved)
    with pytest.raises(OperationalError, match="unable to open database file"):
        place(connection)
    assert not file.exists()

    shutil.copy(moved, file)
    with sqlite3.connect(file) as other:
        other.execute("UPDATE place SET name = 'elsewhere'")
    other.close()
    assert place(connection) == "elsewhere"
