"""The references of a telegram as rows, before ids are given. No database."""

from __future__ import annotations

from typing import NamedTuple

from cables.models import Reference
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
    note: str | None


def cited(telegram: Telegram) -> list[ReferenceRow]:
    """Return the telegram's references: the REF block's entries, then the cables that only its text names."""
    rows = [
        ReferenceRow(
            position,
            Reference.Origin.BLOCK,
            entry.label,
            entry.raw,
            entry.kind,
            mrn if (mrn := entry.mrn) and entry.kind == "cable" and len(mrn) <= LONGEST_MRN else None,
            entry.year_inferred,
            entry.confidence,
            entry.candidates,
            entry.note,
        )
        for position, entry in enumerate(telegram.references, 1)
    ]
    known = {row.target_mrn for row in rows} | {telegram.mrn}
    for mention in telegram.mentions:
        for mrn in mention.mrns:
            if mrn in known or len(mrn) > LONGEST_MRN:
                continue
            known.add(mrn)
            rows.append(
                ReferenceRow(
                    len(rows) + 1,
                    Reference.Origin.TEXT,
                    None,
                    mention.text,
                    Reference.Kind.CABLE,
                    mrn,
                    mention.year_inferred,
                    "exact",
                    (),
                    None,
                )
            )
    return rows


def pointed_at(mention: Mention, references: list[ReferenceRow]) -> list[int]:
    """Return the positions of the references that a mention names.

    "reftel" without a label is the one entry of a REF block that has one; "reftels" are all of them.
    """
    if mention.kind == "septel":
        return []
    if mention.labels:
        wanted = {label.upper() for label in mention.labels}
        return [row.position for row in references if row.label and row.label.upper() in wanted]
    if mention.mrns:
        return [row.position for row in references if row.target_mrn in mention.mrns]
    if mention.kind != "label":
        return []
    block = [row.position for row in references if row.origin == Reference.Origin.BLOCK]
    return block if len(block) == 1 or mention.text.lower().endswith("s") else []
