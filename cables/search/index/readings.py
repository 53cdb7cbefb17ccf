"""Readings of a text: as a reader sees it, with the words joined that line ends divide, and as it was sent.

Both are searched. The words of the index are those that the page shows (`negotia-` `tions` is one word, `&goat8` is
`goat`), side by side, so that phrases are found across the ends of lines; what was sent instead is indexed beside them.
A reading has as many characters as its text, so that highlights fall on the right words.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Mapping
from types import MappingProxyType
from typing import NamedTuple

from cables.rendering.garbles import is_compound, is_divided, without_garbles

MOST_OTHERS = 200  # words of one text that are indexed otherwise too: hostile texts have a million

_DIVIDED = re.compile(r"(?<![^\W_])[^\W_]++(?:-[ \t]*+\n\s*+[^\W_]++)+")
_DIVISION = re.compile(r"-[ \t]*\n\s*")
_LONGEST_PART = 60  # characters: what is longer is no word
_AT_END = re.compile(r"[^\W\d_]+\Z")
_AT_START = re.compile(r"[^\W\d_]+")
_WORD_BEFORE = re.compile(r"[^\W_]*8\Z")
_NO_ENDS: Mapping[int, int] = MappingProxyType({})


class Reading(NamedTuple):
    """A text as read. A word that was joined has blanks after it: `ends` says where it ends in the text as sent."""

    text: str
    ends: Mapping[int, int] = _NO_ENDS


class _Part(NamedTuple):
    """A part of a divided word: its span, and whether the hyphen after it is left out."""

    start: int
    end: int
    is_joined: bool


def is_read_otherwise(text: str) -> bool:
    """Return whether a text may have another reading than the one as sent."""
    return is_divided(text) or ("&" in text and "8" in text)


def reading(text: str, words: Container[str] | None = None) -> Reading:
    """Return a text as a reader sees it; `words` are those of the cable (see `words_of`), None to join every word."""
    if "&" in text and "8" in text:  # an apostrophe divides words as the comma does that stands for it
        text = without_garbles(text)
    if not is_divided(text):
        return Reading(text)
    pieces: list[str] = []
    ends: dict[int, int] = {}
    at = 0
    for divided in _DIVIDED.finditer(text):
        removed = 0
        for part in _parts(text, divided, words):
            pieces += (text[at : part.start] if not removed else "", text[part.start : part.end])
            at = part.end
            if part.is_joined:
                at = _DIVISION.match(text, part.end).end()  # type: ignore[union-attr]
                removed += at - part.end
            elif removed:
                ends[part.end - removed] = part.end
                pieces.append(" " * removed)
                removed = 0
    pieces.append(text[at:])
    return Reading("".join(pieces), ends)


def others(text: str, words: Container[str]) -> Iterator[str]:
    """Yield the words that a text has in its other reading alone, at most `MOST_OTHERS`, as they stand there.

    Of a word that is joined these are its parts (`negotia-` `tions`), of a compound its parts as one word.
    """
    found = 0
    if "&" in text and (read := without_garbles(text)) != text:
        for at, (sent, shown) in enumerate(zip(text, read, strict=True), 1):
            if sent == "8" and shown != sent and found < MOST_OTHERS:
                found += 1
                yield _WORD_BEFORE.search(text, max(0, at - _LONGEST_PART), at)[0]  # type: ignore[index]
    if not is_divided(text):
        return
    for divided in _DIVIDED.finditer(text):
        parts = list(_parts(text, divided, words))
        if found >= MOST_OTHERS:
            return
        found += 1
        if any(part.is_joined for part in parts):
            yield divided[0]
        whole = list(_parts(text, divided, None))
        if sum(part.is_joined for part in whole) > sum(part.is_joined for part in parts):
            yield "".join(text[part.start : part.end] + ("" if part.is_joined else " ") for part in whole)


def _parts(text: str, divided: re.Match[str], words: Container[str] | None) -> Iterator[_Part]:
    """Yield the parts of a divided word in order; between digits a hyphen stays, and in a compound."""
    start = divided.start()
    for division in _DIVISION.finditer(text, *divided.span()):
        head = _AT_END.search(text, max(start, division.start() - _LONGEST_PART), division.start())
        rest = _AT_START.match(text, division.end(), divided.end())
        is_word = head is not None and rest is not None
        stays = words is not None and is_word and is_compound(head[0].lower(), rest[0].lower(), words)  # type: ignore[index]
        yield _Part(start, division.start(), is_word and not stays)
        start = division.end()
    yield _Part(start, divided.end(), is_joined=False)
