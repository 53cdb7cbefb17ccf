"""Cleaned text of a telegram: line ends, Markdown links, section and page breaks of the raw text removed.

Blanks of every kind are read as a blank, and so are hyphens as one; what shows nothing is removed.

Nothing is lost: every character of the raw text is in `CleanText.text` or within one of `CleanText.removed`, and
`CleanText.source_map` leads back.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import accumulate, chain, zip_longest
from typing import NamedTuple

from cables.telegram.exemptions import find_withheld, release_of
from cables.telegram.message_attributes import parse_attributes
from cables.telegram.page_banners import PageBanner, PageBreak, find_banners, find_page_breaks
from cables.telegram.parts import SourceMap
from cables.telegram.posts import despaced, recognise
from cables.telegram.release_stamps import Stamps, find_stamps
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


@dataclass(frozen=True)
class CleanText:
    """A cleaned text and the map back to its source.

    `attributes` are what the message attributes below it and the stamps of its release state; `markings` are the
    different lines of classification and captions with which its pages are marked; `margin` are the codes of the
    exemptions that stood beside its header and below its end, one tuple a place.
    """

    source: str
    text: str
    source_map: SourceMap = field(default_factory=SourceMap)
    breaks: tuple[SectionBreak, ...] = ()
    banners: tuple[PageBanner, ...] = ()
    attributes: Mapping[str, str] = field(default_factory=dict)
    markings: tuple[str, ...] = ()
    margin: tuple[tuple[str, ...], ...] = ()

    @property
    def removed(self) -> Iterator[tuple[int, int]]:
        """Yield the spans of the source that are not in the cleaned text, in order."""
        clean, source = self.source_map.clean, self.source_map.source
        at = 0
        for k, start in enumerate(source):
            if start > at:
                yield at, start
            at = start + (clean[k + 1] if k + 1 < len(clean) else len(self.text)) - clean[k]
        if at < len(self.source):
            yield at, len(self.source)

    def without(self, spans: Iterable[tuple[int, int]]) -> CleanText:
        """Return the cleaned text without some spans of it, given in order; its breaks are left as they are."""
        text, inner_map = _without(self.text, [Removal(start, end) for start, end in spans])
        return replace(self, text=text, source_map=_compose(self.source_map, inner_map))

    @cached_property
    def _line_starts(self) -> tuple[int, ...]:
        end = max(self.source.rfind("\n"), self.source.rfind("\r")) + 1  # a last line without one is read to no end
        return tuple(accumulate(map(len, _LINE.findall(self.source, 0, end))))

    def line(self, offset: int) -> int:
        """Return the source's line, counted from 1, of the character at `offset` of the cleaned text."""
        return bisect_right(self._line_starts, self.source_map.to_source(offset)) + 1


_LINE = re.compile(r"[^\r\n]*(?:\r\n?|\n)")


def clean(text: str, vocabulary: Vocabulary) -> CleanText:
    """Clean a raw text: line ends become LF, links their words; section breaks and page banners are removed.

    `[PGOV](#)` becomes PGOV and `[1](#)` before a number `¶`. Where a break or banner stood within a line, a line
    end stands instead; where it splits a sentence (1,454 breaks in 628 cables), the blank lines around it go too.
    Captions that are repeated within the text go with them (57 cables of 1,295), and end marks between sections.
    """
    lined, line_map = _with_line_ends(text)
    breaks = list(_breaks(lined, vocabulary))
    stamps = find_stamps(lined)
    pages = find_page_breaks(lined, stamps.found)
    banners = list(find_banners(lined, pages))
    margin = _margin(lined, pages, stamps)
    cleaned, inner_map = _without(
        lined,
        chain(
            _links(lined),
            _strokes(lined),
            (removal for removal, _ in breaks),
            (removal for page in pages for removal in _page_removals(lined, page)),
            (_removal(lined, banner.start, banner.end, opens_body=False) for banner in banners),
            (_removal(lined, stamp.start, stamp.end, opens_body=False) for stamp in stamps.found if not stamp.alone),
            (removal for removals, _ in margin for removal in removals),
        ),
    )
    # What stands around an end mark or a repeated caption is seen once everything else is out.
    for find in (_end_marks, _repeated_captions):
        if found := list(find(cleaned)):
            cleaned, found_map = _without(cleaned, found)
            inner_map = _compose(inner_map, found_map)
    return CleanText(
        source=text,
        text=cleaned,
        source_map=_compose(line_map, inner_map),
        breaks=tuple(found._replace(offset=_to_clean(inner_map, removal.start)) for removal, found in breaks),
        banners=(*(banner for page in pages for banner in page.banners), *(found.banner for found in banners)),
        attributes=_attributes(lined, pages, stamps.stated),
        markings=tuple(dict.fromkeys(" ".join(lined[at:to].split()) for page in pages for at, to in page.levels)),
        margin=tuple(codes for _, codes in margin if codes),
    )


