"""Rows of a batch of cables, each once, written with links, tallies and missing cables in the caller's transaction."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.db.models import Q

from cables import archive_version
from cables.db import bulk
from cables.db.lookups import in_batches
from cables.ingest import orphans, source_files, tables, tallies, vocabulary
from cables.ingest.orphans import Names
from cables.ingest.parsing import Read
from cables.ingest.tables import CableToWrite
from cables.models import (
    Addressee,
    Alias,
    Cable,
    CableAttribute,
    CableCaption,
    CableTag,
    ImportRun,
    Mention,
    Paragraph,
    Reference,
    ReferenceCandidate,
    Revision,
    SealedText,
    Withdrawal,
)
from cables.models.revision import FurtherSource
from cables.references import missing
from cables.references.link_rules import ReferenceLink
from cables.references.linking import citing_day, links_of, relink
from cables.search.index import maintenance
from cables.telegram.parts import Tag

DERIVED: tuple[type[Any], ...] = (
    Mention,
    Reference,
    CableTag,
    CableAttribute,
    CableCaption,
    Addressee,
    Paragraph,
)
WORD_SEARCHED_IN = 100  # cables in which a word of a former text is looked for
FILLED = (
    Cable,
    Revision,
    Paragraph,
    Addressee,
    CableCaption,
    CableAttribute,
    CableTag,
    Reference,
    ReferenceCandidate,
    Mention,
)


def store(reads: Sequence[tuple[Read, int, int]], import_run: ImportRun) -> None:
    """Write texts whose status is stored or revised: (text, id of its cable or 0, number of its latest revision).

    Every cable may occur once. The caller holds the write lock.
    """
    free = bulk.next_cable()
    entries = []
    for read, stored_id, latest in reads:
        entries.append(CableToWrite(read.rows, stored_id or free, latest + 1, not stored_id))
        free += not stored_id
    now = archive_version.time_of_change()
    write(entries, now)
    texts = [read for read, _, _ in reads]
    tables.write_revisions(entries, texts, import_run.pk, now)
    seal(texts)
    source_files.store(texts)
    bulk.reset_sequences(FILLED)


def add_further_source(read: Read, number: int, import_run: ImportRun) -> None:
    """Add a text to the further sources of the revision `number` of its cable, which has the same words, with its file
    where none of that format is stored.

    The caller holds the write lock.
    """
    revision = Revision.objects.defer("content").get(cable__mrn=read.mrn, number=number)
    now = archive_version.time_of_change()
    source = FurtherSource(
        *(read.checksum, read.format, read.where, read.published_id, read.hint, read.stated, import_run.pk, now)
    )
    if len(revision.further_sources or ()) < Revision.MOST_SOURCES:
        if read.file_checksum and read.format not in {file.format for file in revision.files}:
            source = replace(source, extractor=read.extractor, file_checksum=read.file_checksum)
            source_files.store([read])
        revision.further_sources = [*(revision.further_sources or ()), source.as_json()]
        revision.save(update_fields=["further_sources"])
    set_modified({revision.cable_id}, now)


def seal(texts: Iterable[Read]) -> None:
    """Store the originals of texts in which words were blacked out, for administrators."""
    sealed = [
        SealedText(
            checksum=text.checksum,
            mrn=text.mrn,
            content=text.sealed.content,
            encoding=text.sealed.encoding,
            size=text.sealed.size,
            where=text.sealed.where,
            stated=text.sealed.stated,
        )
        for text in texts
        if text.sealed
    ]
    if sealed:
        SealedText.objects.bulk_create(sealed)


def write(entries: Sequence[CableToWrite], now: datetime.datetime) -> None:
    """Write the derived rows of cables, new ones and stored ones again, and bring everything that depends on them up to
    date: links in both directions, tallies, missing cables, and when each page last changed."""
    posts = vocabulary.post_ids({entry.rows.post for entry in entries})
    tags = vocabulary.tag_ids({tag for entry in entries for tag in entry.rows.tags})
    changes: Counter[tallies.TallyKey] = Counter()
    stored = [entry.cable_id for entry in entries if not entry.is_new]
    named = Names.of(stored)
    dates = dict(Cable.objects.filter(pk__one_of=stored).values_list("pk", "date").order_by()) if stored else {}
    maintenance.remove(stored)
    unresolved, modified = clear(stored, changes)
    links = write_rows(entries, posts, tags, now)
    maintenance.add((entry.cable_id, entry.rows.index) for entry in entries)
    words = {word: stem for entry in entries for word, stem in entry.rows.words.items()}
    maintenance.learn(words)
    if stored:
        orphans.delete_unused(named, words, WORD_SEARCHED_IN)
    for entry in entries:
        rows = entry.rows
        filed_under = dict.fromkeys(tags[tag] for tag in rows.tags)
        when = (rows.date, rows.date_source)
        changes.update(tallies.keys_of(posts[rows.post], rows.cable.classification, rows.captions, filed_under, when))
        unresolved.update(row.target_mrn for row in rows.references if row.target_mrn)
    tallies.apply(changes)
    arrived = [entry.rows.cable.mrn for entry in entries if entry.is_new]
    unresolved.update(arrived)
    modified.update(target for cable in links for link in cable for target in (link.target, *link.candidates) if target)
    own = [entry.cable_id for entry in entries]  # their references lead where they should already
    redated = [
        entry.rows.cable.mrn for entry in entries if dates.get(entry.cable_id, entry.rows.date) != entry.rows.date
    ]
    add_changed(relink([*arrived, *redated], ~Q(cable__id__one_of=own)), unresolved, modified)
    set_modified(modified - {entry.cable_id for entry in entries}, now)
    missing.recount(unresolved - {""})


def add_changed(changed: Iterable[tuple[Reference, int | None]], unresolved: set[str], modified: set[int]) -> None:
    """Add the MRNs of references whose link changed (`resolver.store_links`), and the ids of cables at both ends."""
    for reference, before in changed:
        unresolved.add(reference.target_mrn or "")
        modified.update({reference.cable_id, before or 0, reference.target_id or 0})


def write_rows(
    entries: Sequence[CableToWrite], posts: dict[str, int], tags: dict[Tag, int], now: datetime.datetime
) -> list[list[ReferenceLink]]:
    """Write the cables' own rows, where none are; returns where their references lead."""
    tables.write_cables(entries, posts, now)
    tables.write_parts(entries)
    links = links_of((citing_day(entry.rows.date, entry.rows.date_source), entry.rows.references) for entry in entries)
    tables.write_references(entries, links)
    tables.write_tags(entries, tags)
    return links


