"""Blacking out words in a text: whatever their length, the same mark stands in their place."""

from __future__ import annotations

import re
from collections.abc import Iterable

MARK = "█████"


def spans(text: str, phrases: Iterable[str]) -> list[tuple[int, int]]:
    """Where in the text the phrases stand, in order: in capitals or not, over line ends, and as whole words, which
    names of files join with `-` and `_`.

    What overlaps is one span.
    """
    found = sorted(match.span() for phrase in phrases if phrase.split() for match in _whole(phrase).finditer(text))
    merged: list[tuple[int, int]] = []
    for start, end in found:
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def black_out(text: str, phrases: Iterable[str]) -> str:
    """The text with the mark in place of the phrases."""
    pieces = []
    last = 0
    for start, end in spans(text, phrases):
        pieces += [text[last:start], MARK]
        last = end
    return "".join([*pieces, text[last:]])


def _whole(phrase: str) -> re.Pattern[str]:
    """What finds a phrase as whole words: `ROE` does not stand in `EUROPE`, but in `JANE_ROE.TXT`."""
    words = phrase.split()
    inner = r"[\s_-]+".join(map(re.escape, words))
    before = r"(?<![^\W_])" if re.match(r"[^\W_]", words[0]) else ""
    after = r"(?![^\W_])" if re.search(r"[^\W_]\Z", words[-1]) else ""
    return re.compile(f"{before}{inner}{after}", re.IGNORECASE)
