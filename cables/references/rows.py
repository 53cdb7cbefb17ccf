"""The references of a telegram as rows, before ids are given. No database."""

from __future__ import annotations

from string import ascii_uppercase
from typing import NamedTuple, Self

from cables.models import Reference
from cables.telegram import parts
from cables.telegram.parts import Mention, Telegram

LONGEST_MRN = 60


class ReferenceRow(NamedTuple):
    """The columns of a reference that the telegram gives; where it leads is decided when it is stored."""

    position: int
    origin: str
    label: str | None
    raw: str
    kind: str
    target_mrn: str | None
    year_inferred: bool
    confidence: str
    candidates: tuple[str, ...]
    number: str | None
    date: str | None
    note: str | None

    @classmethod
    def of_entry(cls, position: int, entry: parts.Reference) -> Self:
        """Return the row of an entry of the REF block."""
        mrn = entry.mrn
        return cls(
            position=position,
            origin=Reference.Origin.BLOCK,
            label=entry.label,
            raw=entry.raw,
            kind=entry.kind,
            target_mrn=mrn if mrn and entry.kind == "cable" and len(mrn) <= LONGEST_MRN else None,
            year_inferred=entry.year_inferred,
            confidence=entry.confidence,
            candidates=entry.candidates,
            number=entry.number,
            date=entry.date,
            note=entry.note,
        )

    @classmethod
    def of_mention(cls, position: int, mention: Mention, mrn: str) -> Self:
        """Return the row of a cable that only the telegram's text names."""
        return cls(
            position=position,
            origin=Reference.Origin.TEXT,
            label=None,
            raw=mention.text,
            kind=Reference.Kind.CABLE,
            target_mrn=mrn,
            year_inferred=mention.year_inferred,
            confidence="exact",
            candidates=(),
            number=None,
            date=None,
            note=None,
        )


def cited(telegram: Telegram) -> list[ReferenceRow]:
    """Return the telegram's references: the REF block's entries, then the cables that only its text names."""
    rows = [ReferenceRow.of_entry(position, entry) for position, entry in enumerate(telegram.references, 1)]
    known = {row.target_mrn for row in rows} | {telegram.mrn}
    for mention in telegram.mentions:
        for mrn in mention.mrns:
            if mrn in known or len(mrn) > LONGEST_MRN:
                continue
            known.add(mrn)
            rows.append(ReferenceRow.of_mention(len(rows) + 1, mention, mrn))
    return rows


def letter(reference: ReferenceRow | Reference) -> str | None:
    """Return the letter that names an entry by its position in a REF block without labels."""
    listed = reference.origin == Reference.Origin.BLOCK and reference.position <= len(ascii_uppercase)
    return ascii_uppercase[reference.position - 1] if listed else None


def pointed_at(mention: Mention, references: list[ReferenceRow]) -> list[int]:
    """Return the positions of the references that a mention names.

    Where no entry of the REF block has a label, "ref B" is the second. "reftel" without a label is the one entry of a
    REF block that has one; "reftels" are all of them.
    """
    if mention.kind == "septel":
        return []
    if mention.labels:
        wanted = {label.upper() for label in mention.labels}
        labelled = any(row.label for row in references)
        return [
            row.position for row in references if ((row.label if labelled else letter(row)) or "").upper() in wanted
        ]
    if mention.mrns:
        return [row.position for row in references if row.target_mrn in mention.mrns]
    if mention.kind != "label":
        return []
    block = [row.position for row in references if row.origin == Reference.Origin.BLOCK]
    return block if len(block) == 1 or mention.text.lower().endswith("s") else []
