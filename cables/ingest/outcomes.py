"""Outcomes of an import: what became of each text.

Which of them a text has is judged in `cables.ingest.known_cables`.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Status(StrEnum):
    """The status of a text after an import."""

    STORED = "stored"
    REVISED = "revised"
    FURTHER = "further"  # a further source of a stored text
    UNCHANGED = "unchanged"
    CONFLICT = "conflict"
    REFUSED = "refused"
    RECORDED = "recorded"  # no text, but facts of a cable that is known by them


@dataclass(frozen=True, slots=True)
class Outcome:
    """The outcome of one text; `reason` is a sentence where it was not stored."""

    where: str
    status: Status
    mrn: str | None = None
    reason: str | None = None
    problems: tuple[dict[str, object], ...] = ()
