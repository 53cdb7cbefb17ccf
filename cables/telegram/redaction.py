"""Redaction: phrases that editors black out, found in a text and replaced by a mark, and the marks of publishers.

Whatever the length of a phrase, the same mark stands in its place.

A phrase is found in capitals or not, over line ends, hyphenated there, with any canonical encoding of its accents, and
as whole words. Its spaces, hyphens and underscores stand for each other. In names of files more ends a word, as in
`JaneRoe2.zip`. The time is linear in the text.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from itertools import pairwise

MARK = "█████"

ACCENTS = r"\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f"  # the blocks of combining marks
HYPHENS = r"\-\u00ad\u2010\u2011"
JOINTS = rf"\s_{HYPHENS}"
NAME_JOINTS = rf"{JOINTS}.+"

BROKEN = rf"(?:\u00ad|[{HYPHENS}][^\S\r\n]*[\r\n]\s*)?"  # what may stand between two letters of a word
SIGN = rf"(?:[^\W_]|[{ACCENTS}])"
BEGINS, ENDS = rf"(?<!{SIGN})", rf"(?!{SIGN})"
TURNS = rf"(?<=\d)(?!\d)|(?<!\d)(?=\d)|(?-i:(?<=[a-z{ACCENTS}])(?=[A-Z]))"  # `roe2`, `2007roe`, `janeRoe`

_FEW_ACCENTS = 30  # of one letter
_CLUSTER = re.compile(rf".[{ACCENTS}]*", re.DOTALL)

# 2,038 rows of capital X in 201 published cables, of 12 and more; rows of small x begin at five.
_CAPITAL_X = re.compile("XXXXXX*")  # as X{5,}, but begun with a literal, which makes the search fast
_SMALL_X = re.compile("xxxxxx*")
_BRACKETED = re.compile(r"\[[^\[\]]{0,80}(?:removed|redacted|deleted|withheld)[^\[\]]{0,20}\]", re.IGNORECASE)
PUBLISHER_MARK = re.compile(f"{_CAPITAL_X.pattern}|{_SMALL_X.pattern}|(?i:{_BRACKETED.pattern})")


def find_phrases(text: str, phrases: Iterable[str], *, name: bool = False) -> list[tuple[int, int]]:
    """Return the spans of the phrases in the text, in order; those that overlap are one.

    `name` is for the name of a file or an upload, in which more ends a word.
    """
    read, begins, ends = _decomposed(text)
    found = sorted(
        (begins[match.start()], ends[match.end() - 1])
        for phrase in phrases
        if phrase.split()
        for match in _pattern(phrase, name).finditer(read)
    )
    merged: list[tuple[int, int]] = []
    for start, end in found:
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def black_out(text: str, phrases: Iterable[str], *, name: bool = False) -> str:
    """Return the text with the mark in place of the phrases."""
    pieces = []
    last = 0
    for start, end in find_phrases(text, phrases, name=name):
        pieces += [text[last:start], MARK]
        last = end
    return "".join([*pieces, text[last:]])


def count_publisher_marks(text: str) -> int:
    """Return how many redaction marks of its publisher a text has: `XXXXXXXXXXXX`, `xxxxx`, `[NAME REMOVED]`.

    Blanks and codes of exemptions are counted by `cables.telegram.exemptions`.
    """
    found = len(_CAPITAL_X.findall(text)) + len(_SMALL_X.findall(text))
    return found + (len(_BRACKETED.findall(text)) if "[" in text else 0)


def _decomposed(text: str) -> tuple[str, list[int] | range, list[int] | range]:
    """Return the text with its accents as characters of their own (NFD), and begin and end of each in the text."""
    if text.isascii():
        return text, range(len(text)), range(1, len(text) + 1)
    pieces: list[str] = []
    begins: list[int] = []
    ends: list[int] = []
    for start, end in pairwise(_boundaries(text)):
        piece = _canonical(text[start:end])
        pieces.append(piece)
        begins += [start] * len(piece)
        ends += [end] * len(piece)
    return "".join(pieces), begins, ends


def _canonical(piece: str) -> str:
    """Return a character with what combines with it as NFD has it.

    Of many accents `unicodedata.normalize` compares each with each: 40,000 take 3 seconds, and sorted 0.02 (measured).
    """
    if len(piece) <= _FEW_ACCENTS:
        return unicodedata.normalize("NFD", piece)
    signs = "".join(unicodedata.normalize("NFD", sign) for sign in piece)
    first = next((place for place, sign in enumerate(signs) if unicodedata.combining(sign)), len(signs))
    return signs[:first] + "".join(sorted(signs[first:], key=unicodedata.combining))


def _boundaries(text: str) -> Iterator[int]:
    """Yield the offsets before the characters of the text that combine with none before them, and that of its end.

    Between them the order of accents is canonical when each piece is decomposed.
    """
    yield 0
    for offset, char in enumerate(text):
        if offset and (char < "\u0300" or not unicodedata.combining(unicodedata.normalize("NFD", char)[0])):
            yield offset
    yield len(text)


def _pattern(phrase: str, name: bool) -> re.Pattern[str]:
    """Return the pattern of a phrase in a decomposed text: `ROE` does not match in `EUROPE`, but in `JANE_ROE.TXT`."""
    phrase = unicodedata.normalize("NFD", " ".join(phrase.split()))
    joints = NAME_JOINTS if name else JOINTS
    words = [word for word in re.split(rf"[{joints}]+", phrase) if word]
    if not words:
        return re.compile(_literal(phrase))
    joint = rf"[{joints}]{'*' if name else '+'}"
    inner = joint.join(BROKEN.join(map(re.escape, _CLUSTER.findall(word))) for word in words)
    begin, end = phrase.index(words[0]), phrase.rindex(words[-1]) + len(words[-1])
    head, tail = _literal(phrase[:begin]), _literal(phrase[end:])
    before = _edge(BEGINS, name) if re.match(SIGN, phrase) else ""
    after = _edge(ENDS, name) if re.search(rf"{SIGN}\Z", phrase) else ""
    return re.compile(f"{before}{head}{inner}{tail}{after}(?![{ACCENTS}])", re.IGNORECASE)


def _edge(edge: str, name: bool) -> str:
    """Return the pattern of where a word begins or ends."""
    return f"(?:{edge}|{TURNS})" if name else edge


def _literal(characters: str) -> str:
    """Return the pattern of the characters before or after the words of a phrase."""
    return "".join(r"\s+" if character == " " else re.escape(character) for character in characters)
