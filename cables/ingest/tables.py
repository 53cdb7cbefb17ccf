"""The tables that ingest fills: each one's columns, and the rows of many cables as their values."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from cables.db import bulk
from cables.ingest import vocabulary
from cables.ingest.parsing import Read
from cables.ingest.rows import Rows
from cables.models import (
    Addressee,
    Cable,
    CableCaption,
    CableTag,
    Mention,
    Paragraph,
    Reference,
    ReferenceCandidate,
    Revision,
)
from cables.references.rules import Link
from cables.telegram.parts import Tag

JSON_COLUMNS = ("captions", "attention", "classified_by", "stated", "problems")
PARAGRAPH = ("id", "cable_id", "position", "number", "portion", "heading", "text", "start")
ADDRESSEE = (
    *("id", "cable_id", "position", "role", "routing", "name", "office", "precedence", "serial"),
    *("excluded", "address_id"),
)
NAME = ADDRESSEE.index("name") - 2  # its place in a row, which has no ids yet
MENTION = ("id", "cable_id", "position", "paragraph", "start", "end", "kind", "references", "paragraphs")
REFERENCE = (
    *("id", "cable_id", "position", "origin", "label", "raw", "kind", "target_mrn", "year_inferred", "confidence"),
    *("candidates", "note", "target_id", "link"),
)
REVISION = (
    *("id", "cable_id", "number", "checksum", "content", "encoding", "size", "format", "where", "published_id", "hint"),
    *("stated", "import_run_id", "received_at", "shown_checksum"),
)


@dataclass(slots=True)
class Entry:
    """A cable to be written: its rows, the id that it has or gets, and the number of the revision they come from."""

    rows: Rows
    cable_id: int
    revision_number: int
    is_new: bool


def write_cables(entries: Sequence[Entry], posts: dict[str, int], now: datetime.datetime) -> None:
    """The rows of the cables themselves."""
    new = [entry for entry in entries if entry.is_new]
    if new:
        names = list(new[0].rows.cable)
        then = bulk.as_moment(now)
        bulk.insert(
            Cable,
            ("id", "post_id", "revision_number", "stored_at", "modified_at", *names),
            (
                (entry.cable_id, posts[entry.rows.post], entry.revision_number, then, then, *cable_values(entry.rows))
                for entry in new
            ),
        )
    for entry in entries:
        if not entry.is_new:
            Cable.objects.filter(pk=entry.cable_id).update(
                post_id=posts[entry.rows.post],
                revision_number=entry.revision_number,
                modified_at=now,
                **entry.rows.cable,
            )


def cable_values(rows: Rows) -> Iterable[Any]:
    """The values of a cable's own columns, JSON as text."""
    values = dict(rows.cable)
    values["sent_at"] = bulk.as_moment(values["sent_at"])
    values["date"], values["declassify_on"] = bulk.as_day(values["date"]), bulk.as_day(values["declassify_on"])
    for name in JSON_COLUMNS:
        if values[name] is not None:
            values[name] = bulk.as_json(values[name])
    return values.values()


def numbered(first: int, rows: Iterable[tuple[int, tuple[Any, ...]]]) -> Iterator[tuple[Any, ...]]:
    """The rows with an id and their cable's id in front."""
    for pk, (cable_id, row) in enumerate(rows, first):
        yield pk, cable_id, *row


def write_parts(entries: Sequence[Entry]) -> None:
    """Paragraphs, addressees, captions and mentions."""
    paragraphs = ((entry.cable_id, row) for entry in entries for row in entry.rows.paragraphs)
    bulk.insert(Paragraph, PARAGRAPH, numbered(bulk.next_id(Paragraph), paragraphs))
    addresses = vocabulary.address_ids({row[NAME] for entry in entries for row in entry.rows.addressees})
    addressees = (
        (entry.cable_id, (*row[:-1], bulk.as_json(row[-1]), addresses[row[NAME]]))
        for entry in entries
        for row in entry.rows.addressees
    )
    bulk.insert(Addressee, ADDRESSEE, numbered(bulk.next_id(Addressee), addressees))
    captions = (
        (entry.cable_id, (caption, day))
        for entry in entries
        for day in [bulk.as_day(entry.rows.date)]
        for caption in entry.rows.captions
    )
    bulk.insert(CableCaption, ("id", "cable_id", "caption", "date"), numbered(bulk.next_id(CableCaption), captions))
    mentions = (
        (entry.cable_id, (*row[:-2], bulk.as_json(row[-2]), bulk.as_json(row[-1])))
        for entry in entries
        for row in entry.rows.mentions
    )
    bulk.insert(Mention, MENTION, numbered(bulk.next_id(Mention), mentions))


def write_tags(entries: Sequence[Entry], tags: dict[Tag, int]) -> None:
    """Which cable bears which tag, each once, in the order of the TAGS line."""
    borne = (
        (entry.cable_id, (tag_id, position, day))
        for entry in entries
        for day in [bulk.as_day(entry.rows.date)]
        for position, tag_id in enumerate(dict.fromkeys(tags[tag] for tag in entry.rows.tags), 1)
    )
    bulk.insert(CableTag, ("id", "cable_id", "tag_id", "position", "date"), numbered(bulk.next_id(CableTag), borne))


def write_references(entries: Sequence[Entry], links: list[list[Link]]) -> None:
    """References with the links decided for them, and the candidates of ambiguous ones."""
    linked = [
        (entry.cable_id, row, link)
        for entry, decided in zip(entries, links, strict=True)
        for row, link in zip(entry.rows.references, decided, strict=True)
    ]
    values = (
        (
            cable_id,
            (
                *(row.position, row.origin, row.label, row.raw, row.kind, row.target_mrn, row.year_inferred),
                *(row.confidence, bulk.as_json(row.candidates), row.note, link.target, link.kind),
            ),
        )
        for cable_id, row, link in linked
    )
    first = bulk.next_id(Reference)
    bulk.insert(Reference, REFERENCE, numbered(first, values))
    ReferenceCandidate.objects.bulk_create(
        ReferenceCandidate(reference_id=pk, cable_id=candidate)
        for pk, (_, _, link) in enumerate(linked, first)
        for candidate in link.candidates
    )


def write_revisions(entries: Sequence[Entry], reads: Sequence[Read], import_run: int, now: datetime.datetime) -> None:
    """The texts as they came."""
    then = bulk.as_moment(now)
    values = (
        (
            entry.cable_id,
            (
                *(entry.revision_number, read.checksum, read.content, read.encoding, read.size, read.format),
                *(read.where, read.published_id, read.hint, bulk.as_json(read.stated), import_run, then),
                read.shown_checksum,
            ),
        )
        for entry, read in zip(entries, reads, strict=True)
    )
    bulk.insert(Revision, REVISION, numbered(bulk.next_id(Revision), values))