def _attributes(text: str, pages: list[PageBreak], stated: Mapping[str, str]) -> dict[str, str]:
    """Return what the first message attributes and the stamps of a release state; both numbers of a document."""
    attributes = next((parse_attributes(text, *page.attributes) for page in pages if page.attributes), {})
    numbers = [each["document_number"] for each in (attributes, stated) if "document_number" in each]
    return {**stated, **attributes, **({"document_number": ", ".join(numbers)} if numbers else {})}


# The CR of CRLF; the trace ` \` of how rows were escaped, with which every line of some dumps ends; what shows
# nothing: soft hyphens, spaces without width, byte order marks; strokes through letters; form feeds between lines, as
# texts of PDFs have them.
_FORM_FEED = re.compile(r"\f(?:(?<![^\n]\f)|(?![^\r\n]))")
_LINE_END = re.compile(rf"\r(?=\n)|[\u00ad\u200b\u2060\ufeff\u0335\u0336]|{_FORM_FEED.pattern}")
_ESCAPED_LINE_END = re.compile(rf"{_LINE_END.pattern}|[ \t]?\\[ \t]*(?=[\r\n]|\Z)")  # a blank before makes it slow
_UNSEEN = "\r\f\\\u00ad\u200b\u2060\ufeff\u0335\u0336"
# Blanks and hyphens beyond ASCII, as programs for writing and pages put them, and what they stand for.
_TYPED = dict.fromkeys((0x00A0, 0x1680, *range(0x2000, 0x200B), 0x202F, 0x205F, 0x3000), " ")
_TYPED |= dict.fromkeys((0x2010, 0x2011), "-")
_UNTYPED = "".join(map(chr, _TYPED))
# An en dash as a hyphen: `06–LIMA–130`, `1–800`.
_JOINING_DASH = re.compile("(?<=[A-Z0-9])\u2013(?=[A-Z0-9])")
_LINK = re.compile(r"\[([^\[\]\n]{1,80})\]\((?:[#/]|https?:|mailto:)[^()\s]{0,200}\)")
_STRUCK = re.compile(r"~~(\([A-Z/ -]{1,20}\)|[CLSTU][A-Z ]{5,40})~~")
_BEFORE_OF = re.compile(r"(?<!\d)(\d{8})[ \t]{1,4}(\d{3})(?:\.\d{1,2})?[ \t]?\Z")
_SECTIONS = re.compile(r"[ \t]*(\d{3})(?!\d)")
_POST_RUN = re.compile(r"(?:\b[^\W\d_]{1,12}[.']?[ \t-]{1,3}){1,4}\Z")
_WORD = re.compile(r"\S+")
_REPEATED = r"(?:SIPDIS|NOFORN|SENSITIVE|EXDIS|NODIS|LIMDIS|STADIS)"
_SOUGHT = ("SIPDIS", "EXDIS", "NODIS", "LIMDIS", "STADIS", "\nNOFORN", "\nSENSITIVE")  # one of which is in each
_SOUGHT_IN_THEM = ("DIS", "\nNOFORN", "\nSENSITIVE")
_CAPTION_LINE = re.compile(rf"\n[ \t]*({_REPEATED}(?:[ \t,/]{{1,3}}{_REPEATED}){{0,3}})[ \t]*(?=\n|\Z)")
_CAPTIONS_AFTER = re.compile(rf"(?:\s*{_REPEATED}[ \t]*(?=\n)){{1,4}}")
_SIPDIS_BEFORE_TEXT = re.compile(r"\n[ \t]*(SIPDIS)[ \t]+(?=[A-Za-z\"'])")
_FIRST_PARAGRAPH = re.compile(r"\n[ \t]*(?:¶[ \t]*)?1[ \t]?[.)](?!\d)")
_MARK = re.compile(r"[A-Za-z0-9]{1,2}[.)]")
_ABBREVIATED = re.compile(
    r"\b(?:[A-Z]\.|(?:Mr|Mrs|Ms|Dr|Gen|Col|Lt|Sen|Rep|Amb|St|Gov|Prof|Capt|Maj|Inc|Co|vs|etc)\.)\Z"
)
# What a name follows, or after `No.` a number: also in capitals, as all is in telegrams before 1980. `U.S.` or `Inc.`
# before a capital may end a sentence, these do not.
_TITLES = "Gen|Mr|Mrs|Ms|Messrs|Dr|Col|Maj|Capt|Cmdr|Lt|Sgt|Adm|Amb|Sen|Rep|Gov|Prof|Rev|Hon|St|Pres|vs"
_TITLED = re.compile(rf"\b(?:{_TITLES}|{_TITLES.upper()})\.\Z")
_NUMBERED = re.compile(r"\b(?:Nos?|NOS?|Art|ART|Sec|SEC|Vol|VOL)\.\Z")
# `NNNN`, with letters of the message centre's behind it; four letters alone are one only between blank lines.
_END_MARK = re.compile(r"\n[ \t]*(NNNN(?:[A-Z]{3,12}[ \t]*(?=\n)|(?<=\n\n....)[ \t]*(?=\n[ \t]*\n)))")
_QUOTED = re.compile(r"[\"“‘'](?=\w)|\([a-z]{3}")
_UNENDED = "])-/&"  # before a small letter
_SPACE = " \t\n"
_FULL_LINE = 45  # lines wrap at 54 to 70 letters: a shorter one was ended on purpose
_POST_WIDTH = 10  # transmission cuts the names of posts
_LONGEST_TITLE = 8  # characters, with what stands before it
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


