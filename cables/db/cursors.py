"""Cursors for queries that are run again and again, on either database."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper


class PreparedCursors(BaseDatabaseWrapper, ABC):
    """A database wrapper with the driver's own cursors for such queries."""

    def prepared_cursor(self) -> Any:
        """Return a cursor for queries that are run again and again with other values, on an open connection.

        It is the driver's own: what Django does around every statement takes as long as a small query itself. It is
        Django's where queries are logged or wrapped. The caller has to enter `wrap_database_errors` either way.
        """
        self.close_if_health_check_failed()
        self.ensure_connection()
        with self.wrap_database_errors:
            cursor = self.create_prepared_cursor()
        if self.queries_logged or self.execute_wrappers:
            wrapped: Any = self._prepare_cursor(cursor)  # type: ignore[attr-defined] # which the stubs leave out
            return wrapped
        return cursor

    @abstractmethod
    def create_prepared_cursor(self) -> Any:
        """Return the driver's own cursor for such queries, as `create_cursor` does the ordinary one."""

    @abstractmethod
    def bound(self, values: Sequence[int | str]) -> Sequence[int | str]:
        """Return the values in the form that such a cursor takes."""
