"""Two texts of one cable side by side: what is the same, what was taken out, what was put in, word by word.

White space is shown and never compared: a text that was only wrapped anew is the same. Else lines are aligned
first, then words within the lines that differ. The time is bounded whatever the texts hold: stretches of which the
longest common subsequence would cost too much are aligned by what stands once in each, and lines that differ in too
many words, or behind too many other such places, are shown as changed whole.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby, pairwise

from rapidfuzz.distance import LCSseq

EXACT = 50_000_000  # pairs of lines, or of words, that are weighed exactly: some milliseconds
MOST_WORDS = 100_000  # of lines that differ in one place, in one text; with more they are changed as a whole
MOST_PLACES = 10_000  # that are looked into word by word
STRAY = 2  # words between two larger changes that are the same by accident ("of the")
CONTEXT = 3  # lines shown around a change
MOST_PIECES = 4_000  # shown on a page
MOST_CHARACTERS = 400_000
LONGEST_PIECE = 100_000  # characters

WORD = re.compile(r"\S+")
Block = tuple[int, int, int]  # where a run begins in the old and in the new sequence, and its length


class Kind(StrEnum):
    """What became of a piece of text. What is omitted is the same, and too far from any change to be shown."""

    SAME = "same"
    REMOVED = "removed"
    ADDED = "added"
    OMITTED = "omitted"


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text and what became of it."""

    kind: Kind
    text: str

    @property
    def lines(self) -> int:
        """How many lines end in it."""
        return self.text.count("\n")


@dataclass(frozen=True, slots=True)
class Shown:
    """The pieces for a page: changes with some lines around them. `cut` where there are more than a page can bear."""

    pieces: list[Piece]
    cut: bool


def collate(old: str, new: str) -> list[Piece]:
    """The pieces of both texts in order: what is the same and what was added make up the new text to the letter,
    what is the same and what was removed the old one but for white space."""
    if old.split() == new.split():
        return _joined([Piece(Kind.SAME, new)])
    before, after = _Sequence.of_lines(old), _Sequence.of_lines(new)
    if not after.starts:
        return _joined([Piece(Kind.REMOVED, old if before.starts else ""), Piece(Kind.SAME, new)])
    pieces: list[Piece] = []
    for place, (removed, added, same) in enumerate(_stretches(before, after, stray=0)):
        pieces += _words(removed, added) if place < MOST_PLACES else _whole(removed, added)
        pieces.append(Piece(Kind.SAME, same))
    return _joined(pieces)


def around(pieces: Sequence[Piece], context: int = CONTEXT) -> Shown:
    """What a page shows of the pieces: the changes, and some lines of what is the same on both sides."""
    found: list[Piece] = []
    left, cut = MOST_CHARACTERS, False
    for place, piece in enumerate(pieces):
        parts = [piece]
        if piece.kind is Kind.SAME:
            parts = _folded(piece.text, context if place else 0, context if place + 1 < len(pieces) else 0)
        for part in parts:
            if not left or len(found) == MOST_PIECES:
                return Shown(found, cut=True)
            length = len(part.text)
            if part.kind is not Kind.OMITTED:
                length = min(length, left, LONGEST_PIECE)
                left -= length
                cut |= length < len(part.text)
            found.append(Piece(part.kind, part.text[:length]))
    return Shown(found, cut)


@dataclass(frozen=True, slots=True)
class _Sequence:
    """A text as a sequence of its lines that are not blank, or of its words: where each begins, and what it says.

    White space belongs to what it follows, that at the text's beginning to the first.
    """

    text: str
    starts: list[int]
    says: list[str]

    @classmethod
    def of_lines(cls, text: str) -> _Sequence:
        """The lines, each saying its words."""
        starts, says, offset = [], [], 0
        for line in text.splitlines(keepends=True):
            if words := line.split():
                starts.append(offset)
                says.append(" ".join(words))
            offset += len(line)
        return cls(text, [0, *starts[1:]] if starts else [], says)

    @classmethod
    def of_words(cls, text: str) -> _Sequence:
        """The words."""
        found = [(match.start(), match[0]) for match in WORD.finditer(text)]
        starts = [start for start, _ in found]
        return cls(text, [0, *starts[1:]] if starts else [], [word for _, word in found])

    def stretch(self, first: int, beyond: int) -> str:
        """The text of some of them."""
        if first >= beyond:
            return ""
        return self.text[self.starts[first] : self.starts[beyond] if beyond < len(self.starts) else len(self.text)]


def _words(removed: str, added: str) -> Iterator[Piece]:
    """The pieces of lines that differ."""
    before, after = _Sequence.of_words(removed), _Sequence.of_words(added)
    if max(len(before.says), len(after.says)) > MOST_WORDS:
        yield from _whole(removed, added)
        return
    for taken_out, put_in, same in _stretches(before, after, STRAY):
        words = put_in.rstrip()
        yield Piece(Kind.REMOVED, taken_out)
        yield Piece(Kind.ADDED, words)
        yield Piece(Kind.SAME, put_in[len(words) :] + same)


def _whole(removed: str, added: str) -> Iterator[Piece]:
    """Lines that differ, as changed from the first word to the last."""
    yield Piece(Kind.REMOVED, removed)
    yield Piece(Kind.ADDED, added)


