"""Limit on how long a search may occupy the database."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TypeVar

from django.db import OperationalError

from cables.search import backends

Item = TypeVar("Item")


class TooSlowError(Exception):
    """A search was stopped since it took longer than it may."""


@contextmanager
def bounded(milliseconds: int) -> Iterator[None]:
    """Raise TooSlowError once the queries inside take so many milliseconds (PostgreSQL: each statement).

    One within another ends the outer one's limit on SQLite.
    """
    backend = backends.reader()
    try:
        with backend.time_limit(milliseconds):
            yield
    except OperationalError as error:
        if backend.timeout_message in str(error):
            raise TooSlowError(f"a search took longer than {milliseconds} ms") from error
        raise


def each_bounded(items: Iterator[Item], milliseconds: int) -> Iterator[Item]:
    """Yield the items, each of which has to come within so many milliseconds; the time of all has no limit."""
    while True:
        with bounded(milliseconds):
            try:
                item = next(items)
            except StopIteration:
                return
        yield item