def as_typed(text: str) -> str:
    """Return the text, character for character, with plain blanks and hyphens where others stand for them."""
    if text.isascii():
        return text
    if any(character in text for character in _UNTYPED):
        text = text.translate(_TYPED)
    return _JOINING_DASH.sub("-", text) if "\u2013" in text else text


def _with_line_ends(text: str) -> tuple[str, SourceMap]:
    """Return the text with nothing but LF at the ends of its lines, blanks and hyphens as typed, and the map back."""
    text = as_typed(text)
    unseen = [character for character in _UNSEEN if character in text]
    if not unseen:
        return text, SourceMap()
    # Texts of PDFs have form feeds alone: a pattern that begins with one letter is found in a tenth of the time.
    line_ends = _FORM_FEED if unseen == ["\f"] else _ESCAPED_LINE_END if "\\" in unseen else _LINE_END
    lined, source_map = _without(text, (Removal(*match.span()) for match in line_ends.finditer(text)))
    return lined.replace("\r", "\n"), source_map


def _links(text: str) -> Iterator[Removal]:
    if "]" not in text or "](" not in text:  # a single letter is found in a twentieth of the time
        return
    for match in _LINK.finditer(text):
        if match[1] == "1" and text[match.end() : match.end() + 1].isalnum():
            yield Removal(match.start(), match.end(), "¶")
        else:
            yield Removal(match.start(), match.start(1))
            yield Removal(match.end(1), match.end())


