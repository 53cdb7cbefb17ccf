"""Headings of further telegrams in a text, one below the other.

Such a heading has another number than the one before: a further section of a telegram repeats its number. It is a
classification line with a number; what stands with it are witnesses that agree: an end mark or `Message Text` above it,
the lines of a transmission, a date-time group, a FM line that names its post. With one of them a further telegram
begins for certain, unless it is quoted, which the text above it or below it says.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from cables.telegram.classification import ClassificationLine, match_classification_line
from cables.telegram.clean import line_end
from cables.telegram.posts import despaced


class FurtherHeading(NamedTuple):
    """A heading: offsets of its FM line or its first one, and of the end of its classification line; post and serial.

    `sender` is what stands on its FM line, `is_dated` is whether it has a date-time group.
    """

    start: int
    end: int
    post: str
    serial: int
    section: int
    sender: str
    is_dated: bool

    def has_number(self, other: FurtherHeading) -> bool:
        """Return whether it has the number of another; the post of a later section may be spelt otherwise."""
        return self.serial == other.serial and (self.post == other.post or self.section > 1)

    @property
    def is_bare(self) -> bool:
        """Return whether it is a classification line alone."""
        return not (self.sender or self.is_dated)

    @property
    def agrees(self) -> bool:
        """Return whether another witness stands with its classification line."""
        return self.is_dated or self.post in self.sender


_FM = re.compile(r"\n\f?(?=[ \t]{0,40}FM[ \t]{1,8}(?:R[A-Z]{4,7}/)?[A-Z]{3})")
# What a level begins with, spaced out or not, misspelt or short, on a line with a digit. Most lines begin otherwise.
_LEVEL_LINE = re.compile(
    r"\n(?=[CELOSTU\s])\f?(?=[ \t]{0,40}[CELOSTU]"
    r"(?: [A-Z] | ?N ?C| ?O ?N ?F|N ?F| ?E ?C|S ?E ?C|C ?R| ?O ?P | ?I ?M|TD |OU )[^\n\d]{0,120}\d)"
)
_LONGEST_HEADING = 8_000  # characters from the FM line to the classification line: collective addresses are long
LINES_BACK = 40
_DTG = re.compile(r"(?:[ZOPRY] ?){0,3} ?\d{6} ?Z? (?:JAN|FEB|MAR|APR|MAY|JUN|JUL|AUG|SEP|OCT|NOV|DEC)[A-Z]* ?\d\d")
_TRANSMISSION = re.compile(r"V?ZCZC[A-Z0-9]|DE R[A-Z]{3,8} ?#")
# Lines that stand above the FM line of a telegram and belong to it.
_ABOVE = re.compile(
    r"$|[A-Z ]{0,4}\d{6} ?Z? [A-Z]{3}|V?ZCZC|[ZOPR]{2} R|DE R|ZN[RY] |R[A-Z]{4,8}(?: R[A-Z]{4,8})*$|"
    r"(?:ACTION|INFO|ORIGIN)[ ]{1,4}[A-Z0-9/]{1,6}-\d|(?:[A-Z0-9/]{1,6}-\d\d? ?)+|/\d{1,4} ?[WR]?$|-{4}|\d{1,3}$|"
    r"PAGE \d\d|[A-Z .]{2,12} \d{4,6}(?: \d\d OF \d\d)? \d{6}Z$|MESSAGE TEXT$|.{0,60}DECLASSIFIED/RELEASED|"
    r"(?:UNCLAS(?:SIFIED)?|CONFIDENTIAL|(?:TOP )?SECRET|LIMITED OFFICIAL USE)$|"
    r"RELEASED? IN (?:PART|FULL)|REVIEW AUTHORITY:|(?:(?:B[1-9]|1\.[45])(?:\([A-H]\))?[, ]*)+$"
)
# Lines between a date-time group and a classification line where the FM line was lost.
_ADDRESS = re.compile(r"(?:TO|INFO|XMT)\b|R[A-Z]{4,7}/|BT$|.*\b(?:AMEMBASSY|AMCONSUL|SECSTATE|US[A-Z]{2,9}|WASHDC)\b")
# A field of the header, which stands below a classification line of a telegram.
_FIELD = re.compile(r"(?:E\.? ?O\.?[ :.]{0,3}\d|TAGS? ?:|SUBJ(?:ECT)? ?:|REFS? ?:)")
_LINES_TO_FIELD = 8
_AFTER_NUMBER = re.compile(
    r"[ \t/,-]*(?:(?:SECTION|PART)[ A-Z\d]{0,20}|(?:(?:NOFORN|SIPDIS|EXDIS|LIMDIS|NODIS|STADIS)[ \t/,]*)*)"
)
LONGEST_LINE = 200
_MESSAGE_TEXT = re.compile(r"^\f?[ \t]{0,80}MESSAGE TEXT[ \t]*$", re.MULTILINE)
_END_MARK = re.compile(r"^\f?[ \t]{0,80}(?:N{3,5}(?:[A-Z]{3,9})?|<< END OF DOCUMENT >>)[ \t\r]*$", re.MULTILINE)
QUOTES = re.compile(
    r"\bQUOTE|\bREPEAT|\bRPT|FOLLOW(?:ING|S)|BEGIN TEXT|TEXT OF|FORWARD|TRANSMIT|READDRESS|[:\"]\s*\Z|^[ \t]*[>|]",
    re.MULTILINE,
)
# Marks of quotations below a heading: one that ends without having begun there shows that the heading is quoted.
_QUOTATION = re.compile(
    r"\b(?P<ends>UNQUOTE|END (?:OF )?(?:QUOTE|QUOTATION|TEXT|CABLE|TELEGRAM|MESSAGE)|ENDTEXT)\b|"
    r"\b(?:QUOTE|BEGIN (?:TEXT|CABLE))\b"
)
CONTEXT = 500  # characters above a heading that can say that it is quoted


def find_further(upper: str) -> int | None:
    """Return where in a text in capitals the heading of a further telegram begins, by its first line; None where there
    is none.

    That can also be a classification line with another number alone, above the fields of a header: the text is not
    divided there, but what follows is not the first telegram's.
    """
    for heading, start in further_headings(upper):
        return heading.start if start is None else start
    return None


def further_headings(upper: str) -> Iterator[tuple[FurtherHeading, int | None]]:
    """Yield the headings with another number than the one before that are not quoted, each with the offset at which its
    telegram begins; None where that is not certain."""
    before = None
    quotations: list[tuple[int, bool]] | None = None  # offsets of their marks, and whether these end them
    for heading in _headings(upper):
        if before is None or heading.has_number(before):
            before = heading
            continue
        if heading.is_bare and not _has_field(upper, heading.end):
            before = before._replace(end=heading.end)
            continue
        start = _start(upper, heading.start, before.end)
        if start is None:
            if quotations is None:
                quotations = [(mark.end(), bool(mark["ends"])) for mark in _QUOTATION.finditer(upper)]
            if _is_quoted(upper, heading, before.end, quotations):
                before = before._replace(end=heading.end)
                continue
            if heading.agrees:
                start = _first_line(upper, heading.start, before.end)
        yield heading, start
        before = before._replace(end=heading.end) if heading.is_bare and start is None else heading


def _headings(upper: str) -> Iterator[FurtherHeading]:
    """Yield the classification lines with a number, each with what stands above it of a heading; none where there are
    not two numbers."""
    lines = list(_numbered_lines(upper))
    if len({(line.post, line.serial) for line in lines}) < 2:
        return
    senders = [0] if _FM.match("\n" + upper[:LONGEST_LINE]) else []
    senders += [found.end() for found in _FM.finditer(upper)]
    floor = at = 0
    for line in lines:
        sender = None
        while at < len(senders) and senders[at] < line.start:
            sender = senders[at]
            at += 1
        if sender is not None and line.start - sender <= _LONGEST_HEADING:
            start = sender
            is_dated = any(_DTG.match(each) for each, _ in _lines_above(upper, start, floor))
            name = despaced(upper[start : line_end(upper, start, start + LONGEST_LINE)])
        else:
            found = _dated_above(upper, line.start, floor)
            start, is_dated, name = line.start if found is None else found, found is not None, ""
        heading = FurtherHeading(
            start, line.end, despaced(line.post or ""), line.serial or 0, line.section or 1, name, is_dated
        )
        # Running lines of pages (`UNCLASSIFIED  POSS DUPE`) have whatever number stands below them (4 of 98 downloads).
        if not heading.is_bare or "\n" not in upper[line.start : line.end]:
            yield heading
        floor = line.end


def _numbered_lines(upper: str) -> Iterator[ClassificationLine]:
    """Yield the classification lines that have a number; none where one alone can be such, as in most texts."""
    starts = [found.end() for found in _LEVEL_LINE.finditer(upper)]
    if _LEVEL_LINE.match("\n" + upper[:LONGEST_LINE]):
        starts.insert(0, 0)
    if len(starts) < 2:
        return
    floor = 0
    for start in starts:
        line = match_classification_line(upper, start) if start >= floor else None
        if line and line.post and line.serial:
            yield line
            floor = line.end


def _dated_above(upper: str, start: int, floor: int) -> int | None:
    """Return where the date-time group stands above a classification line at `start`, with none but lines of a heading
    between them; None where it does not."""
    for line, at in _lines_up(upper, start, floor):
        if _DTG.match(line):
            return at
        if not (_ABOVE.match(line) or _ADDRESS.match(line)):
            return None
    return None


def _has_field(upper: str, end: int) -> bool:
    """Return whether nothing else stands on the classification line that ends at `end`, and a field of a header stands
    below it."""
    following = line_end(upper, end, len(upper))
    if not _AFTER_NUMBER.fullmatch(upper, end, min(following, end + LONGEST_LINE)):
        return False
    for _ in range(_LINES_TO_FIELD):
        start = following + 1
        following = line_end(upper, start, len(upper))
        if start >= len(upper):
            return False
        if _FIELD.match(upper[start : min(following, start + LONGEST_LINE)].lstrip(" \t-")):
            return True
    return False


def _lines_above(upper: str, start: int, floor: int) -> Iterator[tuple[str, int]]:
    """Yield the lines that belong to a heading above its FM line at `start`, from there up, with their offsets."""
    for line, line_start in _lines_up(upper, start, floor):
        if not _ABOVE.match(line):
            return
        yield line, line_start


def _lines_up(upper: str, start: int, floor: int) -> Iterator[tuple[str, int]]:
    """Yield the lines above `start` down to `floor`, from there up, with their offsets."""
    for _ in range(LINES_BACK):
        if start <= floor:
            return
        line_start = upper.rfind("\n", floor, start - 1) + 1 or floor
        yield " ".join(upper[line_start : min(start, line_start + LONGEST_LINE)].split()), line_start
        start = line_start


def _first_line(upper: str, heading: int, floor: int) -> int:
    """Return where the lines of a heading begin whose FM line is at `heading`."""
    return min((start for line, start in _lines_above(upper, heading, floor) if line), default=heading)


def _start(upper: str, heading: int, floor: int) -> int | None:
    """Return where the telegram begins whose FM line is at `heading`, below the heading that ends at `floor`, by what
    stands above it; None where that is not certain by that."""
    titles = [title.start() for title in _MESSAGE_TEXT.finditer(upper, floor, heading)]
    if titles:
        return min(_first_line(upper, heading, floor), titles[-1])
    end = None
    for mark in _END_MARK.finditer(upper, floor, heading):
        end = min(mark.end() + 1, heading)
    if end is not None:
        return end
    above = _lines_above(upper, heading, floor)
    return _first_line(upper, heading, floor) if any(_TRANSMISSION.match(line) for line, _ in above) else None


def _is_quoted(upper: str, heading: FurtherHeading, floor: int, quotations: Sequence[tuple[int, bool]]) -> bool:
    """Return whether the text above a heading says that it is quoted, or a quotation ends below it."""
    if QUOTES.search(upper, max(floor, heading.start - CONTEXT), heading.start):
        return True
    below = bisect_right(quotations, (heading.end, True))
    return below < len(quotations) and quotations[below][1]
