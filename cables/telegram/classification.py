"""Classification line: `C O N F I D E N T I A L SECTION 01 OF 03 LIMA 003229`.

It is spaced out in 1,149 of 1,295 cables, written together in 108, in lower case in 11 and damaged in 12
(`SS E C R E T`, `E C R E T`): all forms are matched in the text in capitals. In the 1970s it is typed: shortened
(`LOU`), misspelt (`OFFFICIAL`), and a section is one of four forms (`SECTION 1 OF 3`, `PART ONE OF THREE`,
`FINAL SECTION OF 3`, `LA PAZ 2004/1`).
"""

from __future__ import annotations

import re
from difflib import get_close_matches
from itertools import chain
from typing import NamedTuple

from cables.telegram.posts import is_one_edit_away
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
_NUMBERS = ("ONE", "TWO", "THREE", "FOUR", "FIVE", "SIX", "SEVEN", "EIGHT", "NINE", "TEN")
_ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X")
_NUMBER = "(?:[0-9O]{1,2}|" + "|".join((*_NUMBERS, *_ROMAN)) + ")(?![A-Z0-9])"
# Also misspelt (SETION), with ON for OF, and without its word: 1 OF 3.
_SECTION = (
    rf"\(?(?:(?P<final>FINAL)[ \t]{{1,3}})?(?:[SP][A-Z]{{2,7}}\.?[ \t]{{1,4}})?"
    rf"(?P<section>[0-9O]{{1,2}}|{_NUMBER})?[ \t]{{0,4}}(?:[O0]F|ON)[ \t]{{0,4}}(?P<sections>{_NUMBER})"
    r"(?:[ \t]SECTIONS)?\)?"
)
_REST = re.compile(
    rf"(?P<caveats>(?:[ \t]*(?:(?://|[/,-])[ \t]*)?(?:{_CAVEAT})(?![A-Z]))*)"
    rf"(?:[ \t]{{1,6}}{_SECTION}|[ \t]{{1,6}}(?:SECTION|PART)[ \t]{{1,4}}(?P<lone>{_NUMBER}))?"
    r"(?:(?:[ \t]{1,6}|(?(sections)[ \t]{0,6}\n[ \t]{0,6}|(?!)))(?:(?:CITE|[0-9]{2})[ \t]{1,4})?"
    r"(?P<post>(?!(?:[A-Z ]{1,20}\b)?OF\b)[A-Z][A-Z.'-]*(?:[ \t]{1,3}[A-Z][A-Z.'-]*){0,4}?)(?:[ \t]{1,3}N[OR]\.?)?"
    r"(?:[ \t]{1,6}|[ \t]{0,6}\n[ \t]{0,6})(?P<serial>[0-9O]{1,8})"
    r"(?:(?<=[0-9O]{3})/(?P<part>[0-9O]{1,2}))?(?![\w/])"
    rf"(?:[ \t]{{1,4}}{_SECTION.replace('?P<', '?P<after_')})?"
    r"|(?=[ \t]*(?:\n|\Z)))"
)
_CAVEATS = re.compile(_CAVEAT)
# Levels in one word or three, as they are typed.
_WORDS = re.compile(
    r"[ \t]*([CLSTU][A-Z]{2,13})(?![A-Z])(?:([ \t]{1,3}[A-Z]{3,10}\.?){1,2}[ \t]{1,3}(U[A-Z]{1,3}))?(?![A-Z])"
)
_SPELT = {
    "CONFIDENTIAL": CONFIDENTIAL,
    "SECRET": SECRET,
    "UNCLAS": UNCLASSIFIED,
    "UNCLASSIFIED": UNCLASSIFIED,
    "LIMITED OFFICIAL USE": LIMITED_OFFICIAL_USE,
}
_SHORT = {
    "CONF": CONFIDENTIAL,
    "CONFID": CONFIDENTIAL,
    "UNCL": UNCLASSIFIED,
    "LOU": LIMITED_OFFICIAL_USE,
    "LTD OFFICIAL USE": LIMITED_OFFICIAL_USE,
    "LIM OFF USE": LIMITED_OFFICIAL_USE,
}
_NEARLY, _LONG = 0.85, 8  # of a misspelt level, how much is right; letters from which two may be wrong
_LEVEL_LINE = re.compile(r"\n[ \t]*[CELNOSTU]")  # what a level begins with, its first letter lost or not
_WITHIN = re.compile(r"(?:UNCLAS|CONFIDENTIAL|SECRET|C O N F I|S E C R E|U N C L A)")


