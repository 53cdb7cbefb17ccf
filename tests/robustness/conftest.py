"""Archives that a test may disturb, on the database that the tests run on."""

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
from tests.robustness.imports import write_source

FIRST, ALL = range(1, 101), range(1, 601)
DATABASE_NUMBERS = count(1)


@pytest.fixture(scope="session")
def sources(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Return files of the first cables and of all."""
    folder = tmp_path_factory.mktemp("sources")
    return write_source(folder / "first.jsonl", FIRST), write_source(folder / "all.jsonl", ALL)


@pytest.fixture(scope="session")
def first(
    empty: Installation, tmp_path_factory: pytest.TempPathFactory, sources: tuple[Path, Path]
) -> Iterator[Installation]:
    """Yield an archive of the first cables, to be copied."""
    with installation(tmp_path_factory.mktemp("archives") / "first", copy_of=empty) as archive:
        import_first(archive, sources)
        yield archive


@pytest.fixture
def begun(tmp_path: Path, first: Installation) -> Iterator[Installation]:
    """Yield an archive of the first cables."""
    with installation(tmp_path / "begun", copy_of=first) as archive:
        yield archive


@pytest.fixture(scope="module")
def server() -> Iterator[Server | None]:
    """Yield a server that a test may stop and limit; None where the tests run on SQLite."""
    if connection.vendor == "sqlite":
        yield None
        return
    # Small segments of the log: the files of the tables are the first to reach a limit.
    log = "-c max_wal_size=8MB -c min_wal_size=2MB"
    with servers("apart", options=log, initdb_options=("--wal-segsize=1",)) as [own_server]:
        yield own_server


@pytest.fixture
def apart(server: Server | None, begun: Installation, tmp_path: Path, sources: tuple[Path, Path]) -> Installation:
    """Return an archive of the first cables, on SQLite or on the server that may be stopped."""
    if server is None:
        return begun
    archive = on(server, tmp_path)
    assert archive.run("migrate", "--verbosity", "0") == ("", "", 0)
    import_first(archive, sources)
    return archive


def on(server: Server, folder: Path) -> Installation:
    """Create a database on the server; return an archive without tables in it, which is deleted with the server."""
    name = f"apart_{next(DATABASE_NUMBERS)}"
    with psycopg.connect(server.url, autocommit=True) as connected:
        connected.execute(f"CREATE DATABASE {name}")
    url = urlsplit(server.url)._replace(path=f"/{name}").geturl()
    own = {"DATA_DIR": str(folder), "DATABASE_URL": url, "DEBUG": "1", "DJANGO_SETTINGS_MODULE": "archive.settings"}
    return Installation(own)


def import_first(archive: Installation, sources: tuple[Path, Path]) -> None:
    """Import the first cables."""
    assert archive.run("import_cables", "--workers", "0", sources[0])[1:] == ("", 0)


def with_timeout(archive: Installation, seconds: int) -> Installation:
    """Return the archive with so many seconds as the longest that a command on SQLite waits for the lock."""
    if connection.vendor != "sqlite":
        return archive
    path = Path(archive.environment["DATA_DIR"]) / "db.sqlite3"
    return replace(archive, environment={**archive.environment, "DATABASE_URL": f"sqlite:///{path}?timeout={seconds}"})
