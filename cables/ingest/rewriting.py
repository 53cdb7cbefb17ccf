"""Cables written again from their revisions, restored and removed, within the caller's transaction."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterable

from django.db.models import Q

from cables import archive_version, archive_vocabulary
from cables.db import bulk
from cables.ingest import orphans, parsing, tallies
from cables.ingest.editorial_decisions import Decisions
from cables.ingest.orphans import Names
from cables.ingest.parsing import Read
from cables.ingest.reparsing import raw_cable
from cables.ingest.tables import CableToWrite
from cables.ingest.writer import FILLED, add_changed, clear, set_modified, write
from cables.models import Cable, Reference, ReferenceCandidate, Revision
from cables.models.revision import Text
from cables.references import missing
from cables.references.linking import relink, resolve, store_links
from cables.search.index import maintenance
from cables.sources import RefusedItem


class Unreadable(Exception):  # noqa: N818 - the message is the reason, for callers with an alternative
    """The reason, in a sentence, why a cable cannot be written from its texts; the caller must roll back."""


def put_back(mrn: str, cable: int, stored_at: datetime.datetime, revisions: list[Revision]) -> None:
    """Write a cable that is not in the archive, with the id and time of arrival that it had and these revisions."""
    Revision.objects.bulk_create(revisions)
    write([entry(mrn, cable, is_new=True)], archive_version.time_of_change())
    bulk.reset_sequences(FILLED)
    Cable.objects.filter(pk=cable).update(stored_at=stored_at)


def rewrite(cable: Cable, mrn: str) -> None:
    """Write the rows of a stored cable again, as `mrn`, from its texts and decisions; the caller holds the lock.

    Where that is another number than it had, links follow. Words that nothing has any more are deleted.
    Raise Unreadable where its text gives no cable of that number.
    """
    before = Names.of([cable.pk]).words
    rewritten = entry(mrn, cable.pk, is_new=False)
    now = archive_version.time_of_change()
    write([rewritten], now)
    orphans.delete_unused(Names(words=before), rewritten.rows.words)
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


def remove(cable: Cable, texts: Iterable[Text], now: datetime.datetime) -> None:
    """Delete the cable and everything derived from it; what led to it leads elsewhere or nowhere.

    Names and words of it and of `texts` that nothing else has are deleted. It must have no revisions. The caller
    holds the write lock.
    """
    names = Names.of([cable.pk])
    names.words.update(word for text in texts for word in words_of(text).items())
    changes: Counter[tallies.TallyKey] = Counter()
    maintenance.remove([cable.pk])
    unresolved, modified = clear([cable.pk], changes)
    tallies.apply(changes)
    unlinked = unlink(cable)
    Cable.objects.filter(pk=cable.pk).delete()
    citing = list(Reference.objects.filter(pk__in=unlinked).select_related("cable").order_by("pk"))
    unresolved.update(reference.target_mrn or "" for reference in citing)
    modified.update(reference.cable_id for reference in citing)
    add_changed(store_links(list(zip(citing, resolve(citing), strict=True))), unresolved, modified)
    set_modified(modified - {cable.pk}, now)
    missing.recount((unresolved | {cable.mrn}) - {""})
    orphans.delete_unused(names)


def words_of(text: Text) -> dict[str, str]:
    """Return the words of a text that differ from their stem, with it."""
    read = parsing.read(raw_cable(text), archive_vocabulary.current())
    return read.rows.words if isinstance(read, Read) else {}


def unlink(cable: Cable) -> list[int]:
    """Let the references that lead to the cable, or may, lead nowhere; returns their ids."""
    citing = Reference.objects.filter(Q(target=cable) | Q(stored_candidates__cable=cable))
    ids = list(citing.values_list("pk", flat=True).distinct().order_by())
    ReferenceCandidate.objects.filter(reference__in=ids).delete()
    Reference.objects.filter(pk__in=ids).update(target=None, link=Reference.Link.NONE)
    return ids
