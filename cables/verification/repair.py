"""Repair of what can be derived, within the caller's transaction: rows, links, missing cables, tallies, the index.

Unlike ingest this trusts nothing that is stored but the texts: counts are set, not added to.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence

from cables.db import bulk
from cables.db.lookups import in_batches
from cables.ingest import tallies, vocabulary
from cables.ingest.tables import CableToWrite
from cables.ingest.writer import DERIVED, FILLED, set_modified, write_rows
from cables.models import MissingCable, Reference, ReferenceCandidate, Tally, Word
from cables.references import missing
from cables.references.link_rules import ReferenceLink
from cables.references.linking import store_links


def rewrite(entries: Sequence[CableToWrite], now: datetime.datetime) -> None:
    """Write the rows of these cables again. What depends on them (links to them, counts, index) is left as it is."""
    for model in DERIVED:
        model.objects.filter(cable__in=[entry.cable_id for entry in entries]).delete()
    posts = vocabulary.post_ids({entry.rows.post for entry in entries})
    tags = vocabulary.tag_ids({tag for entry in entries for tag in entry.rows.tags})
    write_rows(entries, posts, tags, now)
    bulk.reset_sequences(FILLED)


def relink(links: Sequence[tuple[Reference, ReferenceLink]], now: datetime.datetime) -> None:
    """Store where these references should lead; the pages at both ends are marked as changed."""
    ReferenceCandidate.objects.filter(reference__in=[reference for reference, _ in links]).delete()
    store_links(links)
    ends = {end for reference, link in links for end in (reference.cable_id, link.target or 0, *link.candidates)}
    set_modified(ends, now)


def relist(mrns: Iterable[str]) -> None:
    """Update the list of missing cables for these MRNs."""
    wanted = sorted(set(mrns))
    MissingCable.objects.filter(mrn__in=wanted).delete()
    missing.recount(wanted)


def retally(counts: Mapping[tallies.TallyKey, int]) -> None:
    """Set the tallies to these counts; one of 0 is deleted."""
    for scope, key, year, month in counts:
        Tally.objects.filter(scope=scope, key=key, year=year, month=month).delete()
    Tally.objects.bulk_create(
        Tally(scope=scope, key=key, year=year, month=month, cables=count)
        for (scope, key, year, month), count in counts.items()
        if count
    )


def delete_words(words: Iterable[Word]) -> None:
    """Delete words with a wrong stem; rebuilding the index adds the right one."""
    for batch in in_batches(word.pk for word in words):
        Word.objects.filter(pk__in=batch).delete()
