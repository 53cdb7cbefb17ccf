"""Message heading: transmission, date-time group, sender and addressees.

ACP 127 from `VZCZC...` on (1,120 of 1,295 cables), ACP 126 from the date-time group on, and the page layout of 1973-79
with its office blocks. What is an office block (`INFO LOG-00 NP-00 ...`), is no addressee.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime

from cables.telegram.mrn import full_year
from cables.telegram.parts import Addressee
from cables.telegram.sent_date import MONTHS
from cables.telegram.vocabulary import PROSIGNS

_MONTH = "|".join(MONTHS)
_PRECEDENCE = r"FLASH|NIACT IMMEDIATE|IMMEDIATE|PRIORITY|ROUTINE"
_SERIAL = r"\d{4}(?:-\d{4})?"

_FILLED_LINE = re.compile(r"[^\s][^\n]*")
_TRANSMISSION = re.compile(r"(?:^|: )(V?ZCZC[A-Z0-9]{3,8})\b")
_ROUTES = re.compile(r"[ZOPR]{2} R[A-Z]{3,8}\b|R[A-Z]{3,7}(?: R[A-Z]{3,7})*$|ZN[RY] |BT$")
_STATION = re.compile(r"DE (R[A-Z]{3,8}) ?#? ?(\d{4})(?:/\d\d)?(?: (\d{3})(\d{4}))?")
_DTG = re.compile(
    r"(?:([ZOPRY])(?:[ ]{0,2}([ZOPRY]))?(?:[ ]?[ZOPRY])?[ ]+)?"
    rf"(\d\d)(\d\d)(\d\d)[ ]?Z?[ ]+({_MONTH})[A-Z]*[ ]?(\d{{4}}|\d\d)(?!\d)"
)
# A line of the form of a date-time group that is none: `R 051020Z JUN 19575`.
_DAMAGED_DTG = re.compile(
    rf"(?:[ZOPRY] ?){{1,3}} ?\d{{4,8}} ?(?:Z ?[A-Z]{{3,9}}|(?:{_MONTH})[A-Z]{{0,6}}),? ?\d{{1,6}}\b"
)
_OFFICES = re.compile(r"[A-Z0-9/]{2,6}-\d\d\b|/\d{2,4} ?[WR]?$|-{6,}|\d{1,3}$")
_OFFICE_BLOCK = re.compile(
    r"(?:INFO|ACTION|ORIGIN|SOURCE)[ ]+[A-Z0-9/]{2,6}-\d\d\b|(?:DRAFTED|APPROVED|CLEARED|SOURCE) ?(?:BY|:)"
)
# A fragment can begin in the middle of a heading, and prose with the word TO.
_PLAD = r"(?:R[A-Z]{4,7}/|ZEN/|[^\n]*\b(?:AMEMBASSY|AMCONSUL|SECSTATE|US[A-Z]{2,9}|WASHDC|COLLECTIVE|POSTS)\b)"
_FIRST_LINE = re.compile(rf"\s*(?:TO|INFO|XMT)[ /]+{_PLAD}")
_ADDRESS = re.compile(_PLAD)
_LISTS = ("to", "info", "xmt")
_OPENING_LINE = re.compile(
    r"^[ \t]*(?:V?ZCZC[A-Z0-9]|DE R[A-Z]{3,8} #|FM (?:R[A-Z]{4,7}/)?[A-Z]+[ \n]|"
    rf"[ZOPRY ]{{0,6}}\d{{6}}Z? (?:{_MONTH}) \d\d)",
    re.MULTILINE,
)
_LONGEST_PRELUDE = 20_000
_ROUTING = re.compile(r"(R[A-Z]{4,7}|ZEN)[ ]?/[ ]?(?=[A-Z0-9])")
_TAIL = re.compile(rf"(?:^|[ ]+)(?:({_PRECEDENCE})(?:[ ]+({_SERIAL}))?|(?:(?:{_MONTH})[ ]+)?({_SERIAL}))[ ]*$")
# A date, prosign or rule; a keyword or another label, as databases put them there (`ORIGIN: EMBASSY LIMA`, 10 cables).
_NOT_ADDRESSEE = re.compile(
    r"[A-Z][A-Z. ]{1,24}:|(?:MON|TUES|WEDNES|THURS|FRI|SATUR|SUN)DAY,|BT$|[^A-Z]*$|[-=*_<]{2}|SIPDIS\b|E\.?O\.? ?1"
)
_LABEL = re.compile(r"(FM|TO|INFO|XMT)(?:[ ]+|$|(?<=XMT)/)")
_LABEL_LETTERS = frozenset("FTIXAOSDC")  # what a label or the label of an office block begins with


@dataclass(slots=True)
class Heading:
    """A parsed heading. `station_serial` and `julian_day` are those of the DE line; offsets lead to their lines.

    `number` is the cable's own, as the heading of a SMART telegram spells it; other layouts have none there.
    `end` is the offset after the last line that was understood as part of the heading.
    """

    transmission_id: str | None = None
    station_serial: int | None = None
    julian_day: int | None = None
    station_offset: int = 0
    dtg: datetime | None = None
    dtg_offset: int | None = None
    precedence: str | None = None
    info_precedence: str | None = None
    sender: str | None = None
    to: list[Addressee] = field(default_factory=list)
    info: list[Addressee] = field(default_factory=list)
    number: str | None = None
    end: int = 0


def find_end(upper: str, limit: int) -> int:
    """Return where a heading ends that no classification line follows; 0 where the text does not begin with one.

    A prelude may stand before it, but nothing else between its lines.
    """
    if not (_FIRST_LINE.match(upper, 0, limit) or _OPENING_LINE.search(upper, 0, min(limit, _LONGEST_PRELUDE))):
        return 0
    parser = _HeadingParser()
    for found in _FILLED_LINE.finditer(upper, 0, limit):
        after_blank = parser.part in _LISTS and upper.count("\n", parser.heading.end, found.start()) > 1
        if after_blank and not (_LABEL.match(found[0]) or _ADDRESS.match(found[0])):
            break
        parser.take(" ".join(found[0].split()), found.start(), found.end())
        if parser.heading.end and not parser.part:
            break
    return parser.heading.end


def parse_heading(upper: str, limit: int) -> Heading:
    """Parse the lines, in capitals, before `limit`, by ACP 126, ACP 127 or the page layout of 1973-79.

    What belongs to no part of a heading is passed over.
    """
    parser = _HeadingParser()
    for found in _FILLED_LINE.finditer(upper, 0, limit):
        parser.take(" ".join(found[0].split()), found.start(), found.end())
    return parser.finish()


class _HeadingParser:
    """Parser of a heading, line by line; `part` is what the next line may continue, empty for nothing."""

    def __init__(self) -> None:
        self.heading = Heading()
        self.part = ""
        self.addressees = self.heading.to
        self.excluded: list[str] = []

    def take(self, line: str, start: int, end: int) -> None:
        self.part = self.next_part(line, start)
        if self.part:
            self.heading.end = end

    def finish(self) -> Heading:
        self.close_exclusion()
        if self.heading.precedence is None:
            stated = (addressee.precedence for addressee in self.heading.to if addressee.precedence)
            self.heading.precedence = next(stated, None)
        return self.heading

    def next_part(self, line: str, start: int) -> str:
        labelled = line[0] in _LABEL_LETTERS
        if labelled and _OFFICE_BLOCK.match(line):
            return "offices"
        if labelled and (label := _LABEL.match(line)):
            self.part = label[1].lower()
            line = line[label.end() :]
            if self.part in ("to", "info"):
                self.close_exclusion()
                self.addressees = self.heading.to if self.part == "to" else self.heading.info
            if not line:
                return self.part
        if self.part == "fm":
            self.heading.sender = self.heading.sender or _ROUTING.sub("", line, count=1)
            return "sent"
        if self.part in _LISTS:
            return self.addressee(line)
        return self.transmission(line, start)

    def transmission(self, line: str, start: int) -> str:
        heading = self.heading
        if found := _DTG.match(line):
            if heading.dtg_offset is None:
                heading.dtg_offset = start
                heading.dtg = _time(found)
                heading.precedence = PROSIGNS.get(found[1] or "")
                heading.info_precedence = PROSIGNS.get(found[2] or "") if found[2] != found[1] else None
            return "dated"
        if heading.dtg_offset is None and _DAMAGED_DTG.match(line):
            heading.dtg_offset = start
            heading.precedence = PROSIGNS.get(line[0])
            return "dated"
        if found := _STATION.match(line):
            heading.station_serial = int(found[2])
            heading.julian_day = int(found[3]) if found[3] else None
            heading.station_offset = start
            return "station"
        if found := _TRANSMISSION.search(line):
            heading.transmission_id = heading.transmission_id or found[1]
            return "transmission"
        if _ROUTES.match(line):
            return "routes"
        return "offices" if self.part == "offices" and _OFFICES.search(line) else ""

    def addressee(self, line: str) -> str:
        """Take in a line of the TO, INFO or XMT list, or one that goes on with the precedence of the line before."""
        addressee = parse_addressee(line)
        if not addressee.routing:
            if self.addressees and (tail := _TAIL.fullmatch(line)):
                last = self.addressees[-1]
                precedence, serial = last.precedence or tail[1], last.serial or tail[2] or tail[3]
                self.addressees[-1] = last._replace(precedence=precedence, serial=serial)
                return self.part
            if _NOT_ADDRESSEE.match(line):
                return "" if line[0].isalpha() else self.part
        if self.part == "xmt" and self.addressees and not addressee.routing and not addressee.serial:
            self.excluded.append(addressee.name)
            return self.part
        self.close_exclusion()
        self.addressees.append(addressee)
        return "info" if self.addressees is self.heading.info else "to"

    def close_exclusion(self) -> None:
        if self.excluded:
            self.addressees[-1] = self.addressees[-1]._replace(excluded=tuple(self.excluded))
            self.excluded = []


def _time(found: re.Match[str]) -> datetime | None:
    try:
        return datetime(
            full_year(int(found[7])), MONTHS[found[6]], int(found[3]), int(found[4]), int(found[5]), tzinfo=UTC
        )
    except ValueError:
        return None


def parse_addressee(line: str) -> Addressee:
    """Parse one line of a list, in capitals: `RUEHBO/AMEMBASSY BOGOTA PRIORITY 5112`.

    A month before the serial (`LA PAZ SEP 4529`, 9 cables) is no precedence and no part of the name.
    """
    routing = _ROUTING.match(line)
    rest = line[routing.end() :] if routing else line
    precedence = serial = office = None
    if (tail := _TAIL.search(rest)) and tail.start():
        precedence, serial = tail[1], tail[2] or tail[3]
        rest = rest[: tail.start()]
    name, strokes, after = rest.partition("//")
    if strokes:
        office = after.removesuffix("//").strip(" /") or None
    return Addressee(routing[1] if routing else None, name.strip(" ,.;"), office, precedence, serial)


def is_of_transmission(line: str) -> bool:
    """Return whether a line of a heading is the transmission's, not the telegram's: `VZCZCXRO0001`, `OO RUEHC`,
    `DE RUEHZQ #0001 1660930`, `ZNR UUUUU ZZH`; it is given in capitals and with single blanks."""
    return bool(_TRANSMISSION.match(line) or _STATION.match(line) or _ROUTES.match(line))


def parse_date_time_group(words: str) -> datetime | None:
    """Return the time of the first date-time group within words in capitals, in Greenwich; None where there is none."""
    found = _DTG.search(words)
    return _time(found) if found else None
