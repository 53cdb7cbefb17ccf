"""The backend, as ``cables.db.postgresql`` in the description of a database."""

from __future__ import annotations

import select
from collections.abc import Sequence
from typing import Any, Self

from django.db.backends.postgresql import base
from psycopg import Cursor
from psycopg.errors import FeatureNotSupported

from cables.db.cursors import PreparedCursors


class DatabaseWrapper(PreparedCursors, base.DatabaseWrapper):
    """A connection that is looked at before each request, where Django's own would put a question to the server."""

    def is_usable(self) -> bool:
        """Whether the connection is open and the server has said nothing unasked: its last word is that it ends."""
        if self.connection is None or self.connection.closed:
            return False
        watch = select.poll()
        watch.register(self.connection.fileno(), select.POLLIN)
        return not watch.poll(0)

    def create_prepared_cursor(self) -> Any:
        """A cursor that sends the server each question once, which plans it once, where the connection's
        `prepare_threshold` lets it."""
        return PreparedCursor(self.connection)

    def bound(self, values: Sequence[int | str]) -> list[str]:
        """The values as such a question takes them: without a type, which the server then takes from the column."""
        return list(map(str, values))


class PreparedCursor(Cursor[Any]):
    """Sends values apart from the statement, where Django's own puts them into it."""

    def execute(self, *arguments: Any, **options: Any) -> Self:
        """As psycopg's; also behind a migration that has changed what a statement answers."""
        try:
            return super().execute(*arguments, **options)
        except FeatureNotSupported:
            self.connection.execute("DEALLOCATE ALL")
            return super().execute(*arguments, **options)
