"""Classification line: `C O N F I D E N T I A L SECTION 01 OF 03 LIMA 003229`.

It is spaced out in 1,149 of 1,295 cables, written together in 108, in lower case in 11 and damaged in 12
(`SS E C R E T`, `E C R E T`): all forms are matched in the text in capitals.
"""

from __future__ import annotations

import re
from difflib import get_close_matches
from itertools import chain
from typing import NamedTuple

from cables.telegram.vocabulary import CLASSIFICATIONS

UNCLASSIFIED, LIMITED_OFFICIAL_USE, CONFIDENTIAL, SECRET, TOP_SECRET = CLASSIFICATIONS


class ClassificationLine(NamedTuple):
    """A classification line; `start` and `end` in the cleaned text, the end before what follows the serial.

    `post` is the name in capitals and `serial` its number, both None on a line that has the level
    alone. `caveats` are the captions on the line itself (`NOFORN`, `EFTO`).
    """

    start: int
    end: int
    level: str
    caveats: tuple[str, ...] = ()
    section: int | None = None
    sections: int | None = None
    post: str | None = None
    serial: int | None = None


def _spaced(word: str) -> str:
    """Return a pattern of the word with or without blanks between its letters, its first letter doubled or lost."""
    return f"(?:{word[0]} ?){{0,2}}" + " ?".join(word[1:])


_LEVELS = (
    (r"T ?O ?P {0,3}" + _spaced("SECRET"), TOP_SECRET),
    (_spaced("SECRET"), SECRET),
    (_spaced("CONFIDENTIAL"), CONFIDENTIAL),
    (_spaced("UNCLAS") + r"(?: ?S)?(?: ?I ?F ?I ?E ?D)?", UNCLASSIFIED),
    (" {0,3}".join((_spaced("LIMITED"), _spaced("OFFICIAL"), _spaced("USE"))), LIMITED_OFFICIAL_USE),
)
_CAVEAT = (
    r"E ?F ?T ?O|N ?O ?F ?O ?R ?N|N ?O ?D ?I ?S|E ?X ?D ?I ?S|L ?I ?M ?D ?I ?S|S ?I ?P ?D ?I ?S|"
    r"S ?E ?N ?S ?I ?T ?I ?V ?E|NF|SBU|FOUO|FOR OFFICIAL USE ONLY|SPECAT|ORCON|STADIS|NOCONTRACT|ENTIRE TEXT"
)
_LEVEL = re.compile("[ \t]*(?:" + "|".join(f"({pattern})" for pattern, _ in _LEVELS) + ")(?![A-Z])")
_SPACED_OUT = re.compile(r"[ \t]*([A-Z]{1,2}(?: {1,2}[A-Z]){4,16})(?![A-Z])")
_REST = re.compile(
    rf"((?:[ \t]*(?://|[/,-])?[ \t]*(?:{_CAVEAT})(?![A-Z]))*)"
    r"(?:[ \t]{1,6}(?:FINAL[ \t]{1,3})?SECTION[ \t]{1,4}([0-9O]{1,2})[ \t]{1,4}[O0]F[ \t]{1,4}([0-9O]{1,2}))?"
    r"(?:[ \t]{1,6}((?![A-Z ]{1,20}\bOF\b)[A-Z][A-Z.'-]*(?:[ \t]{1,3}[A-Z][A-Z.'-]*){0,4})"
    r"(?:[ \t]{1,6}|[ \t]{0,6}\n[ \t]{0,6})([0-9O]{1,8})(?![\w/])|(?=[ \t]*(?:\n|\Z)))"
)
_CAVEATS = re.compile(_CAVEAT)
_LEVEL_LINE = re.compile(r"\n[ \t]*[CELNOSTU]")  # what a level begins with, its first letter lost or not
_WITHIN = re.compile(r"(?:UNCLAS|CONFIDENTIAL|SECRET|C O N F I|S E C R E|U N C L A)")


def match_classification_line(upper: str, position: int) -> ClassificationLine | None:
    """Return the classification line that begins at `position` of the text in capitals, or None."""
    found = _LEVEL.match(upper, position)
    name = found and _LEVELS[(found.lastindex or 1) - 1][1]
    if found is None:
        found = _SPACED_OUT.match(upper, position)
        name = found and _nearest_level(found[1])
    if found is None or name is None:
        return None
    rest = _REST.match(upper, found.end())
    if rest is None:
        return None
    caveats, section, sections, post, serial = rest.groups()
    return ClassificationLine(
        start=position,
        end=rest.end(),
        level=name,
        caveats=tuple(_closed_up(caveat) for caveat in _CAVEATS.findall(caveats)),
        section=_number(section),
        sections=_number(sections),
        post=post,
        serial=_number(serial),
    )


def find_classification_line(upper: str, top: int, first: int) -> ClassificationLine | None:
    """Return the last line with a serial above the first keyword at `top`, else the first before `first`, a paragraph.

    Else one within a line, or one with the level alone above the keywords.
    """
    best = alone = None
    for start in chain((0,), (line.start() + 1 for line in _LEVEL_LINE.finditer(upper, 0, first))):
        if best and start >= top:
            break
        found = match_classification_line(upper, start)
        if found and found.serial is not None:
            best = found
        elif found and alone is None and start < top:
            alone = found
    if best:
        return best
    for word in _WITHIN.finditer(upper, 0, first):
        found = match_classification_line(upper, word.start())
        if found and found.serial is not None:
            return found
    return alone if alone and (top < len(upper) or not upper[: alone.start].strip()) else None


def level_of(words: str) -> str | None:
    """Return the level that a source's words begin with: `CONFIDENTIAL//NOFORN` is CONFIDENTIAL."""
    found = _LEVEL.match(words.upper())
    return _LEVELS[(found.lastindex or 1) - 1][1] if found else None


def _nearest_level(letters: str) -> str | None:
    """Return the level that spaced-out letters mean, one or two of them wrong (`C O N F I D N T I A L`)."""
    names = {name.replace(" ", ""): name for _, name in _LEVELS}
    nearest = get_close_matches(letters.replace(" ", ""), names, n=1, cutoff=0.8)
    return names[nearest[0]] if nearest else None


def _closed_up(words: str) -> str:
    return words.replace(" ", "") if max(map(len, words.split())) == 1 else words


def _number(digits: str | None) -> int | None:
    return int(digits.replace("O", "0")) if digits else None
