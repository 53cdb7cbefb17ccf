"""Stamps of a release under the Freedom of Information Act (FOIA), which are no part of the telegram.

The Department of State prints on each page, often twice, `UNCLASSIFIED U.S. Department of State Case No. F-2012-00000
Doc No. C00000000 Date: 01/01/2013`, and on the first `RELEASE IN PART B6` and `REVIEW AUTHORITY: Name, Senior
Reviewer`; older releases have `DATE/CASE ID: 20 JUN 2005 200402345`, newer ones the bare numbers of case and document,
`FL-2017-00000 A-00000000000 "UNCLASSIFIED" 01/01/2019`, and what was produced to a committee of Congress says so above
or below. The text layers of PDFs have a stamp on one line, torn over several, in another order, at the end of a line of
text behind a wide gap, or within a line.

A stamp is known by a number or words that nothing else has; its classification, its office and its date count beside
these. What it says is kept by the names of `NAMES`.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from cables.telegram.exemption_codes import CODES

# What is kept of the stamps, in the order in which it is shown.
NAMES = ("case_number", "document_number", "release", "release_date", "review_authority")


class Stamp(NamedTuple):
    """A stamp from `start` to `end`; `alone`, if its lines have nothing else."""

    start: int
    end: int
    alone: bool


class Stamps(NamedTuple):
    """The stamps of a text in order, and what they state, by the names of `NAMES`."""

    found: tuple[Stamp, ...] = ()
    stated: dict[str, str] = {}


# One of these is in every text that has stamps; most texts are examined no further. A pattern that begins with a rare
# letter is found in a third of the time that `in` takes.
_SIGNS = [
    re.compile(sign)
    for sign in (
        "C(?:ase No|ASE NO|ASE ID)",
        "D(?:oc No|OC NO|ECLASSIFIED IN)",
        "R(?:EVIEW AUTHORITY|eview Authority|ELEASED? IN|eleased? [Ii]n (?:Part|Full))",
        "A-0000",
        "PRODUCED TO",
    )
]
_J = r"\s{1,60}"  # between two words of a stamp
_LEVEL = (
    rf"(?:(?:SENSITIVE{_J}BUT{_J})?UNCLASSIFIED|CONFIDENTIAL|(?:TOP{_J})?SECRET|LIMITED{_J}OFFICIAL{_J}USE"
    "|DECLASSIFIED)"
)
_OFFICE = (
    rf"(?:U[.,]?[ ]?S[.,]?|United{_J}States|UNITED{_J}STATES){_J}"
    rf"(?:Department{_J}of{_J}State|DEPARTMENT{_J}OF{_J}STATE)"
)
_DAY = r"(?:\d{1,2}/\d{1,2}/\d{2,4}|\d{1,2}[ ](?i:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}[ ]\d{4})"
_NUMBER = r"(?:[A-Z]{1,3}-\d{4}-\d{3,7}|\d{4}-\d{3,7}|\d{8,10})"
# The stamp of releases since 2017: number of the case, number of the document, classification, day, page.
_UNLABELLED = r"[A-Z]{1,3}-\d{4}-\d{3,7}\s{1,20}A-0000\d{4,10}(?![\w-])"
_PRODUCED = rf"STATE{_J}DEPT\.?{_J}[-\u2013\u2014]{_J}PRODUCED{_J}TO{_J}[A-Z]"
_BEGINS = re.compile(rf"(?:(?<=\s)|\A)(?:(?:{_LEVEL}|{_OFFICE}|Date:\s{{0,20}}{_DAY}){_J}){{1,6}}\Z")
_BEFORE = {"office": re.compile(_OFFICE), "level": re.compile(_LEVEL)}
_DATED = re.compile(rf"Date:\s{{0,20}}({_DAY})")
_PIECE = re.compile(
    rf"""
      (?P<case>(?i:case)\s{{0,20}}(?i:no|number)\b[.,:]{{0,2}}\s{{0,20}}(?P<case_number>{_NUMBER}))(?![\w-])
    | (?P<document>(?i:doc(?:ument)?)\s{{0,20}}(?i:no|number)\b[.,:]{{0,2}}\s{{0,20}}
                   (?P<document_number>[A-Z]?\d{{6,10}}))(?![\w-])
    | (?P<dated_case>DATE/CASE\s{{1,20}}ID:?\s{{0,20}}(?P<case_date>{_DAY})\s{{1,20}}
                   (?P<dated_number>{_NUMBER}))(?![\w-])
    | (?P<unlabelled>(?={_UNLABELLED})(?P<unlabelled_case>[\w-]{{1,20}})\s{{1,20}}(?P<unlabelled_document>[\w-]{{1,20}})
                   (?:\s{{1,20}}["\u201c]{_LEVEL}["\u201d])?(?:\s{{1,20}}(?P<unlabelled_day>{_DAY})(?![\w/]))?
                   (?:[ \t]{{1,20}}(?i:page)[ ]\d{{1,5}}(?:[ ]of[ ]\d{{1,5}})?(?!\w))?)
    | (?P<produced>{_PRODUCED}[^\n]{{1,80}}?(?=[ \t]{{0,80}}(?:\n|\Z)|[ \t]{{3}})
                   (?:\s{{1,60}}SUBJECT{_J}TO{_J}AGREEMENT[^\n]{{1,120}}?(?=[ \t]{{0,80}}(?:\n|\Z)))?)
    | (?P<date>(?:Date|DATE):\s{{0,20}}(?P<day>{_DAY}))(?![\w/])
    | (?P<release>(?:R(?:ELEASED?|eleased?)|DENIED|DECLASSIFIED)\s{{1,20}}(?:IN|[Ii]n)
                   \s{{1,20}}(?:PART|FULL|Part|Full)\b
                   (?:[\s:,(]{{1,60}}{CODES}\)?(?=[ \t]{{0,80}}(?:\n|\Z)|[ \t]{{2}}|[ \t](?:{_LEVEL}|REVIEW)))?)
    | (?P<authority>(?:REVIEW|Review)\s{{1,20}}(?:AUTHORITY|Authority)[ \t]{{0,8}}:)
    | (?P<office>{_OFFICE})(?!\w)
    | (?P<number>C\d{{8}})(?=[ \t]{{0,80}}(?:\n|\Z))
    | (?P<level>{_LEVEL})(?=[ \t]{{0,80}}(?:\n|\Z)|[ \t]{{2}})
    """,
    re.VERBOSE,
)
_SURE = ("case", "document", "dated_case", "unlabelled", "produced", "release", "authority")
_ANCHOR = re.compile(
    r"\b(?i:case\s{0,20}(?:no|number)\b|doc(?:ument)?\s{0,20}no\b|date/case\s{1,20}id)"
    r"|\b(?:R(?:ELEASED?|eleased?)|DENIED|DECLASSIFIED)\s{1,20}(?:IN|[Ii]n)\s{1,20}(?:PART|FULL|Part|Full)\b"
    r"|\b(?:REVIEW|Review)\s{1,20}(?:AUTHORITY|Authority)\b"
    rf"|\b(?:{_UNLABELLED}|{_PRODUCED})"
)
# The codes of a release line beside the text, at the end of the next line.
_CODES_BELOW = re.compile(rf"[ \t]*\n[^\n]{{0,160}}?(?: {{3}}|\t)[ \t]*(?P<codes>{CODES})[ \t]*(?=\n|\Z)")
_NUMBER_ALONE = re.compile(r"^[ \t\f]{0,160}(C\d{8})[ \t]*$", re.MULTILINE)
_JOINT = re.compile(_J)
_REST = re.compile(r"[ \t\f]*(?:\n|\Z)")
_WINDOW = 300  # characters before what a stamp is known by in which it may begin
_MOST_PIECES = 12
_MOST_NUMBERS = 20  # different ones of a text that are kept
_GAP = re.compile(r"(?: {3}|\t)[ \t]*\Z")
_PERSON = re.compile(r"[A-Z][^\n]{0,100}")
_AFTER_PERSON = re.compile(rf"\s{{3,}}|[ \t](?={_LEVEL}\b|R(?:ELEASED?|eleased?)[ ]|Case[ ]No|DATE/CASE)")
_REVIEWER = re.compile(r"\bREVIEWER\s{0,40}\Z", re.IGNORECASE)
_REVIEWER_LINES = 2  # on which a reviewer's name or title goes on
_LONGEST_LINE = 60
# Who classified it once more for the release, and the day on which that ends: seldom printed on one line.
_DECLASSIFIED = re.compile(
    rf"(?:Classified{_J}by\b[^\n]{{1,80}}\bon{_J}{_DAY}[^\n]{{0,160}}(?:\n[^\n]{{1,160}}){{0,3}}?)?"
    rf"(?:Declassify|DECLASSIFY){_J}(?:on|ON):?\s{{0,20}}{_DAY}[ \t]*(?=\n|\Z)"
)
_DECLASSIFY = re.compile(r"^[ \t\f]*(?=Classified by |Declassify|DECLASSIFY)", re.MULTILINE)
_OWN = re.compile(r"[^\n]*(?:classified by|derived from|reason|e\.?[ ]?o\.?[ ]?\d)", re.IGNORECASE)  # of the telegram
_LINE_BEFORE = 200  # characters of a line that are looked at
_LEVEL_ALONE = re.compile(rf"[ \t\f]*(?:{_LEVEL}|{_OFFICE})[ \t]*\Z")


def is_released(stated: Mapping[str, str]) -> bool:
    """Return whether something is stated of a telegram that the stamps of a release alone say."""
    return "case_number" in stated or "release" in stated or "review_authority" in stated


def find_stamps(text: str) -> Stamps:
    """Return the stamps of a text whose lines end with LF, without overlap, and what they state."""
    if not any(sign.search(text) for sign in _SIGNS):
        return Stamps()
    stated: dict[str, list[str]] = {}
    found = list(_stamps(text, stated))
    if not found:
        return Stamps()
    found += _numbers_alone(text, found, stated.get("document_number", []))
    found.sort()
    found += _declassifications(text, found)
    found.sort()
    return Stamps(tuple(found), {name: ", ".join(stated[name]) for name in NAMES if name in stated})


def _stamps(text: str, stated: dict[str, list[str]]) -> Iterator[Stamp]:
    floor = 0
    for anchor in _ANCHOR.finditer(text):
        at = anchor.start()
        if at < floor:
            continue
        begins = _BEGINS.search(text, max(floor, at - _WINDOW), at)
        start = begins.start() if begins else at
        kinds, end, says = _pieces(text, at)
        if begins:
            kinds |= {kind for kind, word in _BEFORE.items() if word.search(begins[0])}
            says += [("release_date", day) for day in _DATED.findall(begins[0])]
        if not kinds.isdisjoint(_SURE) and (stamp := _placed(text, start, end, kinds, floor)):
            floor = stamp.end
            yield stamp
            if not stamp.alone and "release" in kinds and (codes := _CODES_BELOW.match(text, stamp.end)):
                floor = codes.end()
                yield Stamp(codes.start("codes"), floor, alone=False)
                says = [(name, f"{value} {codes['codes']}" if name == "release" else value) for name, value in says]
            for name, value in says:
                values = stated.setdefault(name, [])
                if value not in values and len(values) < _MOST_NUMBERS:
                    values.append(value)


def _pieces(text: str, start: int) -> tuple[set[str], int, list[tuple[str, str]]]:
    """Return which pieces of a stamp stand from `start` on, where the last ends, and what they say."""
    kinds: set[str] = set()
    says: list[tuple[str, str]] = []
    at = end = start
    for _ in range(_MOST_PIECES):
        found = _PIECE.match(text, at)
        if found is None or (found["level"] and kinds and "\n" in text[end:at]):
            break
        kind = str(next(name for name in (*_SURE, "date", "office", "number", "level") if found[name]))
        end = found.end()
        if kind == "authority":
            end, person = _person(text, end)
            says.append(("review_authority", person))
        elif kind == "release":
            says.append(("release", " ".join(found["release"].upper().split())))
        says += [
            (name, value)
            for name, value in (
                ("case_number", found["case_number"] or found["dated_number"] or found["unlabelled_case"]),
                ("document_number", found["document_number"] or found["number"] or found["unlabelled_document"]),
                ("release_date", found["day"] or found["case_date"] or found["unlabelled_day"]),
            )
            if value
        ]
        kinds.add(kind)
        joint = _JOINT.match(text, end)
        if joint is None:
            break
        at = joint.end()
    return kinds, end, [(name, value) for name, value in says if value]


def _placed(text: str, start: int, end: int, kinds: set[str], floor: int) -> Stamp | None:
    """Return the stamp where it can stand: on lines of its own, behind a wide gap, or as a whole within a line."""
    line = line_start(text, start)
    begins_line = not text[line:start].strip() and (line == 0 or text[line - 1] == "\n")
    ends_line = _REST.match(text, end) is not None
    if begins_line and ends_line:
        if kinds.isdisjoint({*_SURE} - {"release"}) and not _stands_apart(text, line, floor):
            return None
        return Stamp(start, end, alone=True)
    if ends_line and _GAP.search(text, line, start):
        return Stamp(start, end, alone=False)
    if "unlabelled" in kinds or ("case" in kinds and not kinds.isdisjoint({"office", "document"})):
        return Stamp(start, end, alone=False)
    return None


def line_start(text: str, start: int) -> int:
    """Return where the line of `start` begins, or a place so far before it that a stamp is not its first words."""
    floor = max(0, start - _LINE_BEFORE)
    return max(floor, text.rfind("\n", floor, start) + 1)


def _stands_apart(text: str, line: int, floor: int) -> bool:
    """Return whether no text stands right above the line: nothing does, a blank line, a stamp or a classification."""
    above = text[max(floor, line - _LINE_BEFORE) : max(line - 1, floor)].rpartition("\n")[2]
    return not above.strip() or _LEVEL_ALONE.match(above) is not None


def _person(text: str, start: int) -> tuple[int, str]:
    """Return where the reviewer ends who is named from `start` on, and the name; its title may go on below."""
    joint = _JOINT.match(text, start)
    begin = joint.end() if joint else start
    found = _PERSON.match(text, begin)
    if found is None:
        return start, ""
    if cut := _AFTER_PERSON.search(found[0]):
        return begin + cut.start(), found[0][: cut.start()]
    end = _end_of_title(text, begin, found.end())
    if "\n" in text[start:begin] and not _REVIEWER.search(text, begin, end):
        return start, ""
    return end, " ".join(text[begin:end].split())


def _end_of_title(text: str, begin: int, line_end: int) -> int:
    """Return where `Senior Reviewer` ends, on the line of the name or below it; else the end of that line."""
    end = line_end
    for _ in range(_REVIEWER_LINES):
        if _REVIEWER.search(text, begin, end) or text[end : end + 1] != "\n":
            break
        limit = min(len(text), end + _LONGEST_LINE)
        following = text.find("\n", end + 1, limit)
        following = limit if following < 0 else following
        if not text[end + 1 : following].strip():
            break
        end = following
    return end if _REVIEWER.search(text, begin, end) else line_end


def _numbers_alone(text: str, stamps: list[Stamp], numbers: list[str]) -> Iterator[Stamp]:
    """Yield the lines that are the number of the document alone, as pages have it at their heads."""
    starts = [stamp.start for stamp in stamps]
    for found in _NUMBER_ALONE.finditer(text):
        if found[1] in numbers and not _overlaps(stamps, starts, *found.span(1)):
            yield Stamp(*found.span(1), alone=True)


def _declassifications(text: str, stamps: list[Stamp]) -> Iterator[Stamp]:
    """Yield the lines `Declassify on` that stand apart, and belong to no field of the telegram, which has them too."""
    ends = {stamp.end for stamp in stamps}
    starts = [stamp.start for stamp in stamps]
    for begin in _DECLASSIFY.finditer(text):
        found = _DECLASSIFIED.match(text, begin.end())
        if found is None or _overlaps(stamps, starts, *found.span()):
            continue
        window = max(0, begin.start() - _LINE_BEFORE)
        above = text[window : begin.start()].rstrip()
        last = window + len(above)
        apart = not above or last in ends or text.count("\n", last, begin.start()) > 1
        if apart and not _OWN.match(above.rpartition("\n")[2]):
            yield Stamp(found.start(), found.end(), alone=True)


def _overlaps(stamps: list[Stamp], starts: list[int], start: int, end: int) -> bool:
    """Return whether a stamp has characters between `start` and `end`."""
    before = bisect_left(starts, end) - 1
    return before >= 0 and stamps[before].end > start
