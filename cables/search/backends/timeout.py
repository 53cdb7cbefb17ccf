"""A bound on how long a search may keep the database busy."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TypeVar

from django.db import OperationalError, transaction

from cables.db.connection import reading

Item = TypeVar("Item")

# PostgreSQL reckons a look into a row's words as cheap, though it has to unpack them: left to itself it reads the whole
# table where the index of words answers in a tenth of the time. To compile a question takes longer than to answer it.
FOR_A_SEARCH = """
    SELECT set_config('statement_timeout', %s, true), set_config('enable_seqscan', 'off', true),
        set_config('jit', 'off', true)
"""
INSTRUCTIONS = 20_000  # of SQLite's machine between two looks at the clock


class TooSlowError(Exception):
    """The database was stopped: the search took longer than it may."""


@contextmanager
def bounded(milliseconds: int) -> Iterator[None]:
    """What is asked inside ends within so many milliseconds (PostgreSQL: each statement), or TooSlowError is raised.

    One within another ends the outer one's bound on SQLite.
    """
    connection = reading()
    try:
        if connection.vendor == "postgresql":
            with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
                cursor.execute(FOR_A_SEARCH, [str(milliseconds)])
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


def each_bounded(items: Iterator[Item], milliseconds: int) -> Iterator[Item]:
    """The items, each of which is to come within so many milliseconds; how long all of them take is not bounded."""
    while True:
        with bounded(milliseconds):
            try:
                item = next(items)
            except StopIteration:
                return
        yield item
