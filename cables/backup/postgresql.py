"""Copies of a PostgreSQL database by its own programs, which must be at least as new as the server.

They get the connection's parameters as libpq's environment variables: a command line can be read by everybody on the
machine.
"""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from subprocess import DEVNULL, PIPE
from tempfile import TemporaryFile
from typing import IO, Any, cast

from django.db import DatabaseError, OperationalError, connection, transaction

from cables.backup.manifest import BackupError, DatabaseState, Manifest
from cables.db import bulk, roles

FILE = "archive.dump"
FORMER = "former"  # schema of the tables that a restore replaced, until their last reader is done
SECONDS_TO_WAIT = 60  # for writers before a restore, and for readers of the former tables after it
LOCK_TIMEOUT = "lock timeout"  # in PostgreSQL's message


def copy(target: Path) -> DatabaseState:
    """Dump the database to a file; return the state of what it contains, which is of the same snapshot."""
    dump = find_program("pg_dump")
    with bulk.unreplaced(), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        cursor.execute("SELECT pg_export_snapshot()")
        [[snapshot]] = cursor.fetchall()

        def query(sql: str) -> list[tuple[Any, ...]]:
            cursor.execute(sql)
            return list(cursor.fetchall())

        run(dump, "--format=custom", f"--exclude-schema={FORMER}", f"--snapshot={snapshot}", f"--file={target}")
        return DatabaseState.of(query, connection.introspection.table_names(cursor))


def restore(source: Path, manifest: Manifest) -> str:
    """Replace the tables by those of the dump, in one transaction; return what is left to do, as a sentence or "".

    Readers are shown the former tables until it is committed, and wait for nothing; writers wait. The former tables
    are moved to a schema of their own, which needs no lock on them, and dropped when nobody reads them any more.
    Where it fails nothing has changed. Owners and rights are those of the role that connects, which has to own the
    database, and those of the public role.
    """
    psql, pg_restore = find_program("psql"), find_program("pg_restore")
    try:
        reader_grants = roles.grants(sorted({*roles.tables()} & manifest.rows.keys())) if roles.found() else []
        analyze = f"ANALYZE {', '.join(f'public.{connection.ops.quote_name(table)}' for table in manifest.rows)}"
        execute_script(
            psql,
            [
                "BEGIN",
                f"SET LOCAL statement_timeout = 0; SET LOCAL lock_timeout = '{SECONDS_TO_WAIT * 1000:.0f}ms'",
                bulk.LOCK_ARCHIVE,
                bulk.REPLACE_TABLES,
                f"DROP SCHEMA IF EXISTS {FORMER} CASCADE",
                f"ALTER SCHEMA public RENAME TO {FORMER}",
                "CREATE SCHEMA public",
                "GRANT USAGE ON SCHEMA public TO public",
                "COMMENT ON SCHEMA public IS 'standard public schema'",
            ],
            [pg_restore, "--no-owner", "--no-privileges", "--file=-", str(source)],
            # Without statistics the planner knows nothing of the new tables.
            [*reader_grants, analyze, "COMMIT"],
        )
        return drop_former()
    except DatabaseError as error:
        raise BackupError(f"The database failed: {str(error).strip()}.") from error


def execute_script(psql: str, before: Sequence[str], writer: Sequence[str], after: Sequence[str]) -> None:
    """Execute statements, those that the program `writer` writes, and where it succeeds those after.

    Raises BackupError with the first message of the program that fails; what is not committed is rolled back.
    """
    command = [psql, "--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1"]
    with TemporaryFile("w+") as executed, TemporaryFile("w+") as written:
        with (
            subprocess.Popen(command, env=environment(), stdin=PIPE, stdout=DEVNULL, stderr=executed) as executing,  # noqa: S603 - found on the PATH
            suppress(BrokenPipeError),
            cast(IO[bytes], executing.stdin) as script,
        ):
            script.write(statements(before))
            with subprocess.Popen(writer, stdout=PIPE, stderr=written) as writing:  # noqa: S603 - the same
                shutil.copyfileobj(cast(IO[bytes], writing.stdout), script)
            if writing.returncode == 0:
                script.write(statements(after))
        if executing.returncode:
            raise failure(psql, content(executed), executing.returncode)
        if writing.returncode:
            raise failure(writer[0], content(written), writing.returncode)


def content(file: IO[str]) -> str:
    """Return all of a file that is open."""
    file.seek(0)
    return file.read()


def statements(several: Sequence[str]) -> bytes:
    """Return the statements as a script."""
    return "".join(f"{statement};\n" for statement in several).encode()


def drop_former() -> str:
    """Drop the tables that were replaced, once their last reader is done; return a sentence where that takes long."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL lock_timeout = '{SECONDS_TO_WAIT}s'")
            cursor.execute(f"DROP SCHEMA IF EXISTS {FORMER} CASCADE")
    except OperationalError:
        return f"The former tables are being read still: the next restore drops them, or DROP SCHEMA {FORMER} CASCADE."
    return ""


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
        raise failure(program, done.stderr, done.returncode)


def failure(program: str, messages: str, status: int) -> BackupError:
    """Return the error for what a program of PostgreSQL has written before it failed."""
    if LOCK_TIMEOUT in messages:
        return BackupError(
            f"An import, an edit, a backup or a verification has gone on for {SECONDS_TO_WAIT} seconds: wait for its "
            "end, or end it, and run the command again. Nothing was changed."
        )
    by_signal = f"signal {-status} ended it" if status < 0 else f"exit status {status}"
    first = messages.strip().splitlines()[:1] or [by_signal]
    return BackupError(f"{Path(program).name} failed: {first[0]}")


def environment() -> dict[str, str]:
    """Return the parameters of the connection as environment variables of libpq."""
    connection.ensure_connection()
    parameters = connection.connection.pgconn.info
    return {option.envvar.decode(): option.val.decode() for option in parameters if option.envvar and option.val}
