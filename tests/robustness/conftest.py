"""Archives that may be disturbed, on the database that the tests run on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import count
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest
from django.db import connection

from tests.installation import Installation, installation
from tests.postgresql_server import Server, servers
from tests.robustness.imports import written

FIRST, ALL = range(1, 101), range(1, 601)
NUMBERS = count(1)  # of databases


@pytest.fixture(scope="session")
def sources(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Files of the first cables and of all."""
    folder = tmp_path_factory.mktemp("sources")
    return written(folder / "first.jsonl", FIRST), written(folder / "all.jsonl", ALL)


@pytest.fixture(scope="session")
def first(
    empty: Installation, tmp_path_factory: pytest.TempPathFactory, sources: tuple[Path, Path]
) -> Iterator[Installation]:
    """An archive that holds the first cables, to be copied."""
    with installation(tmp_path_factory.mktemp("archives") / "first", copy_of=empty) as made:
        hold_the_first(made, sources)
        yield made


@pytest.fixture
def begun(tmp_path: Path, first: Installation) -> Iterator[Installation]:
    """An archive that holds the first cables."""
    with installation(tmp_path / "begun", copy_of=first) as made:
        yield made


@pytest.fixture(scope="module")
def server() -> Iterator[Server | None]:
    """A server that a test may do with as it likes; none where the tests run on SQLite."""
    if connection.vendor == "sqlite":
        yield None
        return
    # Small segments of the log: the files of the tables are the first to reach a limit.
    log = "-c max_wal_size=8MB -c min_wal_size=2MB"
    with servers("apart", options=log, choices=("--wal-segsize=1",)) as [made]:
        yield made


@pytest.fixture
def apart(server: Server | None, begun: Installation, tmp_path: Path, sources: tuple[Path, Path]) -> Installation:
    """An archive that holds the first cables, on SQLite or on the server that may be stopped."""
    if server is None:
        return begun
    made = on(server, tmp_path)
    assert made.run("migrate", "--verbosity", "0") == ("", "", 0)
    hold_the_first(made, sources)
    return made


def on(server: Server, folder: Path) -> Installation:
    """An archive without tables in a database of its own on the server, with which it goes."""
    name = f"apart_{next(NUMBERS)}"
    with psycopg.connect(server.url, autocommit=True) as connected:
        connected.execute(f"CREATE DATABASE {name}")
    url = urlsplit(server.url)._replace(path=f"/{name}").geturl()
    own = {"DATA_DIR": str(folder), "DATABASE_URL": url, "DEBUG": "1", "DJANGO_SETTINGS_MODULE": "archive.settings"}
    return Installation(own)


def hold_the_first(made: Installation, sources: tuple[Path, Path]) -> None:
    """Import the first cables."""
    assert made.run("import_cables", "--workers", "0", sources[0])[1:] == ("", 0)


def waiting(made: Installation, seconds: int) -> Installation:
    """The archive, in which a command on SQLite waits no longer for another one than that."""
    if connection.vendor != "sqlite":
        return made
    path = Path(made.environment["DATA_DIR"]) / "db.sqlite3"
    return replace(made, environment={**made.environment, "DATABASE_URL": f"sqlite:///{path}?timeout={seconds}"})
