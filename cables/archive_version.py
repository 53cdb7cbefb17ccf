"""The version of the archive: what public pages rest on, and when that last changed.

Each connection is queried for it, and the result cached for STAMP_SECONDS. Replicas come as far one after the other, so
that what is read through one must not be taken for what another has. A connection that is lost has nothing cached, so
that the loss is met where it always was. Whoever writes an import or an event calls `invalidate`, by which this process
sees at once what it stored itself.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from threading import Lock
from time import monotonic
from typing import NamedTuple
from weakref import WeakKeyDictionary

from cachetools import TLRUCache, cached
from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connections, router, transaction
from django.db.models import Subquery
from django.utils import timezone

from cables import archive_vocabulary
from cables.models import Event, ImportRun, Revision

BEGINNING = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)  # of an archive that nothing happened to
CONNECTIONS = 1024  # of a process, from the most recently used: many more than its threads have to all replicas


@dataclass(frozen=True, slots=True)
class Version:
    """What a page rests on, as a string to compare, and the time of its last change.

    Last-Modified has whole seconds: of two changes within one second only the string, and so the ETag, differs.
    """

    rests_on: str
    changed: datetime.datetime


class CachedVersion(NamedTuple):
    """What a connection gave: the version, the id of the last event of the vocabulary, and when (monotonic)."""

    version: Version
    reworded: int | None
    queried_at: float


def archive_version() -> Version:
    """Return the version of the archive as a whole: an import changes it with every batch, an editor with every edit.

    Costs a query, two before the first import, and none where this connection was queried less than STAMP_SECONDS ago.
    Where an editor has changed the vocabulary since the last query, this process takes the change over. Raises what the
    query raises, which is not cached.
    """
    cached_version = _cached_version()
    archive_vocabulary.follow(cached_version.reworded)
    return cached_version.version


def page_version(modified_at: datetime.datetime) -> Version:
    """Return the version of a page modified at that time, which also shows neighbours, counts and names."""
    archive = archive_version()
    return Version(f"{modified_at} {archive.rests_on}", max(modified_at, archive.changed))


def time_of_change() -> datetime.datetime:
    """Return the time to record a change with: now or, where the clock was set back, a second after the last change.

    So the log stays in order, and no Last-Modified is that of an earlier state, by which a reader would keep the page;
    but of changes within one second, which is all it can tell, it is the same. What one transaction changes after such
    a time has that one time. Costs a query, two before the first import.
    """
    now, transactions = timezone.now(), connections[DEFAULT_DB_ALIAS].atomic_blocks
    if transactions and (given := _given.get(transactions[0])):
        return given
    times = _times_of_last_import.first() or _last_event.values_list("at").first() or ()
    last = _latest(times)
    if now >= last:
        return now
    after = last + datetime.timedelta(seconds=1)
    if transactions:
        _given[transactions[0]] = after
    return after


def invalidate() -> None:
    """Let every thread of this process query for the version again, from the commit of the transaction on."""
    transaction.on_commit(_invalidate)


def refresh() -> None:
    """Drop the cached version of this thread's connection, so that the next call queries it again."""
    with _lock:
        _cache.pop(_key(), None)


def _expires_at(key: object, cached_version: CachedVersion, now: float) -> float:
    """Return when the version is to be queried for again; where STAMP_SECONDS is 0 that is at once."""
    return cached_version.queried_at + settings.STAMP_SECONDS


_cache: TLRUCache[tuple[int, object], CachedVersion, float] = TLRUCache(CONNECTIONS, _expires_at, lambda: monotonic())
_lock = Lock()
_generation = 0
_given: WeakKeyDictionary[transaction.Atomic, datetime.datetime] = WeakKeyDictionary()  # by outermost block


def _invalidate() -> None:
    """Begin a generation of cached versions: one that is being queried for is of the former, and never read."""
    global _generation
    _generation += 1


def _key() -> tuple[int, object]:
    """Return the generation, and the driver's connection that the archive is read through, which one thread has."""
    connection = connections[router.db_for_read(ImportRun)]
    connection.close_if_health_check_failed()
    connection.ensure_connection()
    return _generation, connection.connection


_newest_text = Revision.objects.order_by("-pk")
_events = Event.objects.order_by("-pk")
_last_event = _events.values_list("pk", "at")
_last_import = (
    ImportRun.objects.order_by("-pk")
    .annotate(
        text=Subquery(_newest_text.values("pk")[:1]),
        edit=Subquery(_events.values("pk")[:1]),
        received_at=Subquery(_newest_text.values("received_at")[:1]),
        edited_at=Subquery(_events.values("at")[:1]),
        reworded=Subquery(_events.filter(kind=Event.Kind.VOCABULARY).values("pk")[:1]),
    )
    .values_list(
        *("pk", "stored", "revised", "further", "recorded", "text", "edit", "finished_at"),
        *("started_at", "received_at", "edited_at", "reworded"),
    )
)

_times_of_last_import = (
    ImportRun.objects.order_by("-pk")
    .annotate(
        received_at=Subquery(_newest_text.values("received_at")[:1]),
        edited_at=Subquery(_events.values("at")[:1]),
    )
    .values_list("started_at", "finished_at", "received_at", "edited_at")
)


@cached(_cache, _key, _lock)
def _cached_version() -> CachedVersion:
    """Return the version of the archive, queried for at most every STAMP_SECONDS.

    The newest text is part of it, since of two imports at once the one that began first may store after the other;
    when it was received is when the last batch of an import that has not finished was stored.
    """
    queried_at = monotonic()
    last = _last_import.first()
    if last is None:
        event = _last_event.first()
        version = Version(f"empty {event[0]}", event[1]) if event else Version("empty", BEGINNING)
        return CachedVersion(version, None, queried_at)
    *rests_on, started_at, received_at, edited_at, reworded = last
    times = (rests_on[-1], started_at, received_at, edited_at)
    return CachedVersion(Version(" ".join(map(str, rests_on)), _latest(times)), reworded, queried_at)


def _latest(times: Iterable[datetime.datetime | None]) -> datetime.datetime:
    """Return the latest of the times there are, BEGINNING where there is none."""
    return max((time for time in times if time), default=BEGINNING)
