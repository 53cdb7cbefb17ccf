"""Cleaned text of a telegram: line ends, Markdown links, section breaks and page banners of the raw text removed.

Nothing is lost: every character of the raw text is in `CleanText.text` or within one of `CleanText.removed`, and
`CleanText.source_map` leads back.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain, zip_longest
from typing import NamedTuple

from cables.telegram.parts import SourceMap
from cables.telegram.posts import despaced, recognise
from cables.telegram.vocabulary import Vocabulary, cached, derived


class Removal(NamedTuple):
    """Characters of the raw text to be removed, from `start` to `end`, and what stands instead in the cleaned text."""

    start: int
    end: int
    instead: str = ""


class SectionBreak(NamedTuple):
    """A section break such as `LIMA 00003229 001.2 OF 003`; at `offset` of the cleaned text the section ends."""

    offset: int
    post: str
    serial: int
    section: int
    sections: int


class PageBanner(NamedTuple):
    """A page banner such as `PAGE 02  STATE  015113  01 OF 02  182333Z`; `time` is day, hour and minute or None."""

    page: int
    post: str
    serial: int
    section: int | None
    sections: int | None
    time: str | None


@dataclass(frozen=True)
class CleanText:
    """A cleaned text and the map back to its source."""

    source: str
    text: str
    source_map: SourceMap = field(default_factory=SourceMap)
    breaks: tuple[SectionBreak, ...] = ()
    banners: tuple[PageBanner, ...] = ()

    @property
    def removed(self) -> Iterator[tuple[int, int]]:
        """The spans of the source that are not in the cleaned text, in order."""
        clean, source = self.source_map.clean, self.source_map.source
        at = 0
        for k, start in enumerate(source):
            if start > at:
                yield at, start
            at = start + (clean[k + 1] if k + 1 < len(clean) else len(self.text)) - clean[k]
        if at < len(self.source):
            yield at, len(self.source)

    @cached_property
    def _line_starts(self) -> tuple[int, ...]:
        return tuple(match.end() for match in re.finditer(r"\r\n?|\n", self.source))

    def line(self, offset: int) -> int:
        """Return the source's line, counted from 1, of the character at `offset` of the cleaned text."""
        return bisect_right(self._line_starts, self.source_map.to_source(offset)) + 1


def clean(text: str, vocabulary: Vocabulary) -> CleanText:
    """Clean a raw text: line ends become LF, links their words; section breaks and page banners are removed.

    `[PGOV](#)` becomes PGOV and `[1](#)` before a number `¶`. Where a break or banner stood within a line, a line
    end stands instead; where it splits a sentence (1,454 breaks in 628 cables), the blank lines around it go too.
    """
    lined, line_map = _with_line_ends(text)
    breaks = list(_breaks(lined, vocabulary))
    banners = list(_banners(lined))
    cleaned, inner_map = _without(
        lined, chain(_links(lined), (removal for removal, _ in breaks), (removal for removal, _ in banners))
    )
    return CleanText(
        source=text,
        text=cleaned,
        source_map=_compose(line_map, inner_map),
        breaks=tuple(found._replace(offset=_to_clean(inner_map, removal.start)) for removal, found in breaks),
        banners=tuple(banner for _, banner in banners),
    )


# The CR of CRLF; the trace ` \` of how rows were escaped, with which every line of some dumps ends; a byte order mark.
_LINE_END = re.compile(r"\r(?=\n)|[ \t]?\\[ \t]*(?=[\r\n]|\Z)|\A\ufeff")
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
_POST_WIDTH = 10  # transmission cuts the names of posts
_PIECE = 50_000  # characters at a time, where a text goes beyond Latin-1
_CAPITALS = bytes(
    ord(capital) if (capital := chr(code).upper()).encode("latin-1", "ignore") and len(capital) == 1 else code
    for code in range(256)
)


def line_end(text: str, start: int, limit: int) -> int:
    """Return the offset of the end of the line that `start` is in; `limit` where that comes first."""
    end = text.find("\n", start, limit)
    return limit if end < 0 else end


def capitals(text: str) -> str:
    """Return the text in capitals, letter for letter; one whose capital takes two characters (ß) stays as it is.

    Offsets stay what they were, as with `str.upper` they do not (ß becomes SS). That also takes ten times as long as
    soon as a text has a single pilcrow, and twelve bytes a letter then.
    """
    if text.isascii():
        return text.upper()
    try:
        return text.encode("latin-1").translate(_CAPITALS).decode("latin-1")
    except UnicodeEncodeError:
        return "".join(_piece(text[start : start + _PIECE]) for start in range(0, len(text), _PIECE))


def _with_line_ends(text: str) -> tuple[str, SourceMap]:
    """Return the text with nothing but LF at the ends of its lines, and the map back to it."""
    if "\r" not in text and "\\" not in text and not text.startswith("\ufeff"):
        return text, SourceMap()
    clean, source = [0], [0]
    removed = 0
    for match in _LINE_END.finditer(text):
        removed += match.end() - match.start()
        clean.append(match.end() - removed)
        source.append(match.end())
    return _LINE_END.sub("", text).replace("\r", "\n"), SourceMap(tuple(clean), tuple(source))


