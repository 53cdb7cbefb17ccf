"""Writing anew what can be derived, within the caller's transaction: rows, links, absences, tallies, the index.

Unlike ingest this trusts nothing that is stored but the texts: counts are set, not added to.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Mapping, Sequence

from cables.ingest import absence, load, tally, vocabulary
from cables.ingest.linking import Link
from cables.ingest.lookup import in_portions
from cables.ingest.resolve import settle
from cables.ingest.store import DERIVED, FILLED, touch, write_rows
from cables.ingest.tables import Entry
from cables.models import AbsentCable, Cable, Reference, ReferenceCandidate, Tally, Word
from cables.search import index

REINDEXED = 500  # cables read at once when the search index is built anew


def rewrite(entries: Sequence[Entry], now: datetime.datetime) -> None:
    """Write the rows of these cables anew. What depends on them (links to them, counts, index) is left as it is."""
    for model in DERIVED:
        model.objects.filter(cable__in=[entry.cable_id for entry in entries]).delete()
    posts = vocabulary.post_ids({entry.rows.post for entry in entries})
    tags = vocabulary.tag_ids({tag for entry in entries for tag in entry.rows.tags})
    write_rows(entries, posts, tags, now)
    load.reset_sequences(FILLED)


def relink(links: Sequence[tuple[Reference, Link]], now: datetime.datetime) -> None:
    """Let these references lead where they should; the pages at both ends are touched."""
    ReferenceCandidate.objects.filter(reference__in=[reference for reference, _ in links]).delete()
    settle(links)
    ends = {end for reference, link in links for end in (reference.cable_id, link.target or 0, *link.candidates)}
    touch(ends, now)


def relist(mrns: Iterable[str]) -> None:
    """List these cables anew as absent, where they are."""
    wanted = sorted(set(mrns))
    AbsentCable.objects.filter(mrn__in=wanted).delete()
    absence.recount(wanted)


def retally(counts: Mapping[tally.Key, int]) -> None:
    """Set the tallies to these numbers; one of 0 goes."""
    for scope, key, year, month in counts:
        Tally.objects.filter(scope=scope, key=key, year=year, month=month).delete()
    Tally.objects.bulk_create(
        Tally(scope=scope, key=key, year=year, month=month, cables=count)
        for (scope, key, year, month), count in counts.items()
        if count
    )


def forget(words: Iterable[Word]) -> None:
    """Take words with a wrong stem away; building the index learns the right one."""
    for portion in in_portions(word.pk for word in words):
        Word.objects.filter(pk__in=portion).delete()


def reindex(tell: Callable[[], object]) -> int:
    """Build the search index anew from the rows, and tell each cable; returns how many."""
    done = 0
    index.clear()
    for portion in in_portions(Cable.objects.order_by("pk").values_list("pk", flat=True).iterator(), REINDEXED):
        made = index.documents(portion)
        index.add((cable, index.entry_of(each)) for cable, each in made)
        index.learn({word: stem for _, each in made for word, stem in each.words.items()})
        done += len(portion)
        for _ in portion:
            tell()
    return done
