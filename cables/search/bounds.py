"""A bound on how long a search may keep the database busy."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import OperationalError, connection, transaction

INSTRUCTIONS = 20_000  # of SQLite's machine between two looks at the clock


class TooSlowError(Exception):
    """The database was stopped: the search took longer than it may."""


@contextmanager
def bounded(milliseconds: int) -> Iterator[None]:
    """What is asked inside ends within so many milliseconds (PostgreSQL: each statement), or TooSlowError is raised."""
    try:
        if connection.vendor == "postgresql":
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute("SELECT set_config('statement_timeout', %s, true)", [str(milliseconds)])
                yield
        else:
            connection.ensure_connection()
            end = time.monotonic() + milliseconds / 1000
            connection.connection.set_progress_handler(lambda: time.monotonic() > end, INSTRUCTIONS)
            try:
                yield
            finally:
                connection.connection.set_progress_handler(None, 0)
    except OperationalError as error:
        if "interrupted" in str(error) or "statement timeout" in str(error):
            raise TooSlowError from error
        raise