def _links(text: str) -> Iterator[Removal]:
    if "](" not in text:
        return
    for match in _LINK.finditer(text):
        if match[1] == "1" and text[match.end() : match.end() + 1].isalnum():
            yield Removal(match.start(), match.end(), "¶")
        else:
            yield Removal(match.start(), match.start(1))
            yield Removal(match.end(1), match.end())


def _breaks(text: str, vocabulary: Vocabulary) -> Iterator[tuple[Removal, SectionBreak]]:
    for of in (" OF ", " of "):
        at = text.find(of + "0")
        while at >= 0:
            before = _BEFORE_OF.search(text, max(0, at - 20), at + 1)
            after = _SECTIONS.match(text, at + 4)
            if before and after:
                post = _post_before(text, before.start(), vocabulary)
                if post is not None:
                    removal = _removal(text, post, after.end(), opens_body=before[2] == "001")
                    name = text[post : before.start()].strip().upper()
                    yield removal, SectionBreak(0, name, int(before[1]), int(before[2]), int(after[1]))
            at = text.find(of + "0", at + 4)


def _post_before(text: str, end: int, vocabulary: Vocabulary) -> int | None:
    """Return where the post's name begins that ends at `end`; None where no name stands there.

    Alone on its line the name is the line's words; within a line it is the longest known post among the words
    before, cut to ten characters as transmission cuts it (`PORT AU PR`, `RIO DE JAN`), else the last word.
    """
    floor = max(0, end - 40)
    line = max(floor, text.rfind("\n", floor, end) + 1)
    run = _POST_RUN.search(text, line, end)
    if run is None:
        return None
    starts = [word.start() for word in _WORD.finditer(text, run.start(), end)]
    for start in starts:
        if _is_post(text[start:end].strip().upper(), vocabulary):
            return start
    return starts[0] if not text[line : starts[0]].strip() and len(starts) < 4 else starts[-1]


@cached(1024)
def _is_post(name: str, vocabulary: Vocabulary) -> bool:
    return despaced(name) in _cut_names(vocabulary) or recognise(despaced(name), vocabulary).known


@derived
def _cut_names(vocabulary: Vocabulary) -> frozenset[str]:
    return frozenset(despaced(post.city.upper()[:_POST_WIDTH]) for post in vocabulary.posts.values())


def _banners(text: str) -> Iterator[tuple[Removal, PageBanner]]:
    if "PAGE" not in text:
        return
    for match in _BANNER.finditer(text):
        foot = _FOOT.search(text, max(0, match.start() - 200), match.start())
        section, sections = (int(match[4]), int(match[5])) if match[4] else (None, None)
        end = match.end()
        if match[1] == "01" and section and section > 1:
            end = _end_of_heading(text, end)
        removal = _removal(text, foot.start() if foot else match.start(), end, opens_body=False)
        yield removal, PageBanner(int(match[1]), match[2].strip(), int(match[3]), section, sections, match[6])


def _end_of_heading(text: str, start: int) -> int:
    """Return the end of the heading that later sections of the 1973-79 layout repeat after their banner at `start`."""
    at = text.find(" SECTION ", start, start + _LONGEST_HEADING)
    found = _FURTHER_SECTION.match(text, at) if at >= 0 else None
    return found.end() if found else start


def _removal(text: str, start: int, end: int, *, opens_body: bool) -> Removal:
    """Return the removal of `start` to `end` with the blanks around, and where it splits a sentence the blank lines."""
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
        return Removal(start if begins_line else left, right, instead)
    if not opens_body and _splits_sentence(text, left, right):
        while text[left - 1] in _SPACE:
            left -= 1
        while text[right] in _SPACE:
            right += 1
        return Removal(left, right, "\n")
    return Removal(left, min(right + 1, len(text)))


def _splits_sentence(text: str, start: int, end: int) -> bool:
    """Return whether a sentence goes on from before `start` to after `end`."""
    before = text[max(0, start - 80) : start].rstrip()
    after = text[end : end + 80].lstrip()
    if not before or not after or not (before[-1].isalnum() or before[-1] in ",;"):
        return False
    return after[0].islower() or (after[0].isalnum() and not _MARK.match(after))


def _without(text: str, removals: Iterable[Removal]) -> tuple[str, SourceMap]:
    """Return the text without what is removed, and the map back; a removal that overlaps an earlier one is left out."""
    pieces: list[str] = []
    clean, source = [0], [0]
    at = length = 0
    for start, end, instead in sorted(removals):
        if start < at:
            continue
        pieces += (text[at:start], instead)
        length += start - at
        if instead:
            clean.append(length)
            source.append(start)
            length += len(instead)
        clean.append(length)
        source.append(end)
        at = end
    if at == 0:
        return text, SourceMap()
    pieces.append(text[at:])
    return "".join(pieces), SourceMap(tuple(clean), tuple(source))


def _to_clean(source_map: SourceMap, offset: int) -> int:
    """Return the offset in the cleaned text of what stood at `offset` of the source, or of what follows it."""
    index = bisect_right(source_map.source, offset) - 1
    here = source_map.clean[index] + offset - source_map.source[index]
    return min(here, *source_map.clean[index + 1 : index + 2])


def _compose(outer: SourceMap, inner: SourceMap) -> SourceMap:
    """Return the map from the text that `inner` starts at to the text that `outer` leads to."""
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


def _piece(text: str) -> str:
    upper = text.upper()
    if len(upper) == len(text):
        return upper
    return "".join(capital if len(capital := letter.upper()) == 1 else letter for letter in text)
