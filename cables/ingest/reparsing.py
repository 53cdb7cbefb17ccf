"""Rows derived again from stored texts, after the parser or the vocabulary changed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import F, Q, QuerySet

from cables import archive_version, archive_vocabulary
from cables.ingest import events, parsing
from cables.ingest.editorial_decisions import Decisions
from cables.ingest.parsing import Read
from cables.ingest.tables import CableToWrite
from cables.ingest.writer import write
from cables.models import Cable, Revision, SealedText
from cables.models.revision import Text
from cables.sources import RawCable, RefusedItem
from cables.telegram import PARSER_VERSION
from cables.telegram.fingerprint import fingerprint

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


def derive(cables: Sequence[Cable], *, numbers_stay: bool = True) -> list[Cable]:
    """Write the rows of these cables again, within the caller's transaction.

    A cable's MRN stays: where a new parser or vocabulary reads another one, or none, in a text, a correction is created
    that says so, and an editor may undo it. Without `numbers_stay` nothing is written of such cables,
    and they are returned.
    """
    otherwise = []
    decisions = Decisions.on(cable.mrn for cable in cables)
    current = Revision.objects.filter(cable__in=cables, number=F("cable__revision_number")).select_related("cable")
    entries = []
    vocabulary = archive_vocabulary.current()
    for revision in current:
        mrn, raw = revision.cable.mrn, raw_cable(revision)
        read = parsing.read(raw, vocabulary, decisions.overrides(mrn))
        if isinstance(read, RefusedItem) or read.mrn != mrn:
            if not numbers_stay:
                otherwise.append(revision.cable)
                continue
            before = None if isinstance(read, RefusedItem) else read.mrn
            read = parsing.read(raw, vocabulary, {**decisions.overrides(mrn), "mrn": mrn})
            events.record_corrections(mrn, {"mrn": (mrn, before)}, NUMBER_STAYS, None)
        if isinstance(read, Read):
            entries.append(CableToWrite(read.rows, revision.cable_id, revision.number, is_new=False))
    write(entries, archive_version.time_of_change())
    fill_fingerprints(Revision.objects.filter(cable__in=cables))
    return otherwise


def fill_fingerprints(texts: QuerySet[Any]) -> None:
    """Store the fingerprint of each of these texts that has none, as received: of a redacted one, of its original.

    One whose original was purged stays without, since nobody knows its words.
    """
    without = texts.filter(fingerprint=None)
    sealed = SealedText.objects.filter(checksum__in=without.exclude(shown_checksum=None).values("checksum")).in_bulk()
    for text in without.only("checksum", "shown_checksum", "content", "encoding").iterator(chunk_size=CABLES_AT_ONCE):
        original = sealed.get(text.checksum)
        if original:
            text.content, text.encoding = original.content, original.encoding
        if original or text.shown_checksum is None:
            type(text)._default_manager.filter(pk=text.pk).update(fingerprint=fingerprint(text.text))