def _strokes(text: str) -> Iterator[Removal]:
    """Yield the marks by which transcriptions strike out classifications and portion markings: `~~SECRET~~`."""
    if "~" not in text or "~~" not in text:
        return
    for match in _STRUCK.finditer(text):
        yield Removal(match.start(), match.start(1))
        yield Removal(match.end(1), match.end())


def _margin(text: str, pages: list[PageBreak], stamps: Stamps) -> list[tuple[tuple[Removal, ...], tuple[str, ...]]]:
    """Return what is removed at each code of an exemption in the margin of a release, and the codes that go with it.

    Beside the header and below the end the codes go: a field's value is what stands in it. In the text they stay, and
    where one splits a sentence the blank lines around it go.
    """
    release = release_of(stamps.stated)
    if release is None:
        return []
    first = _FIRST_PARAGRAPH.search(text)
    body = first.start() if first else 0
    removed = sorted([*((page.start, page.end) for page in pages), *(stamp[:2] for stamp in stamps.found)])
    ends = [end for _, end in removed]
    end = _end_before(text, len(text))
    for start, until in reversed(removed):
        if until < end:
            break
        end = _end_before(text, min(start, end))
    found: list[tuple[tuple[Removal, ...], tuple[str, ...]]] = []
    places = [place for place in find_withheld(text, release) if place.in_margin]
    for place in reversed(places):
        at = bisect_right(ends, place.start)
        if at < len(removed) and removed[at][0] < place.end:
            continue
        alone = place.start == place.code and not text[place.start - 1 : place.start].strip()
        if place.end <= body or (alone and place.end == end):
            start = text.rfind("\n", 0, place.start) + 1 if alone else place.start
            found.append(((Removal(start, place.end + alone),), place.codes))
            end = _end_before(text, place.start) if place.end == end else end
        elif alone and _splits_sentence(text, place.start, place.end):
            before, after = _end_before(text, place.start), place.end
            while text[after].isspace():
                after += 1
            joints = []
            if at == 0 or ends[at - 1] <= before:
                joints.append(Removal(before, place.start, "\n"))
            if at == len(removed) or removed[at][0] >= after:
                joints.append(Removal(place.end, after, "\n"))
            found.append((tuple(joints), ()))
    return found[::-1]


def _end_before(text: str, end: int) -> int:
    """Return where the text ends that stands before the blanks and blank lines before `end`."""
    while end and text[end - 1].isspace():
        end -= 1
    return end


def _repeated_captions(text: str) -> Iterator[Removal]:
    """Yield the captions that stand within the text: on lines of their own, or SIPDIS before the rest of a sentence.

    They stand after the first paragraph's number; in a text without numbers, before a small letter.
    """
    last = max(map(text.rfind, _SOUGHT_IN_THEM))
    if last < 0:
        return
    first = _FIRST_PARAGRAPH.search(text)
    body = first.start() if first else 0
    if last < body:
        return
    for start, end in _caption_lines(text, body):
        goes_on = first or text[end : end + 80].lstrip()[:1].islower()
        lines = map(str.strip, text[start:end].split("\n"))
        if (first and "SIPDIS" in lines) or (goes_on and _splits_sentence(text, start, end)):
            yield _removal(text, start, end, opens_body=False)
    if first:
        for found in _SIPDIS_BEFORE_TEXT.finditer(text, body):
            if _splits_sentence(text, found.start(1), found.end()):
                yield Removal(found.start(1), found.end())


