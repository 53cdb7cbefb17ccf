"""Which connection the database is asked through: while a public page is read, one that cannot write."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.db import DEFAULT_DB_ALIAS

_current: ContextVar[str] = ContextVar("connection", default=DEFAULT_DB_ALIAS)


@contextmanager
def through(alias: str) -> Iterator[None]:
    """What is asked inside goes through the connection with this alias; so does what would write, which then fails."""
    token = _current.set(alias)
    try:
        yield
    finally:
        _current.reset(token)


def current() -> str:
    """The alias of the connection of the moment."""
    return _current.get()


class CurrentRouter:
    """Sends every question to the connection of the moment: the primary's, unless ``through`` says otherwise."""

    def db_for_read(self, model: Any, **hints: Any) -> str:
        """The alias to read through."""
        return current()

    def db_for_write(self, model: Any, **hints: Any) -> str:
        """The alias to write through: never another one than that read through, lest a page could write after all."""
        return current()

    def allow_relation(self, one: Any, other: Any, **hints: Any) -> bool:
        """Always: all connections lead to the same rows."""
        return True

    def allow_migrate(self, alias: str, app_label: str, **hints: Any) -> bool:
        """Only the primary has a schema of its own."""
        return alias == DEFAULT_DB_ALIAS
