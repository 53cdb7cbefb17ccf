"""The version of the archive: what public pages rest on, and when that last changed.

Each connection is queried for it, and the result cached for STAMP_SECONDS. Replicas come as far one after the other, so
that what is read through one must not be taken for what another has. A connection that is lost has nothing cached, so
that the loss is met where it always was. Whoever writes an import or an event calls `invalidate`, by which this process
sees at once what it stored itself.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from threading import Lock
from time import monotonic
from typing import NamedTuple

from cachetools import TLRUCache, cached
from django.conf import settings
from django.db import connections, router, transaction
from django.db.models import Subquery

from cables import archive_vocabulary
from cables.models import Event, ImportRun, Revision

BEGINNING = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)  # of an archive that nothing happened to
CONNECTIONS = 1024  # of a process, from the most recently used: many more than its threads have to all replicas


@dataclass(frozen=True, slots=True)
class Version:
    """What a page rests on, as a string to compare, and the time of its last change."""

    rests_on: str
    changed: datetime.datetime


class State(NamedTuple):
    """What a connection had to say: the version, the id of the last event of the vocabulary, and when (monotonic)."""

    version: Version
    reworded: int | None
    queried_at: float


def archive_version() -> Version:
    """Return the version of the archive as a whole: an import changes it with every batch, an editor with every edit.

    Costs a query, two before the first import, and none where this connection was queried less than STAMP_SECONDS ago.
    Where an editor has changed the vocabulary since the last query, this process takes the change over. Raises what the
    query raises, which is not cached.
    """
    state = _state()
    archive_vocabulary.follow(state.reworded)
    return state.version


def page_version(touched: datetime.datetime) -> Version:
    """Return the version of a page last modified at `touched`, which also shows neighbours, counts and names."""
    archive = archive_version()
    return Version(f"{touched} {archive.rests_on}", max(touched, archive.changed))


def invalidate() -> None:
    """Let every thread of this process query for the version again, from the commit of the transaction on."""
    transaction.on_commit(_invalidate)


def refresh() -> None:
    """Drop the cached version of this thread's connection, so that the next call queries it again."""
    with _lock:
        _cache.pop(_key(), None)


def _expires_at(key: object, state: State, now: float) -> float:
    """Return when the state is to be queried for again; where STAMP_SECONDS is 0 that is at once."""
    return state.queried_at + settings.STAMP_SECONDS


_cache: TLRUCache[tuple[int, object], State, float] = TLRUCache(CONNECTIONS, _expires_at, lambda: monotonic())
_lock = Lock()
_generation = 0


def _invalidate() -> None:
    """Begin a generation of cached states: one that is being queried for is of the former, and never read."""
    global _generation
    _generation += 1


def _key() -> tuple[int, object]:
    """Return the generation, and the driver's connection that the archive is read through, which one thread has."""
    connection = connections[router.db_for_read(ImportRun)]
    connection.close_if_health_check_failed()
    connection.ensure_connection()
    return _generation, connection.connection


_events = Event.objects.order_by("-pk")
_last_event = _events.values_list("pk", "at")
_last_import = (
    ImportRun.objects.order_by("-pk")
    .annotate(
        text=Subquery(Revision.objects.order_by("-pk").values("pk")[:1]),
        edit=Subquery(_events.values("pk")[:1]),
        edited_at=Subquery(_events.values("at")[:1]),
        reworded=Subquery(_events.filter(kind=Event.Kind.VOCABULARY).values("pk")[:1]),
    )
    .values_list("pk", "stored", "revised", "text", "edit", "started_at", "finished_at", "edited_at", "reworded")
)


@cached(_cache, _key, _lock)
def _state() -> State:
    """Return the state of the archive.

    The newest text is part of it, since of two imports at once the one that began first may store after the other.
    """
    queried_at = monotonic()
    last = _last_import.first()
    if last is None:
        event = _last_event.first()
        return State(Version(f"empty {event[0]}", event[1]) if event else Version("empty", BEGINNING), None, queried_at)
    *rests_on, started_at, finished_at, edited_at, reworded = last
    changed = finished_at or started_at
    version = Version(" ".join(map(str, [*rests_on, finished_at])), max(changed, edited_at) if edited_at else changed)
    return State(version, reworded, queried_at)
