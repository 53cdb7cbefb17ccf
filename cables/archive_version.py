"""The version of the archive: what public pages rest on, and when that last changed.

Whoever writes an import or an event calls `invalidate`, by which this process sees at once what it stored itself.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Subquery

from cables import archive_vocabulary
from cables.db.prepared import Prepared
from cables.models import Batch, Event, Revision
from cables.ttl_cache import Moment

BEGINNING = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)  # of an archive that nothing happened to


@dataclass(frozen=True, slots=True)
class Version:
    """What a page rests on, as a string to compare, and the time of its last change."""

    rests_on: str
    changed: datetime.datetime


def archive_version() -> Version:
    """Return the version of the archive as a whole: an import changes it with every batch, an editor with every edit.

    Costs a query, two before the first import, and none where this connection was queried less than STAMP_SECONDS ago.

    The newest text is part of it, since of two imports at once the one that began first may store after the other.
    Where an editor has changed the vocabulary since the last query, this process takes the change over.
    """
    version, reworded = _cached()
    archive_vocabulary.follow(reworded)
    return version


def page_version(touched: datetime.datetime) -> Version:
    """Return the version of a page last modified at `touched`, which also shows neighbours, counts and names."""
    archive = archive_version()
    return Version(f"{touched} {archive.rests_on}", max(touched, archive.changed))


def invalidate() -> None:
    """Query for the version anew from the commit of this transaction on, in every thread of this process."""
    transaction.on_commit(_cached.end)


def refresh() -> None:
    """Query for the version anew next time in this thread."""
    _cached.forget()


def _query() -> tuple[Version, int | None]:
    """Return the archive's version, and the id of the event by which the vocabulary last changed."""
    last = _last_import.first()
    if last is None:
        event = _last_event.first()
        return (Version(f"empty {event[0]}", event[1]) if event else Version("empty", BEGINNING)), None
    *rests_on, started_at, finished_at, edited_at, reworded = last
    changed = finished_at or started_at
    version = Version(" ".join(map(str, [*rests_on, finished_at])), max(changed, edited_at) if edited_at else changed)
    return version, reworded


_cached = Moment(Batch, _query)
_events = Event.objects.order_by("-pk")
_last_event = Prepared(Event, lambda: _events.values_list("pk", "at")[:1])
_last_import = Prepared(
    Batch,
    lambda: (
        Batch.objects.order_by("-pk")
        .annotate(
            text=Subquery(Revision.objects.order_by("-pk").values("pk")[:1]),
            edit=Subquery(_events.values("pk")[:1]),
            edited_at=Subquery(_events.values("at")[:1]),
            reworded=Subquery(_events.filter(kind=Event.Kind.VOCABULARY).values("pk")[:1]),
        )
        .values_list("pk", "stored", "revised", "text", "edit", "started_at", "finished_at", "edited_at", "reworded")[
            :1
        ]
    ),
)
