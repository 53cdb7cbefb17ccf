"""Cursors for questions that are asked again and again, on either database."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper


class PreparedCursors(BaseDatabaseWrapper, ABC):
    """A connection that hands out the driver's own cursors for such questions."""

    def prepared_cursor(self) -> Any:
        """A cursor for questions that are asked again and again with other values, on an open connection.

        It is the driver's own: what Django does around every statement takes as long as a small question itself. It is
        Django's where somebody listens to the statements. Either way whoever uses it sees to `wrap_database_errors`.
        """
        self.close_if_health_check_failed()
        self.ensure_connection()
        with self.wrap_database_errors:
            made = self.create_prepared_cursor()
        if self.queries_logged or self.execute_wrappers:
            django: Any = self._prepare_cursor(made)  # type: ignore[attr-defined] # which the stubs leave out
            return django
        return made

    @abstractmethod
    def create_prepared_cursor(self) -> Any:
        """The driver's own cursor of that kind, as `create_cursor` makes the ordinary one."""
