"""Django's SQLite, but that a file that does not exist is an error, and not made as an empty database."""

from __future__ import annotations

from pathlib import Path

from django.db import connection


def make_file() -> None:
    """Make the file of the database where there is none, without tables as yet; on PostgreSQL do nothing.

    No connection makes it by itself. Raises OSError where that cannot be done.
    """
    name = str(connection.settings_dict["NAME"])
    if connection.vendor == "sqlite" and not name.startswith("file:"):
        Path(name).touch()


def is_missing() -> bool:
    """Return whether the database is a file that does not exist."""
    name = str(connection.settings_dict["NAME"])
    return connection.vendor == "sqlite" and not name.startswith("file:") and not Path(name).exists()
