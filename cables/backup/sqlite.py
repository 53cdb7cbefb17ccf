"""Copies of an SQLite database: `VACUUM INTO` reads one snapshot of it, whatever is written meanwhile."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from django.db import DatabaseError, connection

from cables.backup.manifest import BackupError, DatabaseState, Manifest

FILE = "archive.sqlite3"
INSTRUCTIONS = 100_000  # of SQLite's between two looks at signals: some thousandths of a second


def copy(target: Path) -> DatabaseState:
    """Write the database to a file that does not exist yet; return the state of what it contains.

    Raises KeyboardInterrupt where a signal interrupts it: SQLite ends the statement then, and loses the exception.
    """
    try:
        with connection.cursor() as cursor, interruptible():
            cursor.execute("VACUUM INTO %s", [str(target)])
    except DatabaseError as error:
        if str(error) == "interrupted":
            raise KeyboardInterrupt from error
        raise BackupError(f"SQLite could not write the copy: {error}.") from error
    with closing(open_readonly(target)) as written:
        tables = [name for (name,) in written.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return DatabaseState.of(lambda sql: written.execute(sql).fetchall(), tables)


@contextmanager
def interruptible() -> Iterator[None]:
    """Let signals be handled while a statement runs, which Python does only between its own instructions."""
    connection.connection.set_progress_handler(lambda: 0, INSTRUCTIONS)
    try:
        yield
    finally:
        connection.connection.set_progress_handler(None, 0)


def restore(source: Path, manifest: Manifest) -> str:
    """Write the copy over the database, in one transaction: readers see the old content, then the new.

    Return what is left to do, which is nothing.
    """
    connection.ensure_connection()
    try:
        with closing(connection.connection.execute("PRAGMA page_size")) as cursor:
            [size] = cursor.fetchone()
        with with_page_size(source, size, Path(connection.settings_dict["NAME"]).parent) as copied:
            copied.backup(connection.connection)
    except sqlite3.Error as error:
        raise BackupError(f"SQLite could not put the copy back: {error}.") from error
    finally:
        connection.close()
    return ""


@contextmanager
def with_page_size(file: Path, size: int, parent: Path) -> Iterator[sqlite3.Connection]:
    """Yield the file as a database in pages of `size` bytes: itself, or else a temporary copy within `parent`.

    SQLite writes pages of another size over no database that may have readers. Older archives have another size.
    """
    with closing(open_readonly(file)) as original:
        if original.execute("PRAGMA page_size").fetchone() == (size,):
            yield original
            return
        with TemporaryDirectory(dir=parent) as folder:
            target = Path(folder) / FILE
            original.execute(f"PRAGMA page_size = {size:d}")
            original.execute("VACUUM INTO ?", [str(target)])
            with closing(open_readonly(target)) as copied:
                yield copied


def open_readonly(file: Path) -> sqlite3.Connection:
    """Open the file as a read-only database."""
    return sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True)
