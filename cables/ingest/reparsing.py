"""Deriving rows anew from the texts that are held, after the parser or the vocabulary changed."""

from __future__ import annotations

from django.db.models import F, Q
from django.utils import timezone

from cables.ingest import reading
from cables.ingest.decisions import Decisions
from cables.ingest.store import write
from cables.ingest.tables import Entry
from cables.models import Cable, Revision
from cables.sources import RawCable, Refused
from cables.telegram import PARSER_VERSION, vocabulary

PORTION = 200


def stale(*, everything: bool, after: int) -> list[Cable]:
    """The next cables, by id, whose rows are to be derived anew."""
    cables = Cable.objects.filter(pk__gt=after)
    if not everything:
        cables = cables.filter(~Q(parser_version=PARSER_VERSION) | ~Q(vocabulary=vocabulary.fingerprint()))
    return list(cables.order_by("pk")[:PORTION])


def raw_cable(revision: Revision) -> RawCable:
    """The text of a revision as its source yielded it."""
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
    """Write the rows of these cables anew, within the caller's transaction.

    A cable keeps its MRN: where a new parser reads another one, or none, out of a text, the rows stay as they were.
    """
    decisions = Decisions.on(cable.mrn for cable in cables)
    current = Revision.objects.filter(cable__in=cables, number=F("cable__revision_number")).select_related("cable")
    entries = []
    kept = []
    for revision in current:
        read = reading.read(raw_cable(revision), decisions.overrides(revision.cable.mrn))
        if isinstance(read, Refused) or read.mrn != revision.cable.mrn:
            kept.append(revision.cable_id)
            continue
        entries.append(Entry(read.rows, revision.cable_id, revision.number, is_new=False))
    write(entries, timezone.now())
    Cable.objects.filter(pk__in=kept).update(parser_version=PARSER_VERSION, vocabulary=vocabulary.fingerprint())