def _end_marks(text: str) -> Iterator[Removal]:
    """Yield the marks that end a transmission where the telegram's text goes on after them, in a further section."""
    if "\nNNNN" not in text or not (first := _FIRST_PARAGRAPH.search(text)):
        return
    end = _end_before(text, len(text))
    for found in _END_MARK.finditer(text, first.end()):
        if found.end() < end:
            yield _removal(text, found.start(1), found.end(), opens_body=False)


def _caption_lines(text: str, body: int) -> Iterator[tuple[int, int]]:
    """Yield the spans of lines from `body` on that are captions alone, in order; lines below one another as one."""
    starts = set()
    for caption in _SOUGHT:
        at = text.find(caption, body)
        while at >= 0:
            starts.add(text.rfind("\n", 0, at + 1))
            line_end = text.find("\n", at + 1)
            at = text.find(caption, line_end) if line_end >= 0 else -1
    span: tuple[int, int] | None = None
    for start in sorted(starts):
        if start < body or not (found := _CAPTION_LINE.match(text, start)):
            continue
        if span and not text[span[1] : found.start(1)].strip():
            span = span[0], found.end(1)
            continue
        if span:
            yield span
        span = found.span(1)
    if span:
        yield span


def _breaks(text: str, vocabulary: Vocabulary) -> Iterator[tuple[Removal, SectionBreak]]:
    for of in (" OF ", " of "):
        at = text.find(of + "0")
        while at >= 0:
            before = _BEFORE_OF.search(text, max(0, at - 20), at + 1)
            after = _SECTIONS.match(text, at + 4)
            if before and after:
                post = _post_before(text, before.start(), vocabulary)
                if post is not None:
                    opens_body = before[2] == "001"
                    end = after.end()
                    if not opens_body and (captions := _CAPTIONS_AFTER.match(text, end)):
                        end = captions.end()
                    removal = _removal(text, post, end, opens_body=opens_body)
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


def _page_removals(text: str, page: PageBreak) -> Iterator[Removal]:
    """Yield the removals of a page break: as a rule of its lines; above the text its classification stays.

    Where no sentence goes on, a blank line stays below a short line, as it stands below the last of a paragraph; where
    stamps of a release are all that is removed below any line, since telegrams after 1980 divide paragraphs so.
    """
    if page.above:
        at = page.start
        for start, end in page.levels:
            if start > at:
                yield Removal(at, start)
            at = end
        if page.end > at:
            yield Removal(at, page.end)
        return
    last = text.rfind("\n", 0, page.start - 1) + 1
    short = page.start - last < _FULL_LINE or (page.released and not page.banners)
    ends = short and page.end < len(text) and not _splits_sentence(text, page.start, page.end)
    yield Removal(page.start, page.end, "\n" if ends else "")


def _splits_sentence(text: str, start: int, end: int) -> bool:
    """Return whether a sentence goes on from before `start` to after `end`."""
    return splits_sentence(text[max(0, start - 80) : start], text[end : end + 80])


def ends_with_title(text: str) -> bool:
    """Return whether a text ends with an abbreviation that a name follows, whose stop ends no sentence: `Gen.`"""
    return _TITLED.search(text, max(0, len(text) - _LONGEST_TITLE)) is not None


def splits_sentence(before: str, after: str) -> bool:
    """Return whether a sentence goes on from the end of one text to the beginning of another."""
    before, after = before[-80:].rstrip(), after[:80].lstrip()
    if not before or not after:
        return False
    if before[-1] == "." and (
        (after[0].islower() and _ABBREVIATED.search(before))
        or ((after[0].isalpha() or _QUOTED.match(after)) and ends_with_title(before))
        or (after[0].isdigit() and not _MARK.match(after) and _NUMBERED.search(before))
    ):
        return True
    if after[0].islower() and before[-1] in _UNENDED:
        return True
    if not (before[-1].isalnum() or before[-1] in ",;"):
        return False
    return after[0].islower() or (after[0].isalnum() and not _MARK.match(after)) or bool(_QUOTED.match(after))


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