def clear(stored: list[int], changes: Counter[tallies.TallyKey]) -> tuple[set[str], set[int]]:
    """Delete the derived rows of cables, and subtract from `changes` what they counted.

    Return the MRNs that they cited and the ids of the cables that they led to.
    """
    cited: set[str] = set()
    led_to: set[int] = set()
    for batch in in_batches(stored):
        tags: dict[int, list[int]] = {}
        for cable, tag in CableTag.objects.filter(cable__in=batch).values_list("cable", "tag"):
            tags.setdefault(cable, []).append(tag)
        for cable in Cable.objects.filter(pk__in=batch):
            captions = dict.fromkeys(cable.captions)
            when = (cable.date, cable.date_source)
            changes.subtract(
                tallies.keys_of(cable.post_id, cable.classification, captions, tags.get(cable.pk, []), when)
            )
        references = Reference.objects.filter(cable__in=batch)
        for mrn, target in references.values_list("target_mrn", "target").order_by():
            cited.add(mrn or "")
            led_to.add(target or 0)
        led_to.update(
            ReferenceCandidate.objects.filter(reference__cable__in=batch).values_list("cable", flat=True).order_by()
        )
        for model in DERIVED:
            model.objects.filter(cable__in=batch).delete()
    return cited, led_to


def set_modified(cables: set[int], now: datetime.datetime) -> None:
    """Set the time of the latest change of these cables' pages: a link to or from them changed."""
    if changed := cables - {0}:
        Cable.objects.filter(pk__one_of=changed).update(modified_at=now)


def add_provisional_aliases(given: Mapping[str, str]) -> None:
    """Let each number that a text gives lead to its cable's (the value), unless a cable has it, or had it before.

    The caller holds the write lock.
    """
    taken = {
        mrn
        for model in (Cable, Withdrawal, Alias)
        for mrn in model._default_manager.filter(mrn__in=given).order_by().values_list("mrn", flat=True)
    }
    free = given.keys() - taken
    if not free:
        return
    Alias.objects.bulk_create(Alias(mrn=mrn, target_mrn=given[mrn], is_provisional=True) for mrn in sorted(free))
    unresolved, modified = set(free), {0}
    add_changed(relink(free), unresolved, modified)
    set_modified(modified, archive_version.time_of_change())
    missing.recount(unresolved - {""})


def delete_provisional_aliases(arrived: Collection[str]) -> None:
    """Delete the aliases of numbers of which cables arrived; references lead to these already."""
    Alias.objects.filter(mrn__one_of=arrived, is_provisional=True).delete()
