"""A connection that is lost, and a database that another one keeps, while an import runs."""

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
from tests.robustness.conftest import ALL, waiting
from tests.robustness.imports import GO_ON, ends_as_if_undisturbed, until

WRITING = (
    "SELECT l.pid FROM pg_locks l JOIN pg_database d ON d.oid = l.database WHERE locktype = 'advisory' AND granted"
)
END = f"SELECT pg_terminate_backend(pid) FROM ({WRITING}) AS writing"  # noqa: S608 - constants


def lost(apart: Installation, source: Path, lose: Callable[[psycopg.Connection[Any]], object]) -> None:
    """Let an import lose its connection while it writes; see what is said."""
    importing = apart.start("import_cables", "--workers", "0", source)
    with closing(psycopg.connect(apart.environment["DATABASE_URL"], autocommit=True)) as onlooker:
        until(lambda: onlooker.execute(WRITING).fetchone(), importing)
        lose(onlooker)
    told_by(importing, "CommandError: The database failed (", f"). {GO_ON}\n")


def told_by(process: subprocess.Popen[str], beginning: str, end: str) -> None:
    """The command ends with the status of one that could not go on, and with one line."""
    _, err = process.communicate()
    assert err.startswith(beginning)
    assert err.endswith(end)
    assert len(err.splitlines()) == 1
    assert process.returncode == database_errors.INCOMPLETE


def the_server_ends_it(apart: Installation, server: Server | None, source: Path) -> None:
    """A server closes one connection."""
    lost(apart, source, lambda onlooker: onlooker.execute(END))


def the_server_crashes(apart: Installation, server: Server | None, source: Path) -> None:
    """A server ends at once, is away for a while, and comes back."""
    assert server
    lost(apart, source, lambda _: server.kill())
    told_by(apart.start("import_cables", "--workers", "0", source), "CommandError: The database failed (", f"{GO_ON}\n")
    server.start()


KEPT = "CommandError: The database failed (database is locked). Another process went on writing for too long. "
COMMANDS = [
    (("import_cables", "--workers", "0"), GO_ON),
    (("reparse", "--all"), "What was derived anew before is stored: run the command again to go on."),
    (("rebuild_search",), "The index is as it was: run the command again."),
    (("load_vocabulary",), "Nothing was changed: run the command again."),
]


def another_process_keeps_the_file(apart: Installation, server: Server | None, source: Path) -> None:
    """A process writes to the file for longer than others wait."""
    impatient = waiting(apart, seconds=1)
    with closing(sqlite3.connect(Path(apart.environment["DATA_DIR"]) / "db.sqlite3", timeout=60)) as other:
        other.execute("BEGIN IMMEDIATE")
        processes = [
            impatient.start(*command, *([source] if "import_cables" in command else [])) for command, _ in COMMANDS
        ]
        for process, (_, so_far) in zip(processes, COMMANDS, strict=True):
            told_by(process, KEPT, f"{so_far}\n")
        other.execute("ROLLBACK")


DISTURBANCES: dict[str, list[Callable[[Installation, Server | None, Path], None]]] = {
    "postgresql": [the_server_ends_it, the_server_crashes],
    "sqlite": [another_process_keeps_the_file],
}


@pytest.mark.parametrize("disturbance", DISTURBANCES[connection.vendor])
def test_an_import_says_so_and_goes_on_afterwards(
    disturbance: Callable[[Installation, Server | None, Path], None],
    apart: Installation,
    server: Server | None,
    sources: tuple[Path, Path],
) -> None:
    disturbance(apart, server, sources[1])
    assert apart.run("verify_archive")[2] == 0
    ends_as_if_undisturbed(apart, sources[1], ALL)