def match_classification_line(upper: str, position: int) -> ClassificationLine | None:
    """Return the classification line that begins at `position` of the text in capitals, or None."""
    found = _LEVEL.match(upper, position)
    name = found and _LEVELS[(found.lastindex or 1) - 1][1]
    if found is None and (found := _SPACED_OUT.match(upper, position)):
        name = _nearest_level(found[1])
    if found is None:
        return _misspelt(upper, position)
    if name is None:
        return None
    rest = _REST.match(upper, found.end())
    return _line(position, name, rest) if rest else None


def _line(position: int, level: str, rest: re.Match[str]) -> ClassificationLine:
    """Return the line of that level with what follows it."""
    section = _number(rest["section"] or rest["after_section"] or rest["lone"] or rest["part"])
    sections = _number(rest["sections"] or rest["after_sections"])
    if section is None and (rest["final"] or rest["after_final"]):
        section = sections
    return ClassificationLine(
        start=position,
        end=rest.end(),
        level=level,
        caveats=tuple(_closed_up(caveat) for caveat in _CAVEATS.findall(rest["caveats"])),
        section=section,
        sections=sections,
        post=rest["post"],
        serial=_number(rest["serial"]),
    )


def find_second_heading(upper: str, start: int, end: int) -> ClassificationLine | None:
    """Return the classification line between `start` and `end` that belongs to the header above `start`.

    It repeats the number that stands above, or is the first: then what stands above is an index of a database.
    """
    for level in _LEVEL_LINE.finditer(upper, start, end):
        line = match_classification_line(upper, level.start() + 1)
        if line and line.serial is not None:
            above = find_classification_line(upper, start, start)
            if above is None or above.serial is None:
                return line
            return line if (above.post, above.serial) == (line.post, line.serial) else None
    return None


def find_first_of_number(upper: str, line: ClassificationLine) -> ClassificationLine:
    """Return the first classification line below the heading with the number of `line`, which can be `line` itself."""
    number = upper[upper.rfind(" ", line.start, line.end) + 1 : line.end]
    at = upper.find(number, 0, line.start) if line.serial is not None else -1
    if at < 0 or upper.find("\nFM ", at, line.start) >= 0:
        return line
    found = match_classification_line(upper, upper.rfind("\n", 0, at) + 1)
    return found if found and (found.post, found.serial) == (line.post, line.serial) else line


def _misspelt(upper: str, position: int) -> ClassificationLine | None:
    """Return a line with a level that is shortened or has a letter wrong; it is one by the post and serial after it."""
    found = _WORDS.match(upper, position)
    for end in (found.end(3), found.end(1)) if found else ():
        rest = _REST.match(upper, end) if end > 0 else None
        if rest and rest["serial"] and (level := _level_near(" ".join(upper[position:end].split()))):
            return _line(position, level, rest)
    return None


def _level_near(words: str) -> str | None:
    """Return the level that misspelt words mean: a letter wrong, or two of a long word."""
    if words in _SHORT:
        return _SHORT[words]
    for name, level in _SPELT.items():
        if is_one_edit_away(words, name):
            return level
    nearest = get_close_matches(words, _SPELT, n=1, cutoff=_NEARLY)
    return _SPELT[nearest[0]] if nearest and len(nearest[0]) > _LONG else None


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
    if digits in _NUMBERS:
        return _NUMBERS.index(digits) + 1
    if digits in _ROMAN:
        return _ROMAN.index(digits) + 1
    return int(digits.replace("O", "0")) if digits else None
