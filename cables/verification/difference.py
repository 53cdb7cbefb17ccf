"""A difference between what is stored and what should be, in one sentence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

LOOKS = 3  # how often a verification looks at each cable: at its text and rows, its links, its words
LONGEST_SHOWN = 60  # characters of a value that a sentence quotes
BEFORE_SHOWN = 20  # characters before the offset from which two long texts differ


class DifferenceKind(StrEnum):
    """The table or index that a difference is in."""

    REVISION = "revision"
    BATCH = "batch"
    STRAY = "stray"
    CABLE = "cable"
    PARAGRAPH = "paragraph"
    ADDRESSEE = "addressee"
    CAPTION = "caption"
    ATTRIBUTE = "attribute"
    TAG = "tag"
    REFERENCE = "reference"
    MENTION = "mention"
    LINK = "link"
    ABSENCE = "absence"
    TALLY = "tally"
    INDEX = "index"
    WORD = "word"
    WITHDRAWAL = "withdrawal"
    REDACTION = "redaction"
    CORRECTION = "correction"
    NUMBER = "number"
    FILE = "file"
    RECORD = "record"


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference; `derivable` where the stored texts say what should be there instead."""

    kind: DifferenceKind
    sentence: str
    mrn: str | None = None
    derivable: bool = True


def differs(subject: str, stored: object, expected: object) -> str:
    """Return the sentence that something is stored otherwise than it should be."""
    if isinstance(stored, str) and isinstance(expected, str):
        pairs = enumerate(zip(stored, expected, strict=False))
        part = next((offset for offset, (one, other) in pairs if one != other), min(len(stored), len(expected)))
        start = max(0, part - BEFORE_SHOWN)
        if max(len(stored), len(expected)) > LONGEST_SHOWN:
            return f"{subject} is {quoted(stored, start)} and should be {quoted(expected, start)}."
    return f"{subject} is {shown(stored)} and should be {shown(expected)}."


def quoted(text: str, start: int = 0) -> str:
    """Return the text from `start` on in quotation marks, on one line, cut to a length that can be read."""
    piece = text[start : start + LONGEST_SHOWN]
    before, after = "…" if start else "", "…" if len(text) > start + LONGEST_SHOWN else ""
    return f"“{before}{' '.join(piece.split())}{after}”"


def shown(value: object) -> str:
    """Return any value as a sentence shows it."""
    if value is None:
        return "empty"
    if isinstance(value, str):
        return quoted(value)
    text = str(value)
    return text if len(text) <= LONGEST_SHOWN else f"{text[:LONGEST_SHOWN]}…"


def listed(items: Sequence[object]) -> str:
    """Return the items as a sentence lists them."""
    return ", ".join(map(str, items)) or "none"
