"""Rows derived again from stored texts, after the parser or the vocabulary changed."""

from __future__ import annotations

from django.db.models import F, Q
from django.utils import timezone

from cables import archive_vocabulary
from cables.ingest import events, parsing
from cables.ingest.editorial_decisions import Decisions
from cables.ingest.parsing import Read
from cables.ingest.tables import CableToWrite
from cables.ingest.writer import write
from cables.models import Cable, Revision
from cables.models.revision import Text
from cables.sources import RawCable, RefusedItem
from cables.telegram import PARSER_VERSION

CABLES_AT_ONCE = 200
NUMBER_STAYS = "The number is kept under which the cable was held, though its text is read otherwise now."


def stale(*, everything: bool, after: int) -> list[Cable]:
    """Return the next cables, by id, whose rows are to be derived again."""
    cables = Cable.objects.filter(pk__gt=after)
    if not everything:
        cables = cables.filter(
            ~Q(parser_version=PARSER_VERSION) | ~Q(vocabulary=archive_vocabulary.current().fingerprint)
        )
    return list(cables.order_by("pk")[:CABLES_AT_ONCE])


def raw_cable(revision: Text) -> RawCable:
    """Return the text of a revision as its source yielded it."""
    return RawCable(
        text=revision.text,
        content=revision.raw,
        encoding=revision.encoding,
        where=revision.where,
        format=revision.format,
        published_id=revision.published_id,
        hint=revision.hint,
        stated=revision.stated,
    )


def derive(cables: list[Cable]) -> None:
    """Write the rows of these cables again, within the caller's transaction.

    A cable's MRN stays: where a new parser or vocabulary reads another one, or none, in a text, a correction is created
    that says so, and an editor may undo it.
    """
    decisions = Decisions.on(cable.mrn for cable in cables)
    current = Revision.objects.filter(cable__in=cables, number=F("cable__revision_number")).select_related("cable")
    entries = []
    vocabulary = archive_vocabulary.current()
    for revision in current:
        mrn, raw = revision.cable.mrn, raw_cable(revision)
        read = parsing.read(raw, vocabulary, decisions.overrides(mrn))
        if isinstance(read, RefusedItem) or read.mrn != mrn:
            before = None if isinstance(read, RefusedItem) else read.mrn
            read = parsing.read(raw, vocabulary, {**decisions.overrides(mrn), "mrn": mrn})
            events.record_corrections(mrn, {"mrn": (mrn, before)}, NUMBER_STAYS, None)
        if isinstance(read, Read):
            entries.append(CableToWrite(read.rows, revision.cable_id, revision.number, is_new=False))
    write(entries, timezone.now())
