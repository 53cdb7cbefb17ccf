"""The backend, as ``cables.db.sqlite`` in the description of a database; its PRAGMAs are in `archive/databases.py`."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, Self

from django.db.backends.sqlite3 import base

from cables.db.cursors import PreparedCursors

FileIdentity = tuple[int, int]


class DatabaseWrapper(PreparedCursors, base.DatabaseWrapper):
    """A connection to a file that must exist, closed when another file, or none, is in its place.

    So a file that was moved away is not taken for an empty archive, and is used again when it is back.
    """

    opened: FileIdentity | None = None

    def get_connection_params(self) -> dict[str, Any]:
        parameters: dict[str, Any] = super().get_connection_params()
        if self.path:
            parameters["database"] = f"{self.path.absolute().as_uri()}?mode=rw"
        return parameters

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        connection = super().get_new_connection(conn_params)
        self.opened = self.identity()
        return connection

    def is_usable(self) -> bool:
        """Return whether the file that has the database's name is still the one that was opened."""
        return self.identity() == self.opened

    def create_prepared_cursor(self) -> Any:
        """Return a cursor with a cache of the statements that it has converted."""
        return self.connection.cursor(factory=PreparedCursor)

    def bound(self, values: Sequence[int | str]) -> Sequence[int | str]:
        """Return the values as they are."""
        return values

    @property
    def path(self) -> Path | None:
        """Return the path of the file; None for a database in memory, as the tests have it."""
        name = str(self.settings_dict["NAME"])
        return None if name.startswith("file:") else Path(name)

    def identity(self) -> FileIdentity | None:
        """Return the device and inode of the file, which no other of that name has; None where there is no file."""
        try:
            found = os.stat(self.path) if self.path else None  # noqa: PTH116 - called before each request
        except OSError:
            return None
        return (found.st_dev, found.st_ino) if found else None


class PreparedCursor(sqlite3.Cursor):
    """A cursor for statements with Django's placeholders, which is closed where its `with` ends."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *failure: object) -> None:
        self.close()

    def execute(self, statement: str, values: Any = ()) -> Self:
        """Execute as the driver does."""
        return super().execute(with_qmarks(statement), values)


@lru_cache(maxsize=512)  # there are some fifty, of several lengths
def with_qmarks(statement: str) -> str:
    """Return a statement with SQLite's placeholders (`?`) in place of Django's (`%s`)."""
    converted: str = base.FORMAT_QMARK_REGEX.sub("?", statement).replace("%%", "%")
    return converted
