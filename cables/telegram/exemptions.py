"""Exemptions: the places of a text in which a release under the Freedom of Information Act withholds something.

Where words were cut out stands a bracket with blanks, `[                ] B6`, or nothing, and beside it or in the
margin the code of the exemption (`cables.telegram.exemption_codes`). A code alone means nothing: `B1` is a visa too,
`B6` a label, `(b)(1)` a paragraph of a law. So its surroundings decide.

- In any text it counts behind a bracket of three blanks or more, and as `(b)(6)` alone within brackets.
- In a release (`release_stamps.is_released`) it also counts behind a bracket of one blank, a rule or a publisher's mark
  (`XXXXXXXXXXXX B6`), alone within brackets, and, unless it was released in full, in the margin: alone on a line, or
  behind a wide gap at the end of one, or behind a very wide gap after which the sentence goes on. Rows of tables are
  none.
- Codes that the line `RELEASE IN PART B6` names also count in the left margin, behind a single blank at the end of a
  line, in rows that may be of a table, and as `(b)(6)` or `(B6)` within a sentence.
- Behind `section`, `paragraph`, `visa` and such words, and before `visa`, none counts outside of brackets.

A place counts once for each of its codes, and once among the redactions of its telegram, along with marks of
publishers; in a release a bracket of three blanks or more without a code is a redaction as well. The line `RELEASE IN
PART` names codes, and withholds nothing itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from cables.telegram.exemption_codes import CODES, codes_in
from cables.telegram.parts import Exemption
from cables.telegram.redaction import PUBLISHER_MARK, count_publisher_marks
from cables.telegram.release_stamps import is_released


class Release(NamedTuple):
    """A release: the codes that its line `RELEASE IN PART` names, and whether it says that all was released."""

    named: frozenset[str]
    in_full: bool


class WithheldPlace(NamedTuple):
    """A place from `start` to `end` where something is withheld, its codes from `code` on; `code` is `end` without any.

    Before them stands a bracket or a gap. `in_margin`: the codes are not within a line of the text.
    """

    start: int
    code: int
    end: int
    codes: tuple[str, ...]
    in_margin: bool = False


_WITHIN = 300  # characters of a line before and after a code that are looked at
_NARROW = 3  # blanks: fewer are no gap, and between brackets a box to tick
_BLANK = re.compile(r"\[[\s_]{1,400}\]")
_WIDE_BLANK = re.compile(r"\[[\s_]{3,400}\]")
_MARK = re.compile(rf"{PUBLISHER_MARK.pattern}|____+|[█■▓]+")
_CODES = re.compile(rf"(?<![\w.)/-]){CODES}")
_CODES_BEHIND = re.compile(rf"[ \t]{{0,40}}(?:\n[ \t]{{0,160}})?(?P<codes>{CODES})")
_CODES_IN_BRACKETS = re.compile(rf"\[\s{{0,40}}(?P<codes>{CODES})\s{{0,40}}\]")
_VISA = re.compile(
    r"(?:\s{0,3}[-/]\s{0,3}\w{1,4})?\s{1,3}(?:non-?immigrant |tourist )?(?:visas?|class|categor)", re.IGNORECASE
)
_LABEL = re.compile(
    r"(?:\b(?:(?:sub)?sections?|sec|(?:sub)?para(?:graph)?s?|articles?|art|clauses?|rules?|items?|annex|tabs?|tables?"
    r"|figures?|refs?|class|category|visas?|types?|rooms?|levels?|vitamins?|routes?|groups?|grades?|forms?|seats?|gates?"
    r"|pages?|points?|see|under|reasons?|by)[.:]?|§|\bU\.?S\.?C\.?|\bE\.?[ ]?O\.?[ ]?\d*)\s{0,80}\Z",
    re.IGNORECASE,
)
_LABEL_WITHIN = 120
_OPENING = re.compile(r"[ \t]*(?:¶?\d{1,3}[.)]?[ \t]*)?(?:\([A-Z/]{1,10}\)[ \t]*)?")  # of a paragraph, or nothing
_GAP = re.compile(r"(?: {3}|\t)[ \t]*\Z")
_VERY_WIDE = re.compile(r"(?: {5}|\t)[ \t]*\Z")
_COLUMNS = re.compile(r"\S(?: {3}|\t)[ \t]*\S")
_GOES_ON = re.compile(r"[ \t]{0,2}[a-z,.;:)]")
_BESIDE = re.compile(r"[ \t]{4,}\S")
_CAPITAL = re.compile(r"\s{0,3}[A-Z]")


def release_of(stated: Mapping[str, str]) -> Release | None:
    """Return the release that a telegram is from, by what is stated of it; None where it is from none."""
    if not is_released(stated):
        return None
    line = stated.get("release", "").upper()
    return Release(frozenset(codes_in(line)), "FULL" in line and "PART" not in line)


def find_withheld(text: str, release: Release | None) -> list[WithheldPlace]:
    """Return the places of a cleaned text, or of a paragraph, in which something is withheld, in order."""
    if release is None:
        return sorted([*_behind_blanks(text, _WIDE_BLANK), *_of_the_act(text)]) if "[" in text else []
    places: list[WithheldPlace] = []
    bracketed = sorted([*_behind_blanks(text, _BLANK, alone=True), *_in_brackets(text), *_behind_marks(text)])
    at = 0
    for found in _CODES.finditer(text):
        while at < len(bracketed) and bracketed[at].start < found.end():
            _add(places, bracketed[at])
            at += 1
        if place := _by_surroundings(text, found.start(), found.end(), release):
            _add(places, place)
    for place in bracketed[at:]:
        _add(places, place)
    return places


def _add(places: list[WithheldPlace], place: WithheldPlace) -> None:
    if not places or places[-1].end <= place.start:
        places.append(place)


def _behind_blanks(text: str, blank: re.Pattern[str], *, alone: bool = False) -> Iterator[WithheldPlace]:
    """Yield the brackets of blanks with the codes behind them; `alone`, also the wide ones without."""
    for found in blank.finditer(text):
        codes = _CODES_BEHIND.match(text, found.end())
        if codes and not _VISA.match(text, codes.end()):
            yield _place(text, found.start(), codes.start("codes"), codes.end())
        elif alone and found.end() - found.start() > _NARROW + 1:
            yield WithheldPlace(found.start(), found.end(), found.end(), ())


def _behind_marks(text: str) -> Iterator[WithheldPlace]:
    for found in _MARK.finditer(text):
        codes = _CODES_BEHIND.match(text, found.end())
        if codes and "\n" not in text[found.end() : codes.start("codes")] and not _VISA.match(text, codes.end()):
            yield _place(text, found.start(), codes.start("codes"), codes.end())


def _in_brackets(text: str) -> Iterator[WithheldPlace]:
    for found in _CODES_IN_BRACKETS.finditer(text):
        yield WithheldPlace(found.start(), found.start(), found.end(), codes_in(found["codes"]))


def _of_the_act(text: str) -> Iterator[WithheldPlace]:
    """Yield the codes alone within brackets that are written as the Act writes them: `[(b)(6)]`."""
    return (place for place in _in_brackets(text) if "(" in text[place.start : place.start + 3])


def _place(text: str, start: int, code: int, end: int, *, in_margin: bool = False) -> WithheldPlace:
    return WithheldPlace(start, code, end, codes_in(text[code:end]), in_margin)


def _by_surroundings(text: str, start: int, end: int, release: Release) -> WithheldPlace | None:
    """Return the place of codes that stand without a bracket, where their surroundings make them exemptions."""
    if release.in_full or _VISA.match(text, end) or _LABEL.search(text, max(0, start - _LABEL_WITHIN), start):
        return None
    named = release.named.issuperset(codes_in(text[start:end]))
    floor, limit = max(0, start - _WITHIN), min(len(text), end + _WITHIN)
    line = text.rfind("\n", floor, start) + 1 or floor
    line_end = text.find("\n", end, limit)
    before, after = text[line:start], text[end : line_end if line_end >= 0 else limit]
    gap = len(before) - len(before.rstrip(" \t"))
    ends_line = not after.strip()
    if named and before.endswith("(") and after.startswith(")"):
        return _place(text, start, start, end)
    of_the_act = named and text[start] == "(" and not before[-1:].isdigit() and not before[-2:-1].isdigit()
    if _OPENING.fullmatch(before):
        if ends_line or (named and _BESIDE.match(after) and not _COLUMNS.search(after, 1)):
            return _place(text, start, start, end, in_margin=True)
        return _place(text, start, start, end) if of_the_act and not _CAPITAL.match(after) else None
    if (
        ends_line
        and gap
        and (named or (_GAP.search(before) and not _COLUMNS.search(_BLANK.sub("[]", before.rstrip()))))
    ):
        return _place(text, start - gap, start, end, in_margin=True)
    if _VERY_WIDE.search(before) and _GOES_ON.match(after) and not _COLUMNS.search(after):
        return _place(text, start - gap, start, end)
    return _place(text, start, start, end) if of_the_act else None


def count_exemptions(places: Iterable[tuple[str, ...]]) -> tuple[Exemption, ...]:
    """Return how many places each code withholds, by the codes of each place; those of the Act before the order's."""
    found = [code for codes in places for code in codes]
    return tuple(
        Exemption(code, found.count(code)) for code in sorted({*found}, key=lambda code: (code[0] != "B", code))
    )


def count_redactions(text: str, places: Iterable[WithheldPlace]) -> int:
    """Return how many redactions a text has: publishers' marks, and places where something is withheld without one."""
    unmarked = sum(not count_publisher_marks(text[place.start : place.code]) for place in places)
    return count_publisher_marks(text) + unmarked
