"""Resemblance of two texts: how many words of the shorter one stand in the other too.

Of each text at most `MOST` words are compared, those with the lowest checksums. Of two texts these are the same words
where both have them, so that a part is found in the whole, in time and memory that do not depend on their length.

The shares are those of 98 telegrams that the National Archives give as PDF, 94 of them of one post, each as its PDF, by
`pdftotext` and by `pdftotext -layout`. Of two readings of one telegram at least 0.97 is shared, with letters misread in
5 of 100 places at least 0.56, half of them 0.75. Of two telegrams of one post (4,225 pairs) half share 0.12, one in a
hundred 0.38, one in a thousand 0.50, and two 0.6, of ten words each.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterable, Sequence
from heapq import nsmallest
from typing import NamedTuple
from zlib import crc32

MOST = 200  # words of a text that are compared
LEAST = 10  # of fewer long words chance would decide
ENOUGH = 0.6  # by words alone
LIKELY = 0.4  # where the number is certain and nothing speaks against it: of two telegrams of one post 1 in 150
ENOUGH_OF_FEW = 0.8  # of texts of few long words, of all their words: two short telegrams of one post share up to 0.75
LIKELY_OF_FEW = 0.6  # as LIKELY; misread in 6 of 100 letters a short text shares 0.75 with itself
_LONG_WORD = re.compile(r"[^\W_]{5,}")  # shorter words stand in every text
_WORD = re.compile(r"[^\W_]+")


class Words(NamedTuple):
    """Checksums of the words of a text by which it is compared, ascending: of the long ones, and of all."""

    long: Sequence[int]
    every: Sequence[int]


def words_of(texts: Iterable[str]) -> Words:
    """Return the words of a text by which it is compared; `texts` are the subject and the paragraphs."""
    upper = [text.upper() for text in texts]
    return Words(_checksums(_LONG_WORD, upper), _checksums(_WORD, upper))


def _checksums(pattern: re.Pattern[str], texts: Iterable[str]) -> Sequence[int]:
    found = {word for text in texts for word in pattern.findall(text)}
    return array("I", nsmallest(MOST, {crc32(word.encode()) for word in found}))


def share(one: Words, other: Words) -> float | None:
    """Return how many of the long words of the shorter text stand in the other, of 1; None where these are too few.

    Words beyond the highest checksum of a text of which not all are compared say nothing.
    """
    first, second = _comparable(one.long, other.long)
    shorter = min(len(first), len(second))
    return len(first & second) / shorter if shorter >= LEAST else None


def resemble(one: Words, other: Words, enough: float = ENOUGH) -> bool:
    """Return whether enough words of the shorter text stand in the other; a text of a few words resembles none."""
    shared = share(one, other)
    return shared is not None and shared >= enough


def resemble_in_all_words(one: Words, other: Words, enough: float = ENOUGH_OF_FEW) -> bool:
    """Return whether enough of all words of the shorter text stand in the other: for texts of few long words."""
    first, second = _comparable(one.every, other.every)
    shorter = min(len(first), len(second))
    return shorter > 0 and len(first & second) >= enough * shorter


def in_order(texts: Iterable[str]) -> list[str]:
    """Return all words of a text in capitals, in their order; `texts` are the subject and the paragraphs."""
    return [word for text in texts for word in _WORD.findall(text.upper())]


def contains(whole: Iterable[str], part: Iterable[str]) -> bool:
    """Return whether the words of one text stand in another in their order, whatever stands between them."""
    rest = iter(whole)
    return all(word in rest for word in part)


def _comparable(one: Sequence[int], other: Sequence[int]) -> tuple[set[int], set[int]]:
    limit = min((words[-1] for words in (one, other) if len(words) == MOST), default=2**32)
    first, second = ({word for word in words if word <= limit} for words in (one, other))
    return first, second
