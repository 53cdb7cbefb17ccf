"""Word order of two readings of one telegram: whether a text has the words of another in another order.

Programs that make text of a PDF disagree in what stands beside what: `pdftotext` gives a table column by column, with
`-raw` the stamps of the margins first. The words count, their order less. Two texts are readings of one where

- their words are the same, each as often, but that one may have in parts, divided by a line or by blanks, what the
  other has as one word;
- and each line of one stands in the other, its words side by side. So words that are exchanged within a line, as a
  correction does it, are another text, while lines, and the cells of a table, may stand anywhere.

Of 98 PDFs of the National Archives this holds of the texts by PDFium and by `pdftotext`, plain, with `-layout` and with
`-raw`, each beside each, but for one of the 588 pairs. Where only the lines of one stand in the other, the other keeps
together what that one tears: of two of the 98 `pdftotext` tears the tables.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from enum import Enum, auto
from itertools import chain, pairwise

from cables.telegram.fingerprint import folded

_WORD = re.compile(r"[^\W_]+")
_LONGEST_DIVIDED = 80  # letters of a word that is looked for in parts
_MOST_DIVIDED = 1_000  # words and parts by which two readings differ: of the 98 telegrams at most some forty

Lines = Sequence[Sequence[str]]


class WordOrder(Enum):
    """What a text is beside another: of OTHER words; a reading of the same words that has nothing more to show (SAME);
    or one that keeps WHOLE the lines that the other tears."""

    OTHER = auto()
    SAME = auto()
    WHOLE = auto()


def compare(text: str, other: str) -> WordOrder:
    """Return what a text is beside another, in time linear in their lengths."""
    lines, others = _lines(text), _lines(other)
    if _length(lines) != _length(others):
        return WordOrder.OTHER
    divided = _divided(Counter(chain.from_iterable(lines)), Counter(chain.from_iterable(others)))
    if divided is None:
        return WordOrder.OTHER
    if _stand_in(lines, others, divided):
        return WordOrder.SAME
    return WordOrder.WHOLE if _stand_in(others, lines, divided) else WordOrder.OTHER


def _lines(text: str) -> Lines:
    return [_WORD.findall(line) for line in folded(text).splitlines()]


def _length(lines: Lines) -> int:
    return sum(len(word) for line in lines for word in line)


def _divided(one: Counter[str], other: Counter[str]) -> frozenset[str] | None:
    """Return the words that only one of two texts has whole, and their parts; None where other words differ."""
    more, less = one - other, other - one
    if more.total() + less.total() > _MOST_DIVIDED:
        return None
    words = frozenset(chain(more, less))
    _join(more, less)
    _join(less, more)
    return None if more.total() or less.total() else words


def _join(whole: Counter[str], parts: Counter[str]) -> None:
    """Take from both each word of which the other text has the parts."""
    for word in list(whole):
        while whole[word] > 0 and (found := _parts(word, parts)):
            whole[word] -= 1
            parts.subtract(found)


def _parts(word: str, parts: Counter[str]) -> Counter[str]:
    """Return the parts that a word is made of, the longest first each time; empty where it is not."""
    found: Counter[str] = Counter()
    start = 0
    while start < len(word) <= _LONGEST_DIVIDED:
        ends = range(len(word), start, -1)
        end = next((end for end in ends if parts[part := word[start:end]] > found[part]), None)
        if end is None:
            return Counter()
        found[word[start:end]] += 1
        start = end
    return found


def _stand_in(lines: Lines, other: Lines, divided: frozenset[str]) -> bool:
    """Return whether the words of each line stand side by side in the other text, but for those that are divided."""
    pairs = set(pairwise(chain.from_iterable(other)))
    return all(pair in pairs or not divided.isdisjoint(pair) for pair in _pairs(lines))


def _pairs(lines: Lines) -> Iterable[tuple[str, str]]:
    return chain.from_iterable(pairwise(line) for line in lines)
