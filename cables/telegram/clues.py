"""Where in the running text a citation may stand: at the words ref, para and septel, and where a number follows a word.

The paragraphs are searched all at once, by plain search: most of them cite nothing.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import accumulate
from typing import NamedTuple


class Clues(NamedTuple):
    """What one paragraph has: keywords with their offsets, and numbers as the word's end and the number's start."""

    keywords: list[tuple[str, int]]
    numbers: list[tuple[int, int]]


_KEYWORDS = ("ref", "para", "septel")
_BETWEEN = "\0"  # no part of a keyword, neither a letter nor white space

# A text's shape, a byte a character: letters a, digits 0, white space a blank, the rest a dot.
_SHAPES = bytes(
    ord("0" if chr(k).isdecimal() else " " if chr(k).isspace() else "a" if chr(k).isalpha() else ".")
    for k in range(256)
)


def find(texts: Sequence[str]) -> Mapping[int, Clues]:
    """The clues of the texts that have any, by the text's position."""
    joined = _BETWEEN.join(texts)
    starts = [0, *accumulate(len(text) + 1 for text in texts)]
    found: dict[int, Clues] = defaultdict(lambda: Clues([], []))
    for keyword, at in _keywords(joined):
        position = bisect_right(starts, at) - 1
        found[position].keywords.append((keyword, at - starts[position]))
    for word_end, number in _numbers(joined):
        position = bisect_right(starts, number) - 1
        found[position].numbers.append((word_end - starts[position], number - starts[position]))
    return found


def _keywords(text: str) -> Iterator[tuple[str, int]]:
    """The keywords that begin a word, one after the other, and where each stands."""
    lower = text.encode("ascii", "replace").lower()  # a byte a character, at a tenth of what `str.lower` takes
    for keyword in _KEYWORDS:
        sought = keyword.encode()
        at = lower.find(sought)
        while at >= 0:
            if not at or not (text[at - 1].isalnum() or text[at - 1] == "_"):
                yield keyword, at
            at = lower.find(sought, at + len(sought))


def _numbers(text: str) -> Iterator[tuple[int, int]]:
    """Where a word and then, at most two blanks on, a number of two digits or more stand: its end and the start."""
    shape = text.encode("latin-1", "replace").translate(_SHAPES)
    at = shape.find(b"00")
    while at >= 0:
        floor = max(0, at - 3)
        word = shape[floor:at].rstrip()
        if word.endswith(b"a"):
            yield floor + len(word), at
        at = shape.find(b"00", at + 2)
