"""The backend, as ``cables.db.sqlite`` in the description of a database."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, Self

from django.db.backends.sqlite3 import base

from cables.db.cursors import PreparedCursors

Identity = tuple[int, int]


class DatabaseWrapper(PreparedCursors, base.DatabaseWrapper):
    """A connection to a file that must exist, and is given up when another file, or none, is in its place.

    A file that was moved away is so told from an empty archive, and is not in its own way when it comes back.
    """

    opened: Identity | None = None

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
        """Whether the connection still leads to the file that has the database's name. Asked before each request."""
        return self.identity() == self.opened

    def create_prepared_cursor(self) -> Any:
        """A cursor that knows the questions it was asked before."""
        return self.connection.cursor(factory=PreparedCursor)

    def bound(self, values: Sequence[int | str]) -> Sequence[int | str]:
        """The values as such a question takes them."""
        return values

    @property
    def path(self) -> Path | None:
        """Where the file lies; None for a database in memory, as the tests have it."""
        name = str(self.settings_dict["NAME"])
        return None if name.startswith("file:") else Path(name)

    def identity(self) -> Identity | None:
        """What tells the file from another of the same name; None where there is none."""
        try:
            found = os.stat(self.path) if self.path else None  # noqa: PTH116 - asked before each request
        except OSError:
            return None
        return (found.st_dev, found.st_ino) if found else None


class PreparedCursor(sqlite3.Cursor):
    """Takes a question with Django's marks for its values, and is closed where its `with` ends."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *failure: object) -> None:
        self.close()

    def execute(self, question: str, values: Any = ()) -> Self:
        """As the driver's."""
        return super().execute(marked(question), values)


@lru_cache(maxsize=512)  # a page asks a dozen of some fifty, at several lengths
def marked(question: str) -> str:
    """A question with SQLite's marks for values in place of Django's."""
    converted: str = base.FORMAT_QMARK_REGEX.sub("?", question).replace("%%", "%")
    return converted
