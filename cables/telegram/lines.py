"""From the text as it came to the text that is read: line ends, Markdown links, section breaks, page banners.

`clean(text) -> Sheet` sets the carrier aside and keeps what the cable says. Nothing is lost: every character
of the source is in `Sheet.text` or within one of `Sheet.set_aside`, but for the CR of CRLF. `Sheet.source_map`
leads back.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from itertools import chain, zip_longest
from typing import NamedTuple

from cables.telegram import vocabulary
from cables.telegram.parts import SourceMap
from cables.telegram.posts import despaced, recognise


class Carrier(NamedTuple):
    """What was set aside: its `start` and `end` in the source, and what stands in the cleaned text instead."""

    start: int
    end: int
    instead: str = ""


class Break(NamedTuple):
    """A section break such as `LIMA 00003229 001.2 OF 003`; at `offset` of the cleaned text the section ends."""

    offset: int
    post: str
    serial: int
    section: int
    sections: int


class Banner(NamedTuple):
    """A page banner such as `PAGE 02  STATE  015113  01 OF 02  182333Z`; `time` is day, hour and minute or None."""

    page: int
    post: str
    serial: int
    section: int | None
    sections: int | None
    time: str | None


@dataclass(frozen=True)
class Sheet:
    """A cleaned text and the way back to its source."""

    source: str
    text: str
    source_map: SourceMap = field(default_factory=SourceMap)
    set_aside: tuple[Carrier, ...] = ()
    breaks: tuple[Break, ...] = ()
    banners: tuple[Banner, ...] = ()

    @cached_property
    def _line_starts(self) -> tuple[int, ...]:
        return tuple(match.end() for match in re.finditer(r"\r\n?|\n", self.source))

    def line(self, offset: int) -> int:
        """The source's line, counted from 1, of the character at `offset` of the cleaned text."""
        return bisect_right(self._line_starts, self.source_map.to_source(offset)) + 1


def clean(text: str) -> Sheet:
    """Read the carrier off `text`: line ends become LF, links their words; section breaks and page banners go.

    `[PGOV](#)` becomes PGOV and `[1](#)` before a mark `¶`. Where a break or banner stood within a line, a line
    end stands instead; where it tore a sentence apart (1,454 breaks in 628 cables), the blank lines around it go too.
    """
    lined, line_map = _with_line_ends(text)
    plain = _lift(lined, line_map, _escapes(lined))
    breaks = list(_breaks(plain.text))
    banners = list(_banners(plain.text))
    carriers = chain(_links(plain.text), (carrier for carrier, _ in breaks), (carrier for carrier, _ in banners))
    cleaned = _lift(plain.text, plain.source_map, carriers)
    return Sheet(
        source=text,
        text=cleaned.text,
        source_map=cleaned.source_map,
        set_aside=(*plain.set_aside, *cleaned.set_aside),
        breaks=tuple(found._replace(offset=cleaned.offset(carrier.start)) for carrier, found in breaks),
        banners=tuple(banner for _, banner in banners),
    )


class _Lifted(NamedTuple):
    """A text without some carriers: `inner_map` leads to the text they were in, `source_map` to the source."""

    text: str
    inner_map: SourceMap
    source_map: SourceMap
    set_aside: tuple[Carrier, ...]

    def offset(self, before: int) -> int:
        """The offset of what stood at `before` in the text with the carriers, or of what follows it."""
        index = bisect_right(self.inner_map.source, before) - 1
        here = self.inner_map.clean[index] + before - self.inner_map.source[index]
        return min(here, *self.inner_map.clean[index + 1 : index + 2], len(self.text))


