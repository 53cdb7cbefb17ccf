"""Writing a cable anew from its revisions: one that comes back, or one whose texts or decisions changed."""

from __future__ import annotations

import datetime

from django.utils import timezone

from cables.ingest import load, reading
from cables.ingest.decisions import Decisions
from cables.ingest.reparsing import raw_cable
from cables.ingest.store import FILLED, write
from cables.ingest.tables import Entry
from cables.models import Cable, Revision
from cables.sources import Refused


class Unreadable(Exception):  # noqa: N818 - says why, for those who can do something else
    """Says in a sentence why a cable cannot be written from its texts; the caller's transaction must not be kept."""


def put_back(mrn: str, cable: int, stored_at: datetime.datetime, revisions: list[Revision]) -> None:
    """Write a cable that is not held, with the id and time of arrival that it had and these revisions."""
    Revision.objects.bulk_create(revisions)
    rewrite(mrn, cable, is_new=True)
    Cable.objects.filter(pk=cable).update(stored_at=stored_at)


def rewrite(mrn: str, cable: int, *, is_new: bool = False) -> None:
    """Write the rows of the cable as its texts and what stands for it say now, as `mrn`. The caller holds the lock.

    Raises Unreadable where its text gives no cable of that number.
    """
    decisions = Decisions.on([mrn])
    numbers = list(Revision.objects.filter(cable_id=cable).order_by("number").values_list("number", flat=True))
    revision = Revision.objects.get(cable_id=cable, number=decisions.shown(mrn, numbers[-1]))
    read = reading.read(raw_cable(revision), decisions.overrides(mrn))
    if isinstance(read, Refused):
        raise Unreadable(read.reason)
    if read.mrn != mrn:
        raise Unreadable(f"By its text it would be {read.mrn}, not {mrn}.")
    write([Entry(read.rows, cable, revision.number, is_new)], timezone.now())
    load.reset_sequences(FILLED)