def _stretches(before: _Sequence, after: _Sequence, stray: int) -> Iterator[tuple[str, str, str]]:
    """What was removed, what was added in its place, and what is the same behind that; over and over."""
    numbers: dict[str, int] = {}
    old, new = ([numbers.setdefault(said, len(numbers)) for said in each.says] for each in (before, after))
    at_old = at_new = 0
    for start_old, start_new, length in _kept(_align(old, new), len(old), len(new), stray):
        yield (
            before.stretch(at_old, start_old),
            after.stretch(at_new, start_new),
            after.stretch(start_new, start_new + length),
        )
        at_old, at_new = start_old + length, start_new + length


def _align(old: list[int], new: list[int]) -> Iterator[Block]:
    """The runs that both sequences have in common, in order: as many as there are where that can be told at a
    bounded cost, else those at the ends and around what stands once in each."""
    if len(old) * len(new) <= EXACT:
        yield from _exact(old, new, 0, 0)
        return
    at_old = at_new = 0
    for anchor_old, anchor_new in [*_anchors(old, new), (len(old), len(new))]:
        gap_old, gap_new = old[at_old:anchor_old], new[at_new:anchor_new]
        if len(gap_old) * len(gap_new) <= EXACT:
            yield from _exact(gap_old, gap_new, at_old, at_new)
        if anchor_old < len(old):
            yield anchor_old, anchor_new, 1
        at_old, at_new = anchor_old + 1, anchor_new + 1


def _exact(old: list[int], new: list[int], at_old: int, at_new: int) -> Iterator[Block]:
    """The runs of a longest common subsequence, their places counted from where the two begin."""
    if old and new:
        for found in LCSseq.opcodes(old, new):
            if found.tag == "equal":
                yield at_old + found.src_start, at_new + found.dest_start, found.src_end - found.src_start


def _anchors(old: list[int], new: list[int]) -> list[tuple[int, int]]:
    """Places of the same in both: the common beginning and end, and between them what stands once in each, as much
    of it as stands in the same order (the "patience" of patience diff)."""
    shortest = min(len(old), len(new))
    head = next((place for place in range(shortest) if old[place] != new[place]), shortest)
    rest = shortest - head
    tail = next((place for place in range(rest) if old[-1 - place] != new[-1 - place]), rest)
    end_old, end_new = len(old) - tail, len(new) - tail
    counts_old, counts_new = Counter(old[head:end_old]), Counter(new[head:end_new])
    places = {said: place for place, said in enumerate(new[head:end_new], head) if counts_new[said] == 1}
    pairs = [
        (place, places[said])
        for place, said in enumerate(old[head:end_old], head)
        if said in places and counts_old[said] == 1
    ]
    beginning = [(place, place) for place in range(head)]
    return [*beginning, *_ascending(pairs), *zip(range(end_old, len(old)), range(end_new, len(new)), strict=True)]


def _ascending(pairs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The longest run of pairs, out of pairs in order of their first, that is in order of their second too."""
    ends: list[int] = []  # the lowest second with which a run of each length can end
    holders: list[int] = []  # the pair that ends that run
    previous: list[int] = []
    for place, (_, second) in enumerate(pairs):
        length = bisect_left(ends, second)
        previous.append(holders[length - 1] if length else -1)
        ends[length : length + 1] = [second]
        holders[length : length + 1] = [place]
    found = []
    place = holders[-1] if holders else -1
    while place >= 0:
        found.append(pairs[place])
        place = previous[place]
    return found[::-1]


def _kept(blocks: Iterator[Block], length_old: int, length_new: int, stray: int) -> Iterator[Block]:
    """The runs without strays between larger changes, and an empty one at the end."""
    at_old = at_new = 0
    for (start_old, start_new, length), (next_old, next_new, _) in pairwise([*blocks, (length_old, length_new, 0)]):
        before = max(start_old - at_old, start_new - at_new)
        behind = max(next_old - start_old - length, next_new - start_new - length)
        if length > stray or length >= min(before, behind):
            yield start_old, start_new, length
            at_old, at_new = start_old + length, start_new + length
    yield length_old, length_new, 0


def _joined(pieces: Sequence[Piece]) -> list[Piece]:
    """The pieces without empty ones, neighbours of one kind made one."""
    return [
        Piece(kind, "".join(piece.text for piece in group))
        for kind, group in groupby((piece for piece in pieces if piece.text), key=lambda piece: piece.kind)
    ]


def _folded(text: str, first: int, last: int) -> list[Piece]:
    """A stretch that is the same with its first and last lines, and what lies between them omitted."""
    lines = text.splitlines(keepends=True)
    if first and not lines[0].strip():
        first += 1  # the end of the line that the change stands in
    if len(lines) <= first + last + 2:
        return [Piece(Kind.SAME, text)]
    beyond = len(lines) - last
    found = [
        Piece(Kind.SAME, "".join(lines[:first])),
        Piece(Kind.OMITTED, "".join(lines[first:beyond])),
        Piece(Kind.SAME, "".join(lines[beyond:])),
    ]
    return [piece for piece in found if piece.text]
