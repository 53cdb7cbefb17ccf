"""The connection that the database is read through: while a public page is made, one that cannot write."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper

_alias: ContextVar[str] = ContextVar("alias", default=DEFAULT_DB_ALIAS)


@contextmanager
def using(alias: str) -> Iterator[None]:
    """Run the block with the connection of this alias, for reads and for writes, which then fail if it cannot write."""
    token = _alias.set(alias)
    try:
        yield
    finally:
        _alias.reset(token)


def current_alias() -> str:
    """Return the alias of the connection in use."""
    return _alias.get()


def current_connection() -> BaseDatabaseWrapper:
    """Return the connection in use, for statements in SQL of our own: the one that querysets are read through."""
    return connections[current_alias()]


class CurrentRouter:
    """A router of every query to the connection in use: the primary's, unless within `using`."""

    def db_for_read(self, model: Any, **hints: Any) -> str:
        """Return the alias to read through."""
        return current_alias()

    def db_for_write(self, model: Any, **hints: Any) -> str:
        """Return the alias to write through: never another than to read through, lest a page could write after all."""
        return current_alias()

    def allow_relation(self, one: Any, other: Any, **hints: Any) -> bool:
        """Return True, since all connections lead to the same rows."""
        return True

    def allow_migrate(self, alias: str, app_label: str, **hints: Any) -> bool:
        """Return whether the database has a schema of its own, which only the primary has."""
        return alias == DEFAULT_DB_ALIAS
