"""The backend, as ``cables.db.postgresql`` in the description of a database.

Django's `server_side_binding` with a `prepare_threshold` of 0 does what `PreparedCursor` does, but within Django's own
cursor: a cable's page took 8 % more of the processor with it, a list 7 %, and 20 % and 7 % with Django's default.
"""

from __future__ import annotations

import select
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Self, TypeVar

from django.db.backends.postgresql import base
from psycopg import Connection, Cursor, IsolationLevel, OperationalError
from psycopg.abc import PQGen
from psycopg.errors import FeatureNotSupported
from psycopg.pq import TransactionStatus

from cables.db.cursors import PreparedCursors

Result = TypeVar("Result")


class DatabaseWrapper(PreparedCursors, base.DatabaseWrapper):
    """A connection that is checked before each request without a query, which Django's own would make.

    With `result_timeout` among its OPTIONS it is given up where the server takes so many seconds over a query.
    """

    def get_new_connection(self, conn_params: dict[str, Any]) -> Connection[Any]:
        """Return a new connection of the driver, of our own class where results are to come in time."""
        timeout = conn_params.pop("result_timeout", None)
        if timeout is None:
            opened: Connection[Any] = super().get_new_connection(conn_params)
            return opened
        self.isolation_level = IsolationLevel.READ_COMMITTED
        timed = TimedConnection.connect(**conn_params)
        timed.result_timeout = timeout
        return timed

    @contextmanager
    def longer_results(self, seconds: float) -> Iterator[None]:
        """Let results inside come so much later, where a time is set for them."""
        self.ensure_connection()
        driver = self.connection
        if not isinstance(driver, TimedConnection):
            yield
            return
        driver.result_timeout += seconds
        try:
            yield
        finally:
            driver.result_timeout -= seconds

    def is_usable(self) -> bool:
        """Return whether the connection is open and the server has sent nothing, as it does when it closes."""
        if self.connection is None or self.connection.closed:
            return False
        poll = select.poll()
        poll.register(self.connection.fileno(), select.POLLIN)
        return not poll.poll(0)

    def create_prepared_cursor(self) -> Any:
        """Return a cursor whose statements the server parses and plans once, as `prepare_threshold` allows."""
        return PreparedCursor(self.connection)

    def bound(self, values: Sequence[int | str]) -> list[str]:
        """Return the values as text without a type, which the server takes from the column."""
        return list(map(str, values))


class TimedConnection(Connection[Any]):
    """A connection that is closed where a result takes longer than `result_timeout` seconds.

    Neither the server's own limit nor TCP's notice a server that is stopped: its machine acknowledges what it is sent.
    """

    result_timeout: float

    def wait(self, gen: PQGen[Result], interval: float = 0.1, timeout: float | None = None) -> Result:
        """Run the generator as psycopg does. Raises OperationalError where that takes too long."""
        try:
            return super().wait(gen, interval, self.result_timeout if timeout is None else timeout)
        except OperationalError as error:
            if self.pgconn.transaction_status != TransactionStatus.ACTIVE:
                raise
            self.pgconn.finish()
            raise OperationalError(f"no result within {self.result_timeout:g} seconds") from error


class PreparedCursor(Cursor[Any]):
    """A cursor that sends values apart from the statement, where Django's own puts them into it."""

    def execute(self, *arguments: Any, **options: Any) -> Self:
        """Execute as psycopg does; also after a migration that has changed the columns of a prepared statement."""
        try:
            return super().execute(*arguments, **options)
        except FeatureNotSupported:
            self.connection.execute("DEALLOCATE ALL")
            return super().execute(*arguments, **options)