_CRLF = re.compile(r"\r\n")
# Some dumps end every line with ` \`, a trace of how their rows were escaped.
_ESCAPE = re.compile(r"[ \t]?\\[ \t]*(?=\n|\Z)")
_LINK = re.compile(r"\[([^\[\]\n]{1,80})\]\((?:[#/]|https?:|mailto:)[^()\s]{0,200}\)")
_BEFORE_OF = re.compile(r"(?<!\d)(\d{8})[ \t]{1,4}(\d{3})(?:\.\d{1,2})?[ \t]?\Z")
_SECTIONS = re.compile(r"[ \t]*(\d{3})(?!\d)")
_POST_RUN = re.compile(r"(?:\b[^\W\d_]{1,12}[.']?[ \t-]{1,3}){1,4}\Z")
_WORD = re.compile(r"\S+")
_BANNER = re.compile(
    r"PAGE[ \t]{1,4}(\d\d)[ \t]{1,12}([A-Z][A-Z .]{1,11}?)[ \t]{1,12}(\d{4,6})"
    r"(?:[ \t]{1,6}(\d\d) OF (\d\d))?(?:[ \t]{1,6}(\d{6})Z|(?=[ \t]{0,80}\n))"
)
# What heads and foots each page of the 1973-79 layout, and stands before the banner within a line of later ones.
_FOOT = re.compile(
    r"(?:(?<=\s)(?:UNCLAS(?:SIFIED)?|CONFIDENTIAL|SECRET|LIMITED OFFICIAL USE(?: ONLY)?)[ \t\n]{1,80}){1,3}\Z"
)
_FURTHER_SECTION = re.compile(
    r" SECTION[ \t]{1,3}\d{1,2} OF \d{1,2}[ \t]{1,3}[A-Z][A-Z .]{1,30}[ \t]\d{1,6}(?=[ \t]*\n)"
)
_LONGEST_HEADING = 2000
_MARK = re.compile(r"[A-Za-z0-9]{1,2}[.)]")
_SPACE = " \t\n"
_POST_WIDTH = 10  # the carrier cuts the names of posts


def line_end(text: str, start: int, limit: int) -> int:
    """Where the line that `start` is in ends, within `limit`: the offset of its line end, or `limit`."""
    end = text.find("\n", start, limit)
    return limit if end < 0 else end


def _with_line_ends(text: str) -> tuple[str, SourceMap]:
    """The text with LF for CRLF and CR, and the way back."""
    if "\r" not in text:
        return text, SourceMap()
    starts = [match.start() for match in _CRLF.finditer(text)]
    clean = (0, *(start - k for k, start in enumerate(starts)))
    source = (0, *(start + 1 for start in starts))
    return text.replace("\r\n", "\n").replace("\r", "\n"), SourceMap(clean, source)


def _escapes(text: str) -> Iterator[Carrier]:
    """The mark of byte order, and the trace of escaping at line ends."""
    if text.startswith("\ufeff"):
        yield Carrier(0, 1)
    if "\\" in text:
        for match in _ESCAPE.finditer(text):
            yield Carrier(match.start(), match.end())


def _links(text: str) -> Iterator[Carrier]:
    if "](" not in text:
        return
    for match in _LINK.finditer(text):
        if match[1] == "1" and text[match.end() : match.end() + 1].isalnum():
            yield Carrier(match.start(), match.end(), "¶")
        else:
            yield Carrier(match.start(), match.start(1))
            yield Carrier(match.end(1), match.end())


def _breaks(text: str) -> Iterator[tuple[Carrier, Break]]:
    for of in (" OF ", " of "):
        at = text.find(of + "0")
        while at >= 0:
            before = _BEFORE_OF.search(text, max(0, at - 20), at + 1)
            after = _SECTIONS.match(text, at + 4)
            if before and after:
                post = _post_before(text, before.start())
                if post is not None:
                    carrier = _lifted(text, post, after.end(), opens_body=before[2] == "001")
                    name = text[post : before.start()].strip().upper()
                    yield carrier, Break(0, name, int(before[1]), int(before[2]), int(after[1]))
            at = text.find(of + "0", at + 4)


def _post_before(text: str, end: int) -> int | None:
    """Where the post's name begins that ends at `end`; None where no name stands there.

    Alone on its line the name is the line's words; within a line it is the longest known post among the words
    before, cut to ten characters as the carrier cuts it (`PORT AU PR`, `RIO DE JAN`), else the last word.
    """
    floor = max(0, end - 40)
    line = max(floor, text.rfind("\n", floor, end) + 1)
    run = _POST_RUN.search(text, line, end)
    if run is None:
        return None
    starts = [word.start() for word in _WORD.finditer(text, run.start(), end)]
    for start in starts:
        if _is_post(text[start:end].strip().upper()):
            return start
    return starts[0] if not text[line : starts[0]].strip() and len(starts) < 4 else starts[-1]


@lru_cache(maxsize=1024)
def _is_post(name: str) -> bool:
    return despaced(name) in _cut_names() or recognise(despaced(name)).known


@lru_cache(maxsize=1)
def _cut_names() -> frozenset[str]:
    return frozenset(despaced(post.city.upper()[:_POST_WIDTH]) for post in vocabulary.posts().values())


