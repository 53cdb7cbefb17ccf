"""The connection for questions in SQL of our own, and the file that it leads to."""

from __future__ import annotations

from pathlib import Path

from django.db import connection, connections, router
from django.db.backends.base.base import BaseDatabaseWrapper

from cables.models import Cable


def reading() -> BaseDatabaseWrapper:
    """The connection that cables are read through just now: the same that the router gives to querysets."""
    return connections[router.db_for_read(Cable)]


def make_file() -> None:
    """Make the file of an SQLite database where there is none; without tables as yet. No connection makes it by itself.

    Raises OSError where that cannot be done.
    """
    name = str(connection.settings_dict["NAME"])
    if connection.vendor == "sqlite" and not name.startswith("file:"):
        Path(name).touch()
