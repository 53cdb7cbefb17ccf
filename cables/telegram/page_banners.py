"""Page banners, and what else stands between two pages of a telegram: stamps, running classification lines, end marks.

The layout of 1973-79 heads each page with its classification and a line `PAGE 02  LIMA  02475  251228Z`, which the
text layers of PDFs have on one line or on two (362 of 362 downloads). The National Archives stamp each page of their
PDF at its top and bottom, on one line or on five, with or without an official's name. SMART telegrams have their
classification and captions at the top and bottom of each page, and there its number: `Page 1 of 3`. The stamps of a
FOIA release (`cables.telegram.release_stamps`) stand between pages of every layout. Right below either of them a line
that repeats the classification line of the heading, letter for letter, is the page's heading.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from cables.telegram.message_attributes import MESSAGE_TITLE, TITLE, end_of_attributes
from cables.telegram.page_markings import CAPTIONS, FOLIO, LEVEL, MARKING
from cables.telegram.release_stamps import Stamp, line_start
from cables.telegram.smart_labels import find_opening


class PageBanner(NamedTuple):
    """A page banner such as `PAGE 02  STATE  015113  01 OF 02  182333Z`; `time` is day, hour and minute or None."""

    page: int
    post: str
    serial: int
    section: int | None
    sections: int | None
    time: str | None


class FoundBanner(NamedTuple):
    """A page banner within a line, and the text to be removed with it."""

    start: int
    end: int
    banner: PageBanner


class PageBreak(NamedTuple):
    """Lines between two pages, from `start` to `end`, both offsets at which a line begins.

    `levels` are the lines among them that are a classification, in a SMART telegram also its captions; `attributes` is
    where message attributes stand. `above` is true of what stands above the text.
    """

    start: int
    end: int
    banners: tuple[PageBanner, ...]
    levels: tuple[tuple[int, int], ...]
    attributes: tuple[int, int] | None
    above: bool
    released: bool = False  # whether stamps of a FOIA release are among them


_BANNER = re.compile(
    r"PAGE[ \t]{1,4}(\d\d)[ \t]{1,12}([A-Z][A-Z .]{1,11}?)[ \t]{1,12}(\d{4,6})"
    r"(?:[ \t]{1,6}(\d\d) OF (\d\d))?(?:[ \t]{1,6}(\d{6})Z|(?=[ \t]{0,80}\n))"
)
# What stands before a banner within a line.
_FOOT = re.compile(
    r"(?:(?<=\s)(?:UNCLAS(?:SIFIED)?|CONFIDENTIAL|SECRET|LIMITED OFFICIAL USE(?: ONLY)?)[ \t\n]{1,80}){1,3}\Z"
)
_FURTHER_SECTION = re.compile(
    r" (?:SECTION|PART)(?:[ \t]{1,3}[A-Z0-9]{1,5})? O[FN] [A-Z0-9]{1,5}"
    r"[ \t]{1,3}[A-Z][A-Z .]{1,30}[ \t]\d{1,6}(?:/\d)?(?=[ \t]*\n)"
)
_SECTION_WORD = re.compile(r" (?:SECTION|PART)[ \t]")
_LONGEST_HEADING = 2000
_FIRST_HEADING = 3000

_DATE = r"\d{1,2}[ ][A-Za-z]{3}[ ]\d{4}"
# A word is taken as a whole: lines of text in capitals begin so too, and are out sooner.
_OFFICIAL = r"[A-Z][\w'-]{1,20}+(?:[ ][A-Z][\w.'-]{0,20}+){1,4}"
_CAVEATS = r"(?:[ /-]{1,3}(?:EXDIS|NODIS|LIMDIS|STADIS|NOFORN|POSS[ ]DUPE)){0,3}"
_POST_AND_SERIAL = (
    r"(?P<post>[A-Z][A-Z .]{1,11}?)[ ](?P<serial>\d{4,6})"
    r"(?:[ ](?P<section>\d\d)[ ]OF[ ](?P<sections>\d\d))?(?:[ ](?P<time>\d{6})Z)?(?:[ ]POSS[ ]DUPE)?"
)
_LINE_KIND = re.compile(
    rf"""
      (?P<blank>)
    | (?P<level>(?:{LEVEL}[ ])?{LEVEL}{_CAVEATS}(?:[ ][A-Z]{{3}}\d{{4}})?)                    # CONFIDENTIAL  PTQ1865
    | (?P<marking>{MARKING})
    | (?P<folio>{FOLIO})
    | PAGE[ ](?P<page>\d\d)(?:[ ]{_POST_AND_SERIAL})?
    | (?P<route>PAGE[ ]\d\d[ ]R[A-Z]{{4,8}}[ ]?\#?[ ]?\d{{4}}(?:/\d\d)?(?:[ ][A-Z][A-Z ]{{4,40}})?)
    | (?P<stamp>(?:{_OFFICIAL}[ ])?(?i:declassified/released(?:[ ]us[ ]department[ ]of[ ]state)?
                (?:[ ]eo[ ]systematic[ ]review)?(?:[ ]{_DATE})?))
    | (?P<stamped>(?i:us[ ]department[ ]of[ ]state|eo[ ]systematic[ ]review)(?:[ ](?i:eo[ ]systematic[ ]review))?
                (?:[ ]{_DATE})?|{_DATE})
    | (?P<present>\*\*\*[ ]Current[ ](?:Classification|Handling[ ]Restrictions)[ ]\*\*\*.*)
    | (?P<mark>N{{3,5}}|<<[ ]?END[ ]OF[ ]DOCUMENT[ ]?>>|POSS[ ]DUPE)
    | (?P<title>{MESSAGE_TITLE.replace(" ", "[ ]")})
    | (?P<attributes>{TITLE.replace(" ", "[ ]")})
    | (?P<torn>{_POST_AND_SERIAL.replace("?P<", "?P<torn_")})
    | (?P<captions>{CAPTIONS})
    | (?P<official>{_OFFICIAL})
    """,
    re.VERBOSE,
)
_SECOND_LINE = re.compile(_POST_AND_SERIAL)
# One of these is in every text that has page breaks; a pattern that begins with a rare literal is found soonest.
_SIGNS = [re.compile(sign) for sign in ("PAGE", "/(?:(?<=eclassified/)|(?<=DECLASSIFIED/))", TITLE)]
_ANCHORS = frozenset({"page", "route", "stamp", "present", "title", "attributes", "folio"})
_MARKED_LABEL = re.compile(r"\b(?:classification|captions?|sensitivity)[ \t]{0,30}:\s{0,20}\Z", re.IGNORECASE)
_CLASSIFICATION_LINE = re.compile(
    r"[ \t]*(?:UNCLAS|CONFIDENTIAL|SECRET|TOP SECRET|LIMITED OFFICIAL|(?:[A-Z] ){5})[^\n]{1,80}[A-Z] \d{1,8}"
    r"[ \t]*(?=\n|\Z)"
)
_FOLIO = re.compile(r"\bpage\b", re.IGNORECASE)
_NOT_ALONE = frozenset({"blank", "captions"})  # what anchors no break, even below the first banner
_SMART_KINDS = frozenset({"marking", "folio", "captions"})
_STAMP_BELOW = re.compile(r"[ \t\f]*declassified/released\b", re.IGNORECASE)
_LONGEST_LINE = 160
_LINES_BETWEEN = 4  # the two lines of a banner


@dataclass
class _Block:
    """Lines of a page break as they are read; it is one only if `anchored`, by a stamp, a banner or a title.

    `paged`: the text had a banner before. `smart` is where the form of a SMART telegram opens, if the text is one.
    `stamped`: the text has stamps of a FOIA release, beside which pages of every layout can have markings.
    """

    start: int
    end: int
    paged: bool
    smart: int | None = None
    stamped: bool = False
    anchored: bool = False
    kind: str = ""
    banners: list[PageBanner] = field(default_factory=list)
    levels: list[tuple[int, int]] = field(default_factory=list)
    attributes: tuple[int, int] | None = None
    released: bool = False

    def found(self) -> PageBreak:
        above = self.start == 0 or (self.smart is not None and self.end <= self.smart)
        return PageBreak(
            *(self.start, self.end, tuple(self.banners), tuple(self.levels), self.attributes, above, self.released)
        )


def find_page_breaks(text: str, stamps: Iterable[Stamp] = ()) -> list[PageBreak]:
    """Return the page breaks of a text whose lines end with LF, in order; `stamps` are those of a FOIA release.

    Blank lines belong to a break; a line that is a classification or an end mark alone does so beside a stamp, a banner
    or a title, and anywhere below the first banner: text layers put the columns of tables between them.
    """
    lines = {line_start(text, stamp.start): stamp.end for stamp in stamps if stamp.alone}
    smart = find_opening(text)
    if smart is None and not lines and not any(sign.search(text) for sign in _SIGNS):
        return []
    heading: set[str] = set()
    breaks: list[PageBreak] = []
    block = _Block(0, 0, paged=False, smart=smart, stamped=bool(lines))
    at = 0
    while at < len(text):
        end: int | None
        if at in lines:
            end = _line_end(text, lines[at])
            block.kind, block.anchored, block.released = "released", True, True
        elif block.anchored and _repeats_heading(text, at, block.start):
            end = _line_end(text, at)
            block.kind = "repeated"
        else:
            end = _take(text, at, block, heading)
        if end is None:
            if block.anchored:
                breaks.append(block.found())
            at = _line_end(text, at)
            paged = block.paged or (smart is not None and at > smart)
            if block.kind:
                block = _Block(at, at, paged, smart, block.stamped)
            else:  # as after most lines: nothing was taken into it
                block.start, block.end, block.paged = at, at, paged
        else:
            at = block.end = end
    if block.anchored:
        breaks.append(block.found())
    return breaks


def _take(text: str, start: int, block: _Block, heading: set[str]) -> int | None:
    """Take the line at `start` into a block and return where the next begins; None where the line is text.

    `heading` is for the lines of the first section's heading, which those of later sections repeat: it is filled where
    the second section begins.
    """
    end = _line_end(text, start)
    words = " ".join(text[start:end].split()).replace("~~", "") if end - start <= _LONGEST_LINE else None
    found = _LINE_KIND.fullmatch(words) if words is not None else None
    if found is None:
        return None
    kind = str(found.lastgroup)
    if found["page"]:
        kind = "page"
        banner, end = _banner_at(text, found, end)
        if banner:
            block.banners.append(banner)
        elif not block.paged:
            return None
        block.paged = True
        if banner and _opens_section(banner):
            if not heading:
                heading.update(line.strip() for line in text[: min(start, _FIRST_HEADING)].split("\n"))
            end = _end_of_lines(text, _end_of_heading(text, end), heading)
    elif kind == "level" or (kind in _SMART_KINDS and (block.smart is not None or _is_marked(kind, block))):
        if block.smart is not None and _is_value(text, start):
            return None
        folio = _FOLIO.search(text, start, end)
        marked = folio.start() if folio else end
        if text[start:marked].strip():
            block.levels.append((start, marked))
    elif kind in _SMART_KINDS:
        return None
    elif kind.startswith("torn"):
        if not (block.paged and found["torn_time"]):
            return None
    elif kind in ("stamped", "official"):
        above = block.kind in ("stamp", "stamped")
        below = not found[0].isupper() and _STAMP_BELOW.match(text, end)
        if not (above if kind == "stamped" else below):
            return None
    elif kind == "attributes":
        limit = end_of_attributes(text, start)
        if limit is None:
            return None
        block.attributes = (end, limit)
        end = limit
    block.kind = kind
    anchors = kind in _ANCHORS and (kind != "folio" or block.smart is not None)
    block.anchored = block.anchored or anchors or (block.paged and kind not in _NOT_ALONE)
    return end


def _repeats_heading(text: str, start: int, above: int) -> bool:
    """Return whether the line at `start` repeats a classification line with a number near the top, before `above`."""
    found = _CLASSIFICATION_LINE.match(text, start)
    line = found[0].strip() if found else ""
    at = text.find(line, 0, min(above, _FIRST_HEADING)) if line else -1
    return at >= 0 and not text[line_start(text, at) : at].strip() and text[at + len(line) : at + len(line) + 1] == "\n"


def _is_marked(kind: str, block: _Block) -> bool:
    """Return whether a line of that kind can mark a page of a release; captions do so right below a classification."""
    return block.stamped and (kind != "captions" or block.kind in ("level", "marking"))


def _is_value(text: str, start: int) -> bool:
    """Return whether the line at `start` is the value of a label on the line before: `Classification:`, `Captions:`."""
    return _MARKED_LABEL.search(text, max(0, start - _LONGEST_LINE), start) is not None


def _banner_at(text: str, found: re.Match[str], end: int) -> tuple[PageBanner | None, int]:
    """Return the banner of a line that ends at `end`, and its end: what follows the page may stand some lines below."""
    rest: re.Match[str] | None = found
    below = end
    if found["post"] is None:
        rest = None
        for _ in range(_LINES_BETWEEN):
            start, below = below, _line_end(text, below)
            if words := " ".join(text[start : min(below, start + _LONGEST_LINE)].split()):
                rest = _SECOND_LINE.fullmatch(words)
                break
    if rest is None:
        return None, end
    section, sections = (int(rest["section"]), int(rest["sections"])) if rest["section"] else (None, None)
    return PageBanner(int(found["page"]), rest["post"], int(rest["serial"]), section, sections, rest["time"]), below


def _line_end(text: str, start: int) -> int:
    """Return the offset after the line at `start` and its LF."""
    return text.find("\n", start) + 1 or len(text)


def find_banners(text: str, breaks: list[PageBreak]) -> Iterator[FoundBanner]:
    """Yield the banners within lines, outside of `breaks`: some dumps have lost their line ends."""
    at = 0
    for match in _BANNER.finditer(text):
        while at < len(breaks) and breaks[at].end <= match.start():
            at += 1
        if at < len(breaks) and breaks[at].start <= match.start():
            continue
        foot = _FOOT.search(text, max(0, match.start() - 200), match.start())
        section, sections = (int(match[4]), int(match[5])) if match[4] else (None, None)
        banner = PageBanner(int(match[1]), match[2].strip(), int(match[3]), section, sections, match[6])
        end = _end_of_heading(text, match.end()) if _opens_section(banner) else match.end()
        yield FoundBanner(foot.start() if foot else match.start(), end, banner)


def _opens_section(banner: PageBanner) -> bool:
    return banner.page == 1 and bool(banner.section and banner.section > 1)


def _end_of_heading(text: str, start: int) -> int:
    """Return the end of the heading that later sections of the 1973-79 layout repeat after their banner at `start`."""
    found = _SECTION_WORD.search(text, start, start + _LONGEST_HEADING)
    line = _FURTHER_SECTION.match(text, found.start()) if found else None
    return line.end() if line else start


def _end_of_lines(text: str, start: int, heading: set[str]) -> int:
    """Return the end of the lines from `start` on that repeat lines of the first section's heading: its captions.

    Attention lines and the keywords of the header are repeated as well (3 of 22 further sections).
    """
    end = _line_end(text, start)
    if text[start:end].strip():
        return start
    while end < len(text) and text[end : (following := _line_end(text, end))].strip() in heading:
        end = following
    return end
