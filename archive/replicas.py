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
from contextlib import closing, suppress
from decimal import Decimal
from threading import Lock, Thread

from django.conf import settings
from django.db import DatabaseError, InterfaceError, OperationalError, connections

from archive.databases import REPLICA_OPTIONS

SECONDS_LEFT_OUT = 5
SECONDS_BETWEEN_CHECKS = 1.0  # of how far a replica is behind

# What a replica has received and replayed; nothing of a server that is none any more. One whose stream has not begun,
# as after a start, has received what it has replayed.
POSITIONS = """
    SELECT pg_wal_lsn_diff(coalesce(pg_last_wal_receive_lsn(), pg_last_wal_replay_lsn()), '0/0'),
        pg_wal_lsn_diff(pg_last_wal_replay_lsn(), '0/0')
    WHERE pg_is_in_recovery()
"""
PRIMARY_POSITION = "SELECT pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0')"
NOTHING_TO_REPLAY = (Decimal(0), 0.0)

logger = logging.getLogger(__name__)

Position = str  # in the primary's write-ahead log, as PostgreSQL formats it: 0/16B3748; empty for any


class Replicas:
    """Replicas in turn, by the aliases of their connections, as this process knows them.

    One that fails is left out, and so is one that takes more than `lag` seconds to replay what it has received. A
    thread of its own tries it every few seconds until it responds and has caught up: no request waits for one that is
    known not to.
    """

    def __init__(self, aliases: Iterable[str], lag: float, seconds_left_out: float = SECONDS_LEFT_OUT) -> None:
        self.aliases = list(aliases)
        self.lag = lag
        self.seconds_left_out = seconds_left_out
        self.seconds_between_checks = SECONDS_BETWEEN_CHECKS
        self.left_out: set[str] = set()
        self.next_check = dict.fromkeys(self.aliases, 0.0)
        self.to_replay = dict.fromkeys(self.aliases, NOTHING_TO_REPLAY)  # a position, and since when it is received
        self.lock = Lock()
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
            if alias not in self.left_out:
                yield alias

    def is_ready(self, alias: str, position: Position) -> bool:
        """Return whether the replica responds and has replayed the position. One that does not respond is left out.

        An open connection is taken for a sign of response. Once a second the replica is queried how far it is behind.
        """
        connection = connections[alias]
        try:
            connection.close_if_health_check_failed()
            connection.ensure_connection()
            if self.next_check[alias] <= (now := time.monotonic()):
                self.next_check[alias] = now + self.seconds_between_checks
                self.check_lag(alias)
            if position:
                with connection.cursor() as cursor:
                    cursor.execute("SELECT pg_last_wal_replay_lsn() >= %s::pg_lsn", [position])
                    [(replayed,)] = cursor.fetchall()
                    return bool(replayed)
        except (DatabaseError, InterfaceError) as error:
            self.leave_out(alias, error)
            return False
        return True

    def check_lag(self, alias: str) -> None:
        """Raise OperationalError where the replica has not replayed what it received more than `lag` seconds ago.

        What it shows may be older, by up to twice `lag`: the next position is taken once the last is replayed, and the
        first when this process begins. The time of the last transaction would not do: a long one on the primary would
        make every replica seem late.
        """
        with connections[alias].cursor() as cursor:
            cursor.execute(POSITIONS)
            for received, replayed in cursor.fetchall():
                position, since = self.to_replay[alias]
                if replayed >= position:
                    self.to_replay[alias] = received, time.monotonic()
                elif time.monotonic() - since > self.lag:
                    raise OperationalError(f"it has not replayed for {self.lag} seconds what it has received")

    def leave_out(self, alias: str, error: Exception) -> None:
        """Leave the replica out until it has caught up, and log the reason. Not where no thread can wait for that."""
        with self.lock:
            if alias in self.left_out:
                return
            reason = str(error).strip().partition("\n")[0]
            try:
                Thread(target=self.wait_for, args=[alias], name=f"waiting for {alias}", daemon=True).start()
            except RuntimeError as failure:
                logger.warning(
                    "%s failed and is not left out, since no thread can wait for it (%s): %s", alias, failure, reason
                )
                return
            self.left_out.add(alias)
            logger.warning("%s is left out until it answers: %s", alias, reason)

    def wait_for(self, alias: str) -> None:
        """Try the replica again and again until it has caught up with the primary, then use it again."""
        target: Decimal | None = None
        caught_up = False
        while not caught_up:
            time.sleep(self.seconds_left_out)
            try:
                # What the primary has written since the last attempt may be on its way.
                before, target = target, primary_position()
                caught_up = has_replayed(alias, target if before is None else before)
            except (DatabaseError, InterfaceError):
                continue
            except Exception:
                logger.exception("%s could not be tried; it is tried again.", alias)
        with self.lock:
            self.to_replay[alias] = NOTHING_TO_REPLAY
            logger.warning("%s answers again.", alias)
            self.left_out.discard(alias)


def primary_position() -> Decimal | None:
    """Return the primary's position in its log; None where it gives none in the time that a replica has."""
    primary = connections[settings.READER].copy()
    options = primary.settings_dict["OPTIONS"]
    options |= {**REPLICA_OPTIONS, **options, "result_timeout": settings.REPLICA_TIMEOUT / 1000}
    with suppress(DatabaseError, InterfaceError), closing(primary), primary.cursor() as cursor:
        cursor.execute(PRIMARY_POSITION)
        return Decimal(cursor.fetchall()[0][0])
    return None


def has_replayed(alias: str, target: Decimal | None) -> bool:
    """Return whether the replica has replayed the target, or what it has received where there is none.

    A server that is no replica any more has. Closes the connection. Raises what the query raises.
    """
    with closing(connections[alias]) as connection, connection.cursor() as cursor:
        cursor.execute(POSITIONS)
        return all(replayed >= (received if target is None else target) for received, replayed in cursor.fetchall())
