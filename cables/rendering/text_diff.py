"""Differences of two texts of one cable: what is the same, what was removed, what was added, word by word.

White space is shown and never compared: a text that was only wrapped differently is the same. Else lines are aligned
first, then words within the lines that differ. The time is bounded whatever the texts are: runs of which the longest
common subsequence would cost too much are aligned by what stands once in each, and lines that differ in too many
words, or after too many other differences, are shown as changed whole.
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
MOST_WORDS = 100_000  # of adjacent lines that differ, in one text; with more they are changed as a whole
MOST_COMPARED = 10_000  # runs of differing lines that are compared word by word
STRAY = 2  # words between two larger changes that are the same by accident ("of the")
CONTEXT = 3  # lines shown around a change
MOST_SEGMENTS = 4_000  # shown on a page
MOST_CHARACTERS = 400_000
LONGEST_SEGMENT = 100_000  # characters

WORD = re.compile(r"\S+")
MatchingBlock = tuple[int, int, int]  # where a run begins in the old and in the new sequence, and its length


class SegmentKind(StrEnum):
    """Kind of a segment. What is omitted is the same, and too far from any change to be shown."""

    SAME = "same"
    REMOVED = "removed"
    ADDED = "added"
    OMITTED = "omitted"


@dataclass(frozen=True, slots=True)
class Segment:
    """A segment of text and its change."""

    kind: SegmentKind
    text: str

    @property
    def lines(self) -> int:
        """Return the number of lines that end in it."""
        return self.text.count("\n")


@dataclass(frozen=True, slots=True)
class ShownDiff:
    """Segments for a page: changes with some lines around them. `cut` where there are more than a page can show."""

    segments: list[Segment]
    cut: bool


def diff(old: str, new: str) -> list[Segment]:
    """Return the segments of both texts in order.

    What is the same and what was added make up the new text to the letter, what is the same and what was removed the
    old one but for white space.
    """
    if old.split() == new.split():
        return _joined([Segment(SegmentKind.SAME, new)])
    before, after = _Sequence.of_lines(old), _Sequence.of_lines(new)
    if not after.starts:
        return _joined([Segment(SegmentKind.REMOVED, old if before.starts else ""), Segment(SegmentKind.SAME, new)])
    segments: list[Segment] = []
    for index, (removed, added, same) in enumerate(_differences(before, after, stray=0)):
        segments += _words(removed, added) if index < MOST_COMPARED else _whole(removed, added)
        segments.append(Segment(SegmentKind.SAME, same))
    return _joined(segments)


def with_context(segments: Sequence[Segment], context: int = CONTEXT) -> ShownDiff:
    """Return what a page shows of the segments: the changes, and some lines of what is the same on both sides."""
    found: list[Segment] = []
    left, cut = MOST_CHARACTERS, False
    for index, segment in enumerate(segments):
        parts = [segment]
        if segment.kind is SegmentKind.SAME:
            parts = _folded(segment.text, context if index else 0, context if index + 1 < len(segments) else 0)
        for part in parts:
            if not left or len(found) == MOST_SEGMENTS:
                return ShownDiff(found, cut=True)
            length = len(part.text)
            if part.kind is not SegmentKind.OMITTED:
                length = min(length, left, LONGEST_SEGMENT)
                left -= length
                cut |= length < len(part.text)
            found.append(Segment(part.kind, part.text[:length]))
    return ShownDiff(found, cut)


@dataclass(frozen=True, slots=True)
class _Sequence:
    """A text as a sequence of its lines that are not blank, or of its words: the offset and the words of each item.

    White space belongs to what stands before it, that at the text's beginning to the first.
    """

    text: str
    starts: list[int]
    values: list[str]

    @classmethod
    def of_lines(cls, text: str) -> _Sequence:
        """Return the sequence of a text's lines, each with its words as its value."""
        starts, values, offset = [], [], 0
        for line in text.splitlines(keepends=True):
            if words := line.split():
                starts.append(offset)
                values.append(" ".join(words))
            offset += len(line)
        return cls(text, [0, *starts[1:]] if starts else [], values)

    @classmethod
    def of_words(cls, text: str) -> _Sequence:
        """Return the sequence of a text's words."""
        found = [(match.start(), match[0]) for match in WORD.finditer(text)]
        starts = [start for start, _ in found]
        return cls(text, [0, *starts[1:]] if starts else [], [word for _, word in found])

    def slice(self, first: int, beyond: int) -> str:
        """Return the text from one index up to another."""
        if first >= beyond:
            return ""
        return self.text[self.starts[first] : self.starts[beyond] if beyond < len(self.starts) else len(self.text)]


def _words(removed: str, added: str) -> Iterator[Segment]:
    """Yield the segments of lines that differ."""
    before, after = _Sequence.of_words(removed), _Sequence.of_words(added)
    if max(len(before.values), len(after.values)) > MOST_WORDS:
        yield from _whole(removed, added)
        return
    for taken_out, put_in, same in _differences(before, after, STRAY):
        words = put_in.rstrip()
        yield Segment(SegmentKind.REMOVED, taken_out)
        yield Segment(SegmentKind.ADDED, words)
        yield Segment(SegmentKind.SAME, put_in[len(words) :] + same)


