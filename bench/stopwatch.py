"""Time of a page's queries, from the statement to the last row that is fetched.

Django's own record of its queries leaves out the reading of rows, in which SQLite does most of its work.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import perf_counter
from typing import Any, Self

CREATING = ("create_cursor", "create_prepared_cursor")
TIMED = ("execute", "executemany", "fetchone", "fetchmany", "fetchall")


class Stopwatch:
    """A count of the queries and of the seconds spent in them."""

    def __init__(self) -> None:
        self.queries = 0
        self.seconds = 0.0

    def timed(self, method: Callable[..., Any], *arguments: Any) -> Any:
        """Return what `method` returns, with the time it took added."""
        start = perf_counter()
        try:
            return method(*arguments)
        finally:
            self.seconds += perf_counter() - start


class TimedCursor:
    """A driver's cursor that adds its queries to a stopwatch."""

    def __init__(self, cursor: Any, watch: Stopwatch) -> None:
        self._cursor = cursor
        self._watch = watch

    def __getattr__(self, name: str) -> Any:
        attribute = getattr(self._cursor, name)
        if name not in TIMED:
            return attribute
        self._watch.queries += name.startswith("execute")
        return lambda *arguments: self._watch.timed(attribute, *arguments)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *failure: object) -> None:
        self._cursor.close()

    def __iter__(self) -> Iterator[Any]:
        rows = iter(self._cursor)
        end = object()
        while (row := self._watch.timed(next, rows, end)) is not end:
            yield row


@contextmanager
def stopwatch() -> Iterator[Stopwatch]:
    """Yield a stopwatch of all queries that Django sends within the context, on any of its connections."""
    from django.db import connections

    watch = Stopwatch()

    def watched(created: Callable[..., Any]) -> Callable[..., TimedCursor]:
        return lambda *name: TimedCursor(created(*name), watch)

    made = [(connection, name, getattr(connection, name)) for connection in connections.all() for name in CREATING]
    for connection, name, created in made:
        setattr(connection, name, watched(created))
    try:
        yield watch
    finally:
        for connection, name, created in made:
            setattr(connection, name, created)
