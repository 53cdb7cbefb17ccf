"""The replicas of the database: which one to ask next, and which to leave alone for a while."""

from __future__ import annotations

import itertools
import logging
import random
import time
from collections.abc import Iterable, Iterator

from django.db import DatabaseError, InterfaceError, connections

SECONDS_LEFT_OUT = 5

logger = logging.getLogger(__name__)

Position = str  # in the primary's log of what was written, as PostgreSQL writes it: 0/16B3748


class Replicas:
    """Replicas in turn, by the aliases of their connections, as this process knows them.

    One that failed is left out for some seconds, then tried again ahead of a question: no question is put to one that
    does not answer.
    """

    def __init__(self, aliases: Iterable[str], seconds_left_out: float = SECONDS_LEFT_OUT) -> None:
        self.aliases = list(aliases)
        self.seconds_left_out = seconds_left_out
        self.left_out: dict[str, float] = {}
        # Processes that start together do not all begin with the same one.
        self.turns = itertools.count(random.randrange(len(self.aliases) or 1))  # noqa: S311 - no secret

    def choose(self, position: Position = "") -> str | None:
        """The alias of the next replica that answers and has come as far as the position; None where none has."""
        return next((alias for alias in self.in_turn() if self.answers(alias, position)), None)

    def in_turn(self) -> Iterator[str]:
        """The replicas that are not left out, beginning with the one whose turn it is."""
        turn = next(self.turns)
        for place in range(len(self.aliases)):
            alias = self.aliases[(turn + place) % len(self.aliases)]
            if self.left_out.get(alias, 0) <= time.monotonic():
                yield alias

    def answers(self, alias: str, position: Position) -> bool:
        """Whether the replica answers and is as far as the position. One that does not answer is left out."""
        connection = connections[alias]
        try:
            connection.close_if_health_check_failed()
            connection.ensure_connection()
            if position:
                with connection.cursor() as cursor:
                    cursor.execute("SELECT pg_last_wal_replay_lsn() >= %s::pg_lsn", [position])
                    [(reached,)] = cursor.fetchall()
                    return bool(reached)
        except (DatabaseError, InterfaceError) as error:
            self.leave_out(alias, error)
            return False
        if self.left_out.pop(alias, None) is not None:
            logger.warning("%s answers again.", alias)
        return True

    def leave_out(self, alias: str, error: Exception) -> None:
        """Ask the replica nothing for some seconds, for the reason given."""
        if alias not in self.left_out:
            logger.warning("%s is left out until it answers: %s", alias, str(error).strip().partition("\n")[0])
        self.left_out[alias] = time.monotonic() + self.seconds_left_out
