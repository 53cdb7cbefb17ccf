"""Cables written again from their revisions: those that are restored, and those whose texts or decisions changed."""

from __future__ import annotations

import datetime

from django.utils import timezone

from cables import archive_vocabulary
from cables.db import bulk
from cables.ingest import orphans, parsing
from cables.ingest.editorial_decisions import Decisions
from cables.ingest.orphans import Names
from cables.ingest.parsing import Read
from cables.ingest.reparsing import raw_cable
from cables.ingest.tables import CableToWrite
from cables.ingest.writer import FILLED, add_changed, set_modified, write
from cables.models import Cable, Revision
from cables.models.revision import Text
from cables.references import missing
from cables.references.linking import relink
from cables.sources import RefusedItem


class Unreadable(Exception):  # noqa: N818 - says why, for those who can do something else
    """The reason, in a sentence, why a cable cannot be written from its texts; the caller must roll back."""


def put_back(mrn: str, cable: int, stored_at: datetime.datetime, revisions: list[Revision]) -> None:
    """Write a cable that is not in the archive, with the id and time of arrival that it had and these revisions."""
    Revision.objects.bulk_create(revisions)
    write([entry(mrn, cable, is_new=True)], timezone.now())
    bulk.reset_sequences(FILLED)
    Cable.objects.filter(pk=cable).update(stored_at=stored_at)


def rewrite(cable: Cable, mrn: str) -> None:
    """Write the rows of a stored cable again, as `mrn`, from its texts and decisions; the caller holds the lock.

    Where that is another number than it had, links follow. Words that nothing has any more are forgotten.
    Raise Unreadable where its text gives no cable of that number.
    """
    before = Names.of([cable.pk]).words
    made = entry(mrn, cable.pk, is_new=False)
    now = timezone.now()
    write([made], now)
    orphans.delete_unused(Names(words=before), made.rows.words)
    bulk.reset_sequences(FILLED)
    if cable.mrn != mrn:
        unresolved, modified = {cable.mrn, mrn}, {0}
        add_changed(relink([cable.mrn, mrn]), unresolved, modified)
        set_modified(modified, now)
        missing.recount(unresolved - {""})


def entry(mrn: str, cable: int, *, is_new: bool) -> CableToWrite:
    """Return what is to be written of a cable. Raise Unreadable where its text gives no cable of that number."""
    decisions = Decisions.on([mrn])
    latest = Revision.objects.filter(cable_id=cable).order_by("-number").values_list("number", flat=True)[0]
    revision = Revision.objects.get(cable_id=cable, number=decisions.shown(mrn, latest))
    return CableToWrite(read_as(mrn, revision, decisions).rows, cable, revision.number, is_new)


def read_as(mrn: str, text: Text, decisions: Decisions) -> Read:
    """Return a text parsed as one of the cable of that number. Raise Unreadable where it gives none."""
    read = parsing.read(raw_cable(text), archive_vocabulary.current(), decisions.overrides(mrn))
    if isinstance(read, RefusedItem):
        raise Unreadable(read.reason)
    if read.mrn != mrn:
        raise Unreadable(f"By its text it would be {read.mrn}, not {mrn}.")
    return read
