"""Copying an SQLite database: `VACUUM INTO` reads one state of it, whatever is written meanwhile."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

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
        with closing(opened(source)) as held:
            held.backup(connection.connection)
    except sqlite3.Error as error:
        raise BackupError(f"SQLite could not put the copy back: {error}.") from error
    finally:
        connection.close()


def opened(file: Path) -> sqlite3.Connection:
    """The file as a database to read from alone."""
    return sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True)