def _whole(removed: str, added: str) -> Iterator[Segment]:
    """Yield lines that differ as changed from the first word to the last."""
    yield Segment(SegmentKind.REMOVED, removed)
    yield Segment(SegmentKind.ADDED, added)


def _differences(before: _Sequence, after: _Sequence, stray: int) -> Iterator[tuple[str, str, str]]:
    """Yield what was removed, what was added instead, and what is the same after that, by turns."""
    numbers: dict[str, int] = {}
    old, new = ([numbers.setdefault(value, len(numbers)) for value in each.values] for each in (before, after))
    at_old = at_new = 0
    for start_old, start_new, length in _without_strays(_align(old, new), len(old), len(new), stray):
        yield (
            before.slice(at_old, start_old),
            after.slice(at_new, start_new),
            after.slice(start_new, start_new + length),
        )
        at_old, at_new = start_old + length, start_new + length


def _align(old: list[int], new: list[int]) -> Iterator[MatchingBlock]:
    """Yield the runs that both sequences have in common, in order: all where that can be computed at a bounded cost,
    else those at the ends and around what stands once in each."""
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


def _exact(old: list[int], new: list[int], at_old: int, at_new: int) -> Iterator[MatchingBlock]:
    """Yield the runs of a longest common subsequence; `at_old` and `at_new` are the indexes at which the two begin."""
    if old and new:
        for code in LCSseq.opcodes(old, new):
            if code.tag == "equal":
                yield at_old + code.src_start, at_new + code.dest_start, code.src_end - code.src_start


def _anchors(old: list[int], new: list[int]) -> list[tuple[int, int]]:
    """Return pairs of indexes of the same value in both: the common beginning and end, and between them what stands
    once in each, as much of it as stands in the same order (the "patience" of patience diff)."""
    shortest = min(len(old), len(new))
    head = next((index for index in range(shortest) if old[index] != new[index]), shortest)
    rest = shortest - head
    tail = next((index for index in range(rest) if old[-1 - index] != new[-1 - index]), rest)
    end_old, end_new = len(old) - tail, len(new) - tail
    counts_old, counts_new = Counter(old[head:end_old]), Counter(new[head:end_new])
    indexes = {value: index for index, value in enumerate(new[head:end_new], head) if counts_new[value] == 1}
    pairs = [
        (index, indexes[value])
        for index, value in enumerate(old[head:end_old], head)
        if value in indexes and counts_old[value] == 1
    ]
    beginning = [(index, index) for index in range(head)]
    return [*beginning, *_ascending(pairs), *zip(range(end_old, len(old)), range(end_new, len(new)), strict=True)]


def _ascending(pairs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the longest run of pairs, out of pairs in order of their first, that is in order of their second too."""
    ends: list[int] = []  # the lowest second with which a run of each length can end
    holders: list[int] = []  # the pair that ends that run
    previous: list[int] = []
    for index, (_, second) in enumerate(pairs):
        length = bisect_left(ends, second)
        previous.append(holders[length - 1] if length else -1)
        ends[length : length + 1] = [second]
        holders[length : length + 1] = [index]
    longest = []
    index = holders[-1] if holders else -1
    while index >= 0:
        longest.append(pairs[index])
        index = previous[index]
    return longest[::-1]


def _without_strays(
    blocks: Iterator[MatchingBlock], length_old: int, length_new: int, stray: int
) -> Iterator[MatchingBlock]:
    """Yield the runs without strays between larger changes, and an empty one at the end."""
    at_old = at_new = 0
    for (start_old, start_new, length), (next_old, next_new, _) in pairwise([*blocks, (length_old, length_new, 0)]):
        before = max(start_old - at_old, start_new - at_new)
        after = max(next_old - start_old - length, next_new - start_new - length)
        if length > stray or length >= min(before, after):
            yield start_old, start_new, length
            at_old, at_new = start_old + length, start_new + length
    yield length_old, length_new, 0


def _joined(segments: Sequence[Segment]) -> list[Segment]:
    """Return the segments without empty ones, neighbours of one change joined."""
    return [
        Segment(change, "".join(segment.text for segment in group))
        for change, group in groupby(
            (segment for segment in segments if segment.text), key=lambda segment: segment.kind
        )
    ]


def _folded(text: str, first: int, last: int) -> list[Segment]:
    """Return text that is the same as its first and last lines, and what lies between them omitted."""
    lines = text.splitlines(keepends=True)
    if first and not lines[0].strip():
        first += 1  # the end of the line that the change stands in
    if len(lines) <= first + last + 2:
        return [Segment(SegmentKind.SAME, text)]
    beyond = len(lines) - last
    found = [
        Segment(SegmentKind.SAME, "".join(lines[:first])),
        Segment(SegmentKind.OMITTED, "".join(lines[first:beyond])),
        Segment(SegmentKind.SAME, "".join(lines[beyond:])),
    ]
    return [segment for segment in found if segment.text]
