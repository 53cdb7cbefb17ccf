"""The replicas of the database: which one to read from next, and which to leave out for a while.

libpq can choose among several hosts itself (`load_balance_hosts`, `target_session_attrs`), but only when it connects,
and connections last for many requests. Tried with two servers and the eight connections of two processes, the requests
were spread evenly (40 to 60 %) in 10 cases of 40; after one server had failed and was back, no connection returned to
it until it was closed. Nor can libpq wait for an editor's own changes, or have a user and a password for each host.
"""

from __future__ import annotations

import itertools
import logging
import random
import time
from collections.abc import Iterable, Iterator

from django.db import DatabaseError, InterfaceError, connections

SECONDS_LEFT_OUT = 5

logger = logging.getLogger(__name__)

Position = str  # in the primary's write-ahead log, as PostgreSQL formats it: 0/16B3748; empty for any


class Replicas:
    """Replicas in turn, by the aliases of their connections, as this process knows them.

    One that failed is left out for some seconds, and then connected to before any query: no query is made to one that
    does not respond.
    """

    def __init__(self, aliases: Iterable[str], seconds_left_out: float = SECONDS_LEFT_OUT) -> None:
        self.aliases = list(aliases)
        self.seconds_left_out = seconds_left_out
        self.left_out: dict[str, float] = {}
        # Processes that start together do not all begin with the same one.
        self.turns = itertools.count(random.randrange(len(self.aliases) or 1))  # noqa: S311 - no secret

    def choose(self, position: Position = "") -> str | None:
        """Return the alias of the next replica that responds and has replayed the position; None where none has."""
        return next((alias for alias in self.in_turn() if self.is_ready(alias, position)), None)

    def in_turn(self) -> Iterator[str]:
        """Yield the aliases of the replicas that are not left out, beginning with the one whose turn it is."""
        turn = next(self.turns)
        for index in range(len(self.aliases)):
            alias = self.aliases[(turn + index) % len(self.aliases)]
            if self.left_out.get(alias, 0) <= time.monotonic():
                yield alias

    def is_ready(self, alias: str, position: Position) -> bool:
        """Return whether the replica responds and has replayed the position. One that does not respond is left out."""
        connection = connections[alias]
        try:
            connection.close_if_health_check_failed()
            connection.ensure_connection()
            if position:
                with connection.cursor() as cursor:
                    cursor.execute("SELECT pg_last_wal_replay_lsn() >= %s::pg_lsn", [position])
                    [(replayed,)] = cursor.fetchall()
                    return bool(replayed)
        except (DatabaseError, InterfaceError) as error:
            self.leave_out(alias, error)
            return False
        if self.left_out.pop(alias, None) is not None:
            logger.warning("%s answers again.", alias)
        return True

    def leave_out(self, alias: str, error: Exception) -> None:
        """Leave the replica out for some seconds, and log the reason."""
        if alias not in self.left_out:
            logger.warning("%s is left out until it answers: %s", alias, str(error).strip().partition("\n")[0])
        self.left_out[alias] = time.monotonic() + self.seconds_left_out
