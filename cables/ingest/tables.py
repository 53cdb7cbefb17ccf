"""The tables that ingest fills: each one's columns, and the rows of many cables as their values."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

from django.db import models

from cables.db import bulk
from cables.ingest import vocabulary
from cables.ingest.parsing import Read
from cables.ingest.rows import AddresseeRow, CableRow, MentionRow, ParagraphRow, Rows
from cables.models import (
    Addressee,
    Cable,
    CableAttribute,
    CableCaption,
    CableTag,
    Mention,
    Paragraph,
    Reference,
    ReferenceCandidate,
    Revision,
)
from cables.references.link_rules import ReferenceLink
from cables.references.rows import ReferenceRow
from cables.telegram.parts import Tag

# The fields that `Revision` and `Read` have in common.
TEXT = (
    "checksum",
    "content",
    "encoding",
    "size",
    "format",
    "where",
    "published_id",
    "hint",
    "stated",
    "shown_checksum",
    "fingerprint",
    "extractor",
    "file_checksum",
)
values_of_text = attrgetter(*TEXT)


@dataclass(slots=True)
class CableToWrite:
    """A cable to be written: its rows, the id that it has or gets, and the number of the revision that they are of."""

    rows: Rows
    cable_id: int
    revision_number: int
    is_new: bool


def write_cables(entries: Sequence[CableToWrite], posts: dict[str, int], now: datetime.datetime) -> None:
    """Write the rows of the cables themselves; `posts` are the ids of posts by their codes."""
    bulk.insert(
        Cable,
        ("id", "post_id", "revision_number", "stored_at", "modified_at", *CableRow._fields),
        (
            (entry.cable_id, posts[entry.rows.post], entry.revision_number, now, now, *entry.rows.cable)
            for entry in entries
            if entry.is_new
        ),
    )
    for entry in entries:
        if not entry.is_new:
            Cable.objects.filter(pk=entry.cable_id).update(
                post_id=posts[entry.rows.post],
                revision_number=entry.revision_number,
                modified_at=now,
                **entry.rows.cable._asdict(),
            )


def insert(model: type[models.Model], names: Sequence[str], rows: Iterable[tuple[Any, ...]]) -> int:
    """Insert rows that belong to cables, and return the id of the first: its cable's id, then `names`."""
    first = bulk.next_id(model)
    bulk.insert(model, ("id", "cable_id", *names), ((pk, *row) for pk, row in enumerate(rows, first)))
    return first


def write_parts(entries: Sequence[CableToWrite]) -> None:
    """Write paragraphs, addressees, captions, searched attributes and mentions."""
    paragraphs = ((entry.cable_id, *row) for entry in entries for row in entry.rows.paragraphs)
    insert(Paragraph, ParagraphRow._fields, paragraphs)
    addresses = vocabulary.address_ids({row.name for entry in entries for row in entry.rows.addressees})
    addressees = ((entry.cable_id, addresses[row.name], *row) for entry in entries for row in entry.rows.addressees)
    insert(Addressee, ("address_id", *AddresseeRow._fields), addressees)
    captions = ((entry.cable_id, caption, entry.rows.date) for entry in entries for caption in entry.rows.captions)
    insert(CableCaption, ("caption", "date"), captions)
    attributes = ((entry.cable_id, *attribute) for entry in entries for attribute in entry.rows.attributes)
    insert(CableAttribute, ("name", "value"), attributes)
    mentions = ((entry.cable_id, *row) for entry in entries for row in entry.rows.mentions)
    insert(Mention, MentionRow._fields, mentions)


def write_tags(entries: Sequence[CableToWrite], tags: dict[Tag, int]) -> None:
    """Write which cable has which tag, each once, in the order of the TAGS line; `tags` are their ids."""
    filed = (
        (entry.cable_id, tag_id, position, entry.rows.date)
        for entry in entries
        for position, tag_id in enumerate(dict.fromkeys(tags[tag] for tag in entry.rows.tags), 1)
    )
    insert(CableTag, ("tag_id", "position", "date"), filed)


def write_references(entries: Sequence[CableToWrite], links: list[list[ReferenceLink]]) -> None:
    """Write references with the links decided for them (those of each cable), and the candidates of ambiguous ones."""
    linked = [
        (entry.cable_id, row, link)
        for entry, decided in zip(entries, links, strict=True)
        for row, link in zip(entry.rows.references, decided, strict=True)
    ]
    rows = ((cable_id, link.target, link.kind, *row) for cable_id, row, link in linked)
    first = insert(Reference, ("target_id", "link", *ReferenceRow._fields), rows)
    ReferenceCandidate.objects.bulk_create(
        ReferenceCandidate(reference_id=pk, cable_id=candidate)
        for pk, (_, _, link) in enumerate(linked, first)
        for candidate in link.candidates
    )


def write_revisions(
    entries: Sequence[CableToWrite], reads: Sequence[Read], import_run: int, now: datetime.datetime
) -> None:
    """Write the raw texts of the cables, one of each, as brought by the import run of this id."""
    rows = (
        (entry.cable_id, entry.revision_number, import_run, now, *values_of_text(read))
        for entry, read in zip(entries, reads, strict=True)
    )
    insert(Revision, ("number", "import_run_id", "received_at", *TEXT), rows)
