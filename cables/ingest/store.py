"""Writing a round of cables, each once: rows, links, tallies and absences, within the caller's transaction."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from cables.ingest import absence, load, tally, vocabulary
from cables.ingest.linking import Link
from cables.ingest.lookup import in_portions
from cables.ingest.reading import Read
from cables.ingest.resolve import links_of, relink
from cables.ingest.rows import Rows, counted
from cables.models import (
    Addressee,
    Batch,
    Cable,
    CableCaption,
    CableTag,
    Mention,
    Paragraph,
    Reference,
    ReferenceCandidate,
    Revision,
)

DERIVED: tuple[type[Any], ...] = (Mention, Reference, CableTag, CableCaption, Addressee, Paragraph)
FILLED = (Cable, Revision, Paragraph, Addressee, CableCaption, CableTag, Reference, ReferenceCandidate, Mention)
JSON_COLUMNS = ("captions", "attention", "classified_by", "stated", "problems")


@dataclass(slots=True)
class Entry:
    """A cable to be written: its rows, the id that it has or gets, and the number of the revision they come from."""

    rows: Rows
    cable_id: int
    revision_number: int
    is_new: bool


def store(reads: Sequence[tuple[Read, int, int]], batch: Batch) -> None:
    """Write texts whose fate is stored or revised: (text, id of the held cable or 0, number of its latest revision).

    Every cable may occur once. The caller holds the write lock.
    """
    free = load.next_id(Cable)
    entries = []
    for read, held_id, latest in reads:
        entries.append(Entry(read.rows, held_id or free, latest + 1, not held_id))
        free += not held_id
    now = timezone.now()
    write(entries, now)
    revisions = load.next_id(Revision)
    load.insert(
        Revision,
        [
            "id", "cable_id", "number", "checksum", "content", "encoding", "size", "format", "where", "published_id",
            "hint", "stated", "batch_id", "received_at",
        ],  # fmt: skip
        (
            (
                revisions + index, entry.cable_id, entry.revision_number, read.checksum, read.content, read.encoding,
                read.size, read.format, read.where, read.published_id, read.hint, load.as_json(read.stated), batch.pk,
                now,
            )  # fmt: skip
            for index, (entry, (read, _, _)) in enumerate(zip(entries, reads, strict=True))
        ),
    )
    load.reset_sequences(FILLED)


def write(entries: Sequence[Entry], now: datetime.datetime) -> None:
    """Write the derived rows of cables, new ones and held ones anew, and bring everything that depends on them up to
    date: links in both directions, tallies, absences, and when each page last changed."""
    posts = vocabulary.post_ids({entry.rows.post for entry in entries})
    tags = vocabulary.tag_ids({tag for entry in entries for tag in entry.rows.tags})
    changes: Counter[tally.Key] = Counter()
    held = [entry.cable_id for entry in entries if not entry.is_new]
    unsettled, touched = clear(held, changes)
    write_cables(entries, posts, now)
    write_parts(entries)
    links = links_of(entry.rows for entry in entries)
    write_references(entries, links)
    write_tags(entries, tags)
    for entry in entries:
        rows = entry.rows
        bears = [tags[tag] for tag in dict.fromkeys(rows.tags)]
        changes += counted(
            posts[rows.post],
            rows.cable["classification"],
            rows.captions,
            list(dict.fromkeys(bears)),
            (rows.date, rows.date_source),
        )
        unsettled.update(row.target_mrn for row in rows.references if row.target_mrn)
    tally.apply(changes)
    arrived = [entry.rows.cable["mrn"] for entry in entries if entry.is_new]
    for reference, before in relink(arrived):
        unsettled.add(reference.target_mrn or "")
        touched.update({reference.cable_id, before or 0, reference.target_id or 0})
    touched.update(target for cable in links for link in cable for target in (link.target, *link.candidates) if target)
    touch(touched - {entry.cable_id for entry in entries}, now)
    absence.recount((unsettled | set(arrived)) - {""})


def clear(held: list[int], changes: Counter[tally.Key]) -> tuple[set[str], set[int]]:
    """Take away the derived rows of held cables, and from `changes` what they counted.

    Returns the MRNs that they cited and the ids of the cables that they led to.
    """
    cited: set[str] = set()
    led_to: set[int] = set()
    for portion in in_portions(held):
        tags: dict[int, list[int]] = {}
        for cable, tag in CableTag.objects.filter(cable__in=portion).values_list("cable", "tag"):
            tags.setdefault(cable, []).append(tag)
        for cable in Cable.objects.filter(pk__in=portion):
            changes.subtract(
                counted(
                    cable.post_id,
                    cable.classification,
                    list(dict.fromkeys(cable.captions)),
                    tags.get(cable.pk, []),
                    (cable.date, cable.date_source),
                )
            )
        references = Reference.objects.filter(cable__in=portion)
        for mrn, target in references.values_list("target_mrn", "target").order_by():
            cited.add(mrn or "")
            led_to.add(target or 0)
        led_to.update(
            ReferenceCandidate.objects.filter(reference__cable__in=portion).values_list("cable", flat=True).order_by()
        )
        for model in DERIVED:
            model.objects.filter(cable__in=portion).delete()
    return cited, led_to


def write_cables(entries: Sequence[Entry], posts: dict[str, int], now: datetime.datetime) -> None:
    """The rows of the cables themselves."""
    new = [entry for entry in entries if entry.is_new]
    if new:
        names = list(new[0].rows.cable)
        load.insert(
            Cable,
            ["id", "post_id", "revision_number", "stored_at", "touched_at", *names],
            (
                (
                    entry.cable_id,
                    posts[entry.rows.post],
                    entry.revision_number,
                    now,
                    now,
                    *(
                        load.as_json(value) if name in JSON_COLUMNS and value is not None else value
                        for name, value in entry.rows.cable.items()
                    ),
                )
                for entry in new
            ),
        )
    for entry in entries:
        if not entry.is_new:
            Cable.objects.filter(pk=entry.cable_id).update(
                post_id=posts[entry.rows.post],
                revision_number=entry.revision_number,
                touched_at=now,
                **entry.rows.cable,
            )


def write_parts(entries: Sequence[Entry]) -> None:
    """Paragraphs, addressees, captions and mentions."""
    first = load.next_id(Paragraph)
    load.insert(
        Paragraph,
        ["id", "cable_id", "position", "number", "portion", "heading", "text", "start"],
        (
            (first + index, cable_id, *row)
            for index, (cable_id, row) in enumerate((e.cable_id, row) for e in entries for row in e.rows.paragraphs)
        ),
    )
    first = load.next_id(Addressee)
    load.insert(
        Addressee,
        ["id", "cable_id", "position", "role", "routing", "name", "office", "precedence", "serial", "excluded"],
        (
            (first + index, cable_id, *row[:-1], load.as_json(row[-1]))
            for index, (cable_id, row) in enumerate((e.cable_id, row) for e in entries for row in e.rows.addressees)
        ),
    )
    first = load.next_id(CableCaption)
    load.insert(
        CableCaption,
        ["id", "cable_id", "caption", "date"],
        (
            (first + index, entry.cable_id, caption, entry.rows.date)
            for index, (entry, caption) in enumerate((e, caption) for e in entries for caption in e.rows.captions)
        ),
    )
    first = load.next_id(Mention)
    load.insert(
        Mention,
        ["id", "cable_id", "position", "paragraph", "start", "end", "kind", "references", "paragraphs"],
        (
            (first + index, cable_id, *row[:-2], load.as_json(row[-2]), load.as_json(row[-1]))
            for index, (cable_id, row) in enumerate((e.cable_id, row) for e in entries for row in e.rows.mentions)
        ),
    )


def write_references(entries: Sequence[Entry], links: list[list[Link]]) -> None:
    """References with the links decided for them, and the candidates of ambiguous ones."""
    first = load.next_id(Reference)
    numbered = [
        (first + index, cable_id, row, link)
        for index, (cable_id, row, link) in enumerate(
            (entry.cable_id, row, link)
            for entry, decided in zip(entries, links, strict=True)
            for row, link in zip(entry.rows.references, decided, strict=True)
        )
    ]
    load.insert(
        Reference,
        [
            "id", "cable_id", "position", "origin", "label", "raw", "kind", "target_mrn", "year_inferred",
            "confidence", "candidates", "note", "target_id", "link",
        ],  # fmt: skip
        (
            (
                pk, cable_id, row.position, row.origin, row.label, row.raw, row.kind, row.target_mrn,
                row.year_inferred, row.confidence, load.as_json(row.candidates), row.note, link.target, link.kind,
            )  # fmt: skip
            for pk, cable_id, row, link in numbered
        ),
    )
    ReferenceCandidate.objects.bulk_create(
        ReferenceCandidate(reference_id=pk, cable_id=candidate)
        for pk, _, _, link in numbered
        for candidate in link.candidates
    )


def write_tags(entries: Sequence[Entry], tags: dict[Any, int]) -> None:
    """Which cable bears which tag, each once, in the order of the TAGS line."""
    first = load.next_id(CableTag)
    borne = [
        (entry, position, tag_id)
        for entry in entries
        for position, tag_id in enumerate(dict.fromkeys(tags[tag] for tag in entry.rows.tags), 1)
    ]
    load.insert(
        CableTag,
        ["id", "cable_id", "tag_id", "position", "date"],
        (
            (first + index, entry.cable_id, tag_id, position, entry.rows.date)
            for index, (entry, position, tag_id) in enumerate(borne)
        ),
    )


def touch(cables: set[int], now: datetime.datetime) -> None:
    """Say that the pages of these cables changed: a link to or from them did."""
    for portion in in_portions(sorted(cables - {0})):
        Cable.objects.filter(pk__in=portion).update(touched_at=now)
