"""Copies of a PostgreSQL database by its own programs, which must be at least as new as the server.

They get the connection's parameters as libpq's environment variables: a command line can be read by everybody on the
machine.
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
    """Dump the database to a file; return the state of what it contains, which is of the same snapshot."""
    dump = find_program("pg_dump")
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        cursor.execute("SELECT pg_export_snapshot()")
        [[snapshot]] = cursor.fetchall()

        def query(sql: str) -> list[tuple[Any, ...]]:
            cursor.execute(sql)
            return list(cursor.fetchall())

        run(dump, "--format=custom", f"--snapshot={snapshot}", f"--file={target}")
        return State.of(query, connection.introspection.table_names(cursor))


def restore(source: Path, manifest: Manifest) -> None:
    """Replace the tables by those of the dump, in one transaction; readers wait for its end.

    Where it fails the tables are as they were, but for those that are not in the dump: these are dropped before.
    Owners and rights are those of the role that connects.
    """
    pg_restore = find_program("pg_restore")
    options = ["--clean", "--if-exists", "--no-owner", "--no-privileges", "--single-transaction", "--exit-on-error"]
    try:
        with connection.cursor() as cursor:
            for table in sorted(set(connection.introspection.table_names(cursor)) - manifest.rows.keys()):
                cursor.execute(f"DROP TABLE {connection.ops.quote_name(table)} CASCADE")
        run(pg_restore, *options, "--dbname=", str(source))
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")  # without it the planner knows nothing of the new tables
    except DatabaseError as error:
        raise BackupError(f"The database failed: {str(error).strip()}.") from error


def find_program(name: str) -> str:
    """Return the path of one of PostgreSQL's programs. Raises BackupError where it is not installed."""
    found = shutil.which(name)
    if found is None:
        raise BackupError(f"{name} was not found: install PostgreSQL's client programs (postgresql-client).")
    return found


def run(program: str, *arguments: str) -> None:
    """Run one of PostgreSQL's programs on the database. Raises BackupError with its message where it fails."""
    done = subprocess.run([program, *arguments], env=environment(), capture_output=True, text=True, check=False)  # noqa: S603 - found on the PATH, with arguments of our own
    if done.returncode:
        message = done.stderr.strip().splitlines()[:1] or [f"exit status {done.returncode}"]
        raise BackupError(f"{Path(program).name} failed: {message[0]}")


def environment() -> dict[str, str]:
    """Return the parameters of the connection as environment variables of libpq."""
    connection.ensure_connection()
    parameters = connection.connection.pgconn.info
    return {option.envvar.decode(): option.val.decode() for option in parameters if option.envvar and option.val}
