"""A cable's stored rows compared with those that its text gives now. Links are compared elsewhere."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from cables.db import bulk
from cables.ingest.rows import AddresseeRow, MentionRow, ParagraphRow, Rows
from cables.models import (
    Address,
    Addressee,
    Cable,
    CableAttribute,
    CableCaption,
    CableTag,
    Mention,
    Paragraph,
    Post,
    Reference,
)
from cables.models.tag import slug_of
from cables.references.rows import ReferenceRow
from cables.telegram.mrn import Mrn
from cables.verification.difference import Difference, DifferenceKind, differs

Values = dict[str, Any]


@dataclass(frozen=True, slots=True)
class DerivedTable:
    """One table of rows that belong to cables.

    `key` is the column by which the rows of a cable differ, `expected` gives from a telegram's rows the values of
    `columns`, key first.
    """

    kind: DifferenceKind
    model: type[Any]
    columns: tuple[str, ...]
    expected: Callable[[Rows], Sequence[tuple[Any, ...]]]

    @property
    def key(self) -> str:
        """Return the column by which the rows of one cable differ."""
        return self.columns[0]


def addressees(rows: Rows) -> list[tuple[Any, ...]]:
    """Return addressees with the name under which their address is listed."""
    return [(*row, row.name[: Address.LONGEST]) for row in rows.addressees]


def captions(rows: Rows) -> list[tuple[Any, ...]]:
    """Return captions with the copied date."""
    return [(caption, rows.date) for caption in rows.captions]


def attributes(rows: Rows) -> list[tuple[Any, ...]]:
    """Return the attributes that are searched, by their value."""
    return [(value, name) for name, value in rows.attributes]


def tags(rows: Rows) -> list[tuple[Any, ...]]:
    """Return tags, each once, in the order of the TAGS line, with the copied date."""
    slugs = dict.fromkeys(slug_of(tag.code, tag.kind) for tag in rows.tags)
    return [(position, slug, rows.date) for position, slug in enumerate(slugs, 1)]


DERIVED_TABLES = (
    DerivedTable(DifferenceKind.PARAGRAPH, Paragraph, ParagraphRow._fields, lambda rows: rows.paragraphs),
    DerivedTable(DifferenceKind.ADDRESSEE, Addressee, (*AddresseeRow._fields, "address__name"), addressees),
    DerivedTable(DifferenceKind.CAPTION, CableCaption, ("caption", "date"), captions),
    DerivedTable(DifferenceKind.ATTRIBUTE, CableAttribute, ("value", "name"), attributes),
    DerivedTable(DifferenceKind.TAG, CableTag, ("position", "tag__slug", "date"), tags),
    DerivedTable(
        DifferenceKind.REFERENCE, Reference, ReferenceRow._fields, lambda rows: rows.references
    ),  # without the link
    DerivedTable(DifferenceKind.MENTION, Mention, MentionRow._fields, lambda rows: rows.mentions),
)


class StoredRows:
    """The derived rows of some cables, as they are in the tables."""

    def __init__(self, cables: Sequence[int]) -> None:
        self.cables: dict[int, Values] = {row["id"]: row for row in Cable.objects.filter(pk__in=cables).values()}
        codes = dict(
            Post.objects.filter(pk__in={row["post_id"] for row in self.cables.values()}).values_list("pk", "code")
        )
        for row in self.cables.values():
            row["post"] = codes.get(row["post_id"])
        self.parts: dict[DifferenceKind, dict[int, list[tuple[Any, ...]]]] = {}
        for part in DERIVED_TABLES:
            by_cable: dict[int, list[tuple[Any, ...]]] = {}
            rows = part.model.objects.filter(cable__in=cables).order_by("cable_id", "pk")
            for cable, *row in rows.values_list("cable_id", *part.columns):
                by_cable.setdefault(cable, []).append(tuple(row))
            self.parts[part.kind] = by_cable

    def mrn(self, cable: int) -> str:
        """Return the number that the cable is stored under."""
        return str(self.cables[cable]["mrn"])

    def fits_its_mrn(self, cable: int) -> bool:
        """Return whether post, year and serial are those of the number that the cable is stored under."""
        row = self.cables[cable]
        return self.mrn(cable) == str(Mrn(row["year"], row["post"], row["serial"]))

    def differences(self, cable: int, rows: Rows, revision: int) -> Iterator[Difference]:
        """Yield how the rows differ from those that the cable's text gives; `revision` is the number of that text."""
        mrn = self.mrn(cable)
        stored = self.cables[cable]
        expected = {**rows.cable._asdict(), "post": rows.post, "revision_number": revision}
        for column, value in expected.items():
            wanted = plain(value)
            if stored[column] != wanted:
                yield Difference(DifferenceKind.CABLE, differs(f"{mrn}: {column}", stored[column], wanted), mrn)
        for part in DERIVED_TABLES:
            yield from compared(mrn, part, self.parts[part.kind].get(cable, []), part.expected(rows))


def compared(
    mrn: str, part: DerivedTable, stored: Sequence[tuple[Any, ...]], expected: Sequence[tuple[Any, ...]]
) -> Iterator[Difference]:
    """Yield how the rows of one part of a cable differ from what they should be."""
    wanted = {row[0]: tuple(map(plain, row)) for row in expected}
    present = {row[0]: row for row in stored}
    for key in sorted(wanted.keys() - present.keys()):
        yield Difference(part.kind, f"{mrn}: {part.kind} {key} is lacking.", mrn)
    for key in sorted(present.keys() - wanted.keys()):
        yield Difference(part.kind, f"{mrn}: {part.kind} {key} is stored, but not in the text.", mrn)
    for key in sorted(wanted.keys() & present.keys()):
        for column, value, should_be in zip(part.columns, present[key], wanted[key], strict=True):
            if value != should_be:
                name = column.replace("__", " ")
                yield Difference(part.kind, differs(f"{mrn}: {name} of {part.kind} {key}", value, should_be), mrn)


def plain(value: Any) -> Any:
    """Return a value as it is loaded from a JSON column: tuples are lists there."""
    return json.loads(bulk.as_json(value)) if isinstance(value, list | tuple | dict) else value