def _banners(text: str) -> Iterator[tuple[Carrier, Banner]]:
    if "PAGE " not in text:
        return
    for match in _BANNER.finditer(text):
        foot = _FOOT.search(text, max(0, match.start() - 200), match.start())
        section, sections = (int(match[4]), int(match[5])) if match[4] else (None, None)
        end = match.end()
        if match[1] == "01" and section and section > 1:
            end = _end_of_heading(text, end)
        carrier = _lifted(text, foot.start() if foot else match.start(), end, opens_body=False)
        yield carrier, Banner(int(match[1]), match[2].strip(), int(match[3]), section, sections, match[6])


def _end_of_heading(text: str, start: int) -> int:
    """Where the heading ends that each further section of the 1973-79 layout repeats, from its banner at `start` on."""
    at = text.find(" SECTION ", start, start + _LONGEST_HEADING)
    found = _FURTHER_SECTION.match(text, at) if at >= 0 else None
    return found.end() if found else start


def _lifted(text: str, start: int, end: int, *, opens_body: bool) -> Carrier:
    """The carrier at `start` to `end` with the blanks, and where it tore a sentence the blank lines, around it."""
    left, right = start, end
    while left and text[left - 1] in " \t":
        left -= 1
    while right < len(text) and text[right] in " \t":
        right += 1
    begins_line = left == 0 or text[left - 1] == "\n"
    ends_line = right == len(text) or text[right] == "\n"
    if not (begins_line and ends_line):
        within = not begins_line and not ends_line
        instead = ("\n\n" if opens_body else "\n") if within else ""
        return Carrier(start if begins_line else left, right, instead)
    if not opens_body and _tears(text, left, right):
        while text[left - 1] in _SPACE:
            left -= 1
        while text[right] in _SPACE:
            right += 1
        return Carrier(left, right, "\n")
    return Carrier(left, min(right + 1, len(text)))


def _tears(text: str, start: int, end: int) -> bool:
    """Whether a sentence goes on from before `start` to after `end`."""
    before = text[max(0, start - 80) : start].rstrip()
    after = text[end : end + 80].lstrip()
    if not before or not after or not (before[-1].isalnum() or before[-1] in ",;"):
        return False
    return after[0].islower() or (after[0].isalnum() and not _MARK.match(after))


def _lift(text: str, source_map: SourceMap, carriers: Iterable[Carrier]) -> _Lifted:
    """The text without the carriers; one that overlaps an earlier one stays."""
    pieces: list[str] = []
    clean, inner = [0], [0]
    taken: list[Carrier] = []
    at = length = 0
    for carrier in sorted(carriers):
        if carrier.start < at:
            continue
        taken.append(carrier)
        pieces += (text[at : carrier.start], carrier.instead)
        length += carrier.start - at
        if carrier.instead:
            clean.append(length)
            inner.append(carrier.start)
            length += len(carrier.instead)
        clean.append(length)
        inner.append(carrier.end)
        at = carrier.end
    if not taken:
        return _Lifted(text, SourceMap(), source_map, ())
    pieces.append(text[at:])
    inner_map = SourceMap(tuple(clean), tuple(inner))
    set_aside = (
        Carrier(source_map.to_source(carrier.start), source_map.to_source(carrier.end - 1) + 1, carrier.instead)
        for carrier in taken
    )
    return _Lifted("".join(pieces), inner_map, _compose(source_map, inner_map), tuple(set_aside))


def _compose(outer: SourceMap, inner: SourceMap) -> SourceMap:
    """The map from the text that `inner` starts at to the text that `outer` leads to."""
    if len(inner.clean) == 1:
        return outer
    if len(outer.clean) == 1:
        return inner
    clean: list[int] = []
    source: list[int] = []
    k = 0
    for start, middle, end in zip_longest(inner.clean, inner.source, inner.clean[1:]):
        while k + 1 < len(outer.clean) and outer.clean[k + 1] <= middle:
            k += 1
        clean.append(start)
        source.append(outer.source[k] + middle - outer.clean[k])
        while k + 1 < len(outer.clean) and (end is None or outer.clean[k + 1] < middle + end - start):
            k += 1
            clean.append(start + outer.clean[k] - middle)
            source.append(outer.source[k])
    return SourceMap(tuple(clean), tuple(source))
