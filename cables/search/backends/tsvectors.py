"""Documents as tsvectors, in the binary form that PostgreSQL receives. No database.

PostgreSQL stores positions up to 16,383 and 255 of a lexeme; what comes after would not be found by phrase. So a long
cable has further vectors (slices) beside the one for the whole.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache

from cables.search.index.document import EVERY, GAP_LENGTH, ZONES, Document

WEIGHTS = {"subject": "D", "U": "D", "SBU": "C", "C": "B", "S": "A"}  # by zone
RISING = "DCBA"  # weights
OVERLAP = 80  # words that consecutive slices of a long cable share: more than a query may have

POSITION_BITS = 14
LAST_POSITION = (1 << POSITION_BITS) - 1
MOST_POSITIONS = 15_000
MOST_OF_A_LEXEME = 240

# Number of a lexeme's occurrences, in two characters for the two bytes that PostgreSQL receives.
COUNTS = [count.to_bytes(2).decode("latin-1") for count in range(MOST_OF_A_LEXEME + 1)]


def packed(position: int, weight: str) -> str:
    """Return an occurrence of a lexeme as PostgreSQL stores it, in two characters for its two bytes.

    The position is in the lower 14 bits, the weight above them.
    """
    return (RISING.index(weight) << POSITION_BITS | position).to_bytes(2).decode("latin-1")


def unpacked(occurrence: str) -> tuple[int, str]:
    """Return the position and the weight of an occurrence."""
    bits = int.from_bytes(occurrence.encode("latin-1"))
    return bits & LAST_POSITION, RISING[bits >> POSITION_BITS]


def formatted(occurrence: str) -> str:
    """Return an occurrence as PostgreSQL writes it: `12C`."""
    position, weight = unpacked(occurrence)
    return f"{position}{weight}"


@cache
def occurrences_of(weight: str) -> list[str]:
    """Return an occurrence of this weight at every position."""
    return [packed(position, weight) for position in range(LAST_POSITION + 1)]


@dataclass(slots=True)
class Vector:
    """A tsvector: by lexeme its occurrences, one after the other in a string.

    (Lists of them would take four times as long to make.)
    """

    occurrences: dict[str, str] = field(default_factory=dict)
    last: int = 0

    def add(self, stems: Sequence[str], weight: str) -> None:
        """Append stems. After the last position each is recorded once, at that position, as PostgreSQL does."""
        table = occurrences_of(weight)
        first, self.last = self.last + 1, self.last + len(stems)
        here = table[first : self.last + 1]
        found = self.occurrences
        for stem, occurrence in zip(stems, here, strict=False):
            if stem in found:
                found[stem] += occurrence
            else:
                found[stem] = occurrence
        for stem in dict.fromkeys(stems[len(here) :]):
            if not (before := found.get(stem, "")).endswith(table[-1]):
                found[stem] = before + table[-1]

    def skip_gap(self) -> None:
        """Leave so many positions free that no phrase and no nearness reaches across."""
        self.last += GAP_LENGTH

    def fits(self) -> bool:
        """Return whether PostgreSQL stores all of its positions."""
        most = max(map(len, self.occurrences.values()), default=0)
        return self.last <= MOST_POSITIONS and most <= 2 * MOST_OF_A_LEXEME

    def of(self, stem: str) -> list[str]:
        """Return the occurrences of a lexeme."""
        found = self.occurrences[stem]
        return [found[start : start + 2] for start in range(0, len(found), 2)]

    def limited(self) -> Vector:
        """Return what PostgreSQL stores of it: each position once, with the highest weight, and not too many."""
        found = {}
        for stem in self.occurrences:
            highest = {unpacked(occurrence)[0]: occurrence for occurrence in sorted(self.of(stem))}
            found[stem] = "".join(highest[position] for position in sorted(highest)[:MOST_OF_A_LEXEME])
        return Vector(found, self.last)

    def presence(self) -> Vector:
        """Return its lexemes with the first occurrence of each weight."""
        found = {}
        for stem in self.occurrences:
            first = {unpacked(occurrence)[1]: occurrence for occurrence in reversed(self.of(stem))}
            found[stem] = "".join(first.values())
        return Vector(found, self.last).limited()

    def truncated(self, lengths: dict[str, int], last: int) -> Vector:
        """Return the vector as it was when its lexemes' occurrences had these lengths."""
        return Vector({stem: self.occurrences[stem][:length] for stem, length in lengths.items()}, last)

    def __str__(self) -> str:
        return " ".join(f"'{stem}':{','.join(map(formatted, self.of(stem)))}" for stem in self.occurrences)

    def __bytes__(self) -> bytes:
        """Return what PostgreSQL receives in binary (`tsvectorrecv`), in a fraction of the time that text takes it."""
        counts = COUNTS
        lexemes = [
            f"{stem if stem.isascii() else stem.encode().decode('latin-1')}\0{counts[len(found) >> 1]}{found}"
            for stem, found in self.occurrences.items()
        ]
        return len(lexemes).to_bytes(4) + "".join(lexemes).encode("latin-1")


def vectors(document: Document) -> list[tuple[int, bool, Vector, Vector]]:
    """Return the index's rows of a document: (slice, whether the cable is long, words, words of the subject).

    Slice 0 stands for the whole cable. Where it cannot hold all positions the cable is long: slice 0 then has only
    the words, and further slices, each of which fits, have the positions for phrases and nearness.
    """
    subject = Vector()
    for stems in document.zones["subject"]:
        subject.add(stems, "D")
    whole = Vector({EVERY: packed(1, "D")}, 1)
    for zone in ZONES:
        for stems in document.zones[zone]:
            whole.skip_gap()
            whole.add(stems, WEIGHTS[zone])
    if whole.fits():
        return [(0, False, whole, subject)]
    rows = [(0, True, whole.presence(), subject.limited())]
    rows += [(number, True, vector, Vector()) for number, vector in enumerate(slices(document), 1)]
    return rows


def slices(document: Document) -> Iterator[Vector]:
    """Yield a long cable's words in vectors that fit, cut between paragraphs or, within one, with an overlap."""
    vector = Vector()
    for zone in ZONES:
        for stems in document.zones[zone]:
            for window in windows(stems):
                lengths, last = {stem: len(found) for stem, found in vector.occurrences.items()}, vector.last
                vector.skip_gap()
                vector.add(window, WEIGHTS[zone])
                if vector.fits() or not last:
                    continue
                yield vector.truncated(lengths, last)
                vector = Vector()
                vector.add(window, WEIGHTS[zone])
    if vector.occurrences:
        yield vector


def windows(stems: list[str]) -> Iterator[list[str]]:
    """Yield the stems in runs each of which fits a vector; neighbours share some words."""
    step = MOST_OF_A_LEXEME - OVERLAP
    if len(stems) <= MOST_OF_A_LEXEME:
        yield stems
        return
    for start in range(0, len(stems) - OVERLAP, step):
        yield stems[start : start + MOST_OF_A_LEXEME]
