"""A connection that is lost, and a database that another process has locked, while an import runs."""

from __future__ import annotations

import sqlite3
import subprocess
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.db import connection

from cables.management import database_errors
from tests.installation import Installation
from tests.postgresql_server import Server
from tests.robustness.conftest import ALL, with_timeout
from tests.robustness.imports import GO_ON, finish_and_check, until

pytestmark = pytest.mark.slow

WRITING = (
    "SELECT l.pid FROM pg_locks l JOIN pg_database d ON d.oid = l.database WHERE locktype = 'advisory' AND granted"
)
TERMINATE = f"SELECT pg_terminate_backend(pid) FROM ({WRITING}) AS writing"  # noqa: S608 - constants


def lose_connection(apart: Installation, source: Path, lose: Callable[[psycopg.Connection[Any]], object]) -> None:
    """Call `lose` while an import writes; check the error that it ends with."""
    importing = apart.start("import_cables", "--workers", "0", source)
    with closing(psycopg.connect(apart.environment["DATABASE_URL"], autocommit=True)) as observer:
        until(lambda: observer.execute(WRITING).fetchone(), importing)
        lose(observer)
    check_error(importing, "CommandError: The database failed (", f"). {GO_ON}\n")


def check_error(process: subprocess.Popen[str], beginning: str, end: str) -> None:
    """Check that a command ends as incomplete, with one line of error that begins and ends so."""
    _, err = process.communicate()
    assert err.startswith(beginning)
    assert err.endswith(end)
    assert len(err.splitlines()) == 1
    assert process.returncode == database_errors.INCOMPLETE


def server_ends_the_connection(apart: Installation, server: Server | None, source: Path) -> None:
    """Let the server close one connection."""
    lose_connection(apart, source, lambda observer: observer.execute(TERMINATE))


def server_crashes(apart: Installation, server: Server | None, source: Path) -> None:
    """Kill the server; a command fails until it is started again."""
    assert server
    lose_connection(apart, source, lambda _: server.kill())
    check_error(
        apart.start("import_cables", "--workers", "0", source), "CommandError: The database failed (", f"{GO_ON}\n"
    )
    server.start()


LOCKED = "CommandError: The database failed (database is locked). Another process went on writing for too long. "
COMMANDS = [
    (("import_cables", "--workers", "0"), GO_ON),
    (("reparse", "--all"), "What was derived anew before is stored: run the command again to go on."),
    (("rebuild_search",), "The index is as it was: run the command again."),
    (("load_vocabulary",), "Nothing was changed: run the command again."),
]


def another_process_locks_the_file(apart: Installation, server: Server | None, source: Path) -> None:
    """Lock the file for longer than commands wait."""
    with_short_timeout = with_timeout(apart, seconds=1)
    with closing(sqlite3.connect(Path(apart.environment["DATA_DIR"]) / "db.sqlite3", timeout=60)) as other:
        other.execute("BEGIN IMMEDIATE")
        processes = [
            with_short_timeout.start(*command, *([source] if "import_cables" in command else []))
            for command, _ in COMMANDS
        ]
        for process, (_, advice) in zip(processes, COMMANDS, strict=True):
            check_error(process, LOCKED, f"{advice}\n")
        other.execute("ROLLBACK")


DISTURBANCES: dict[str, list[Callable[[Installation, Server | None, Path], None]]] = {
    "postgresql": [server_ends_the_connection, server_crashes],
    "sqlite": [another_process_locks_the_file],
}


@pytest.mark.parametrize("disturbance", DISTURBANCES[connection.vendor])
def test_an_import_reports_it_and_is_resumed(
    disturbance: Callable[[Installation, Server | None, Path], None],
    apart: Installation,
    server: Server | None,
    sources: tuple[Path, Path],
) -> None:
    disturbance(apart, server, sources[1])
    assert apart.run("verify_archive")[2] == 0
    finish_and_check(apart, sources[1], ALL)
