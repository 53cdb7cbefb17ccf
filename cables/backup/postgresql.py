"""Copying a PostgreSQL database with its own tools, which must be at least as new as the server.

They are told how to connect by environment variables, as libpq takes them: a command line can be read by everybody
on the machine.
"""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from typing import Any

from django.db import DatabaseError, connection, transaction

from cables.backup.manifest import BackupError, Manifest, State

FILE = "archive.dump"


def copy(target: Path) -> State:
    """Dump the database to a file; returns what the file holds: both are told by one snapshot."""
    dump = tool("pg_dump")
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        cursor.execute("SELECT pg_export_snapshot()")
        [[snapshot]] = cursor.fetchall()

        def ask(question: str) -> list[tuple[Any, ...]]:
            cursor.execute(question)
            return list(cursor.fetchall())

        run(dump, "--format=custom", f"--snapshot={snapshot}", f"--file={target}")
        return State.asked(ask, connection.introspection.table_names(cursor))


def put_back(source: Path, manifest: Manifest) -> None:
    """Put the dump in the place of the tables, in one transaction; readers wait for its end.

    Where it fails the tables are as they were, but for those that the dump does not know: these are dropped before.
    Owners and rights are those of the role that connects.
    """
    restore = tool("pg_restore")
    options = ["--clean", "--if-exists", "--no-owner", "--no-privileges", "--single-transaction", "--exit-on-error"]
    try:
        with connection.cursor() as cursor:
            for table in sorted(set(connection.introspection.table_names(cursor)) - manifest.rows.keys()):
                cursor.execute(f"DROP TABLE {connection.ops.quote_name(table)} CASCADE")
        run(restore, *options, "--dbname=", str(source))
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")  # without it the planner knows nothing of the new tables
    except DatabaseError as error:
        raise BackupError(f"The database failed: {str(error).strip()}.") from error


def tool(name: str) -> str:
    """Where one of PostgreSQL's programs lies."""
    found = shutil.which(name)
    if found is None:
        raise BackupError(f"{name} was not found: install PostgreSQL's client programs (postgresql-client).")
    return found


def run(program: str, *arguments: str) -> None:
    """Run one of PostgreSQL's programs on the database; BackupError with its own words where it fails."""
    done = subprocess.run([program, *arguments], env=environment(), capture_output=True, text=True, check=False)  # noqa: S603 - found on the PATH, with arguments of our own
    if done.returncode:
        said = done.stderr.strip().splitlines()[:1] or [f"exit status {done.returncode}"]
        raise BackupError(f"{Path(program).name} failed: {said[0]}")


def environment() -> dict[str, str]:
    """How the connection was made, as the variables that tell libpq the same."""
    connection.ensure_connection()
    told = connection.connection.pgconn.info
    return {option.envvar.decode(): option.val.decode() for option in told if option.envvar and option.val}
