"""Copying an SQLite database: `VACUUM INTO` reads one state of it, whatever is written meanwhile."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from django.db import DatabaseError, connection

from cables.backup.manifest import BackupError, Manifest, State

FILE = "archive.sqlite3"


def copy(target: Path) -> State:
    """Write the database to a file that does not exist yet; returns what the file holds."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("VACUUM INTO %s", [str(target)])
    except DatabaseError as error:
        raise BackupError(f"SQLite could not write the copy: {error}.") from error
    with closing(opened(target)) as written:
        tables = [name for (name,) in written.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return State.asked(lambda question: written.execute(question).fetchall(), tables)


def put_back(source: Path, manifest: Manifest) -> None:
    """Write the copy over the database, in one transaction: readers see what was there, then what is."""
    connection.ensure_connection()
    try:
        with closing(connection.connection.execute("PRAGMA page_size")) as cursor:
            [size] = cursor.fetchone()
        with paged(source, size, Path(connection.settings_dict["NAME"]).parent) as held:
            held.backup(connection.connection)
    except sqlite3.Error as error:
        raise BackupError(f"SQLite could not put the copy back: {error}.") from error
    finally:
        connection.close()


@contextmanager
def paged(file: Path, size: int, beside: Path) -> Iterator[sqlite3.Connection]:
    """The file as a database in pages of so many bytes: itself, or a copy in a folder that lasts as long as it is used.

    SQLite puts pages of another size over no database that may have readers. Archives made before this one have such.
    """
    with closing(opened(file)) as held:
        if held.execute("PRAGMA page_size").fetchone() == (size,):
            yield held
            return
        with TemporaryDirectory(dir=beside) as folder:
            fitting = Path(folder) / FILE
            held.execute(f"PRAGMA page_size = {size:d}")
            held.execute("VACUUM INTO ?", [str(fitting)])
            with closing(opened(fitting)) as copied:
                yield copied


def opened(file: Path) -> sqlite3.Connection:
    """The file as a database to read from alone."""
    return sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True)
