"""Paragraphs as safe HTML, with their links and highlights. No database: the caller gives their offsets.

The text is data. Whatever is in it, the only elements in the result are the ones named here, and the text content
is the text that was given: white space apart, and apart from the characters that no page can carry (see `escape`).
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import count
from typing import TypeVar

from django.utils.safestring import SafeString

from cables.rendering import line_wrapping, portion_marks
from cables.rendering.line_wrapping import Block, BlockType, Line
from cables.telegram.blackout import MARK

ESCAPES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#x27;"}
DIRECTIONAL = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
SPECIAL = re.compile(f"[&<>\"'\x00-\x08\x0b\x0e-\x1f\x7f-\x9f{DIRECTIONAL}\u2028\u2029\ud800-\udfff]")
CONTROL_PICTURES = 0x2400
DELETE = 0x7F
DELETE_PICTURE = "\u2421"
REPLACEMENT = "\ufffd"
REDACTED = re.compile(f"(?:{MARK})+")
MOST_NUMBERED = 1_000  # highlights of one page that have ids and steps


@dataclass(frozen=True, slots=True)
class Link:
    """A span of a text, from `start` up to `end`, that links to `href`; without one it is only explained."""

    start: int
    end: int
    href: str | None
    title: str = ""
    style: str = "ref"


@dataclass(frozen=True, slots=True)
class Highlight:
    """A span of a text that matches a query.

    One that has a number, counted from 1 to the `total` of a page, has an id of its own and steps to the highlights
    before and after it; one that has none is marked and no more. `first` is whether it is the first of its paragraph.
    """

    start: int
    end: int
    number: int = 0
    total: int = 0
    first: bool = False


Annotation = TypeVar("Annotation", Link, Highlight)


def numbered_highlights(texts: Sequence[Sequence[tuple[int, int]]]) -> list[list[Highlight]]:
    """Return the highlights at the spans of some texts, numbered through: of the texts of one page, in its order.

    Of very many the first MOST_NUMBERED have numbers.
    """
    total = min(sum(map(len, texts)), MOST_NUMBERED)
    numbers = count(1)
    return [
        [
            Highlight(start, end, number if number <= total else 0, total, first=not index)
            for index, ((start, end), number) in enumerate(zip(spans, numbers, strict=False))
        ]
        for spans in texts
    ]


@dataclass(frozen=True, slots=True)
class RenderedParagraph:
    """A paragraph as its page shows it: its id, the heading printed above it, and the text."""

    anchor: str
    heading: SafeString | None
    html: SafeString


def anchors(numbers: Iterable[int | None]) -> list[str]:
    """Return the id of each paragraph in its page, from the paragraphs' numbers in order.

    Paragraph 3 is `p3`. Numbers repeat: the second paragraph 3 is `p3-2`. A paragraph without a number goes by its
    position among all paragraphs, counted from 1: `u5`.
    """
    seen: Counter[int] = Counter()
    result: list[str] = []
    for position, number in enumerate(numbers, 1):
        if number is None:
            result.append(f"u{position}")
            continue
        seen[number] += 1
        result.append(anchor(number, position, seen[number]))
    return result


def anchor(number: int | None, position: int, occurrence: int) -> str:
    """Return the id of one paragraph by the rule of `anchors`; `occurrence` of its number is counted from 1."""
    if number is None:
        return f"u{position}"
    return f"p{number}" if occurrence == 1 else f"p{number}-{occurrence}"


def escape(text: str) -> SafeString:
    """Return a cable's text as HTML that it cannot break out of.

    Characters that control the writing direction stay but are isolated, each in an element of its own that names it,
    so that they affect nothing else. Control characters become their pictures (NUL is ␀), halves of surrogate pairs
    the replacement character: a page can carry neither. Redacted words are labelled as such.
    """
    escaped = SPECIAL.sub(_escaped, text)
    if MARK in escaped:
        escaped = REDACTED.sub(r'<span class="redacted" role="img" aria-label="redacted">\g<0></span>', escaped)
    return SafeString(escaped)


def _escaped(match: re.Match[str]) -> str:
    """Return the HTML for a character that must not stand in a page as it is."""
    character = match[0]
    if character in ESCAPES:
        return ESCAPES[character]
    code = ord(character)
    if 0xD800 <= code <= 0xDFFF:
        return REPLACEMENT
    if code < 0x20:
        character = chr(CONTROL_PICTURES + code)
    elif code == DELETE:
        character = DELETE_PICTURE
    name = unicodedata.name(match[0], "control character").lower()
    return f'<bdi class="control" data-code="{code:04X}" title="U+{code:04X}, {name}">{character}</bdi>'


def fragment(anchor: str, *, framed: bool = False) -> SafeString:
    """Return the attributes of a link to an anchor of the same page.

    A page that is `framed` within another by `srcdoc` has no URL of its own: a bare fragment would lead to the page
    around it, and links open beside it unless they say otherwise.
    """
    to = escape_attribute(anchor)
    return SafeString(f'target="_self" href="about:srcdoc#{to}"' if framed else f'href="#{to}"')


def numbered_paragraph(
    text: str,
    anchor: str,
    number: int | None,
    portion: str | None,
    heading: str | None,
    links: Sequence[Link] = (),
    width: int | None = None,
    highlights: Sequence[Highlight] = (),
    heading_highlights: Sequence[Highlight] = (),
    *,
    framed: bool = False,
) -> RenderedParagraph:
    """Return a paragraph with its number, which is its own link, and its portion marking with the meaning.

    `framed` is that of `fragment`.
    """
    label = "Paragraph without a number" if number is None else f"Paragraph {number}"
    shown = "¶" if number is None else number
    lead = f'<a class="no" {fragment(anchor, framed=framed)} aria-label="{label}">{shown}</a>'
    if portion:
        level, meaning = portion_marks.level(portion).lower(), escape_attribute(portion_marks.meaning(portion))
        lead += f'<abbr class="portion {level}" title="{meaning}">({escape(portion)})</abbr> '
    opening = len(f"{number}. ") if number is not None else 0
    opening += len(f"({portion}) ") if portion else 0
    above = multiline(heading, heading_highlights) if heading else None
    return RenderedParagraph(anchor, above, paragraph(text, links, width, lead, opening, highlights, framed=framed))


def paragraph(
    text: str,
    links: Sequence[Link] = (),
    width: int | None = None,
    lead: str = "",
    opening: int = 0,
    highlights: Sequence[Highlight] = (),
    *,
    framed: bool = False,
) -> SafeString:
    """Return a paragraph's text as `<p>`, `<ul>` and `<pre>` elements, with its links and highlights.

    `width` is the measure at which the cable was wrapped (`line_wrapping.measure`); `lead` is HTML that opens the first
    element, instead of the `opening` characters that stood before the text. Links that overlap an earlier one or lie
    outside the text are left out, and so are highlights. `framed` is that of `fragment`.
    """
    writer = _Writer(text, links, highlights, framed=framed)
    out: list[str] = []
    blocks = line_wrapping.blocks(text, width, opening)
    start = lead
    if start and (not blocks or blocks[0].type is not BlockType.PROSE):
        out.append(f"<p>{start}</p>")
        start = ""
    in_list = False
    for block in blocks:
        if in_list and block.type is not BlockType.ITEM:
            out.append("</ul>")
        elif not in_list and block.type is BlockType.ITEM:
            out.append('<ul class="items">')
        in_list = block.type is BlockType.ITEM
        out.append(_element(writer, block, start))
        start = ""
    if in_list:
        out.append("</ul>")
    return SafeString("".join(out))


def highlighted(text: str, highlights: Sequence[Highlight]) -> SafeString:
    """Return a text in one line, such as a subject, with its highlights."""
    return SafeString(_Writer(text, (), highlights).inline([Line(0, len(text), 0)]))


def multiline(text: str, highlights: Sequence[Highlight] = ()) -> SafeString:
    """Return a text of a few lines, such as a heading, with its breaks; rules of dashes are set apart."""
    writer = _Writer(text, (), highlights)
    parts = [
        f'<span class="rule" aria-hidden="true">{inline}</span>' if block.type is BlockType.RULE else inline
        for block in line_wrapping.blocks(text, None)
        if (inline := writer.inline(block.lines))
    ]
    return SafeString("<br>".join(parts))


def _element(writer: _Writer, block: Block, start: str) -> str:
    """Return one block as its element."""
    if block.type is BlockType.TABLE:
        return f'<pre class="table" tabindex="0" role="region" aria-label="Table">{writer.verbatim(block)}</pre>'
    if block.type is BlockType.RULE:
        return f'<p class="rule">{writer.inline(block.lines)}</p>'
    if block.type is BlockType.ITEM:
        first = block.lines[0]
        text = first.start + block.bullet
        end = first.start + len(writer.text[first.start : text].rstrip(line_wrapping.BLANKS))
        bullet = writer.inline([Line(first.start, end, first.indent)])
        item = writer.inline([Line(text, first.end, first.indent), *block.lines[1:]])
        return f'<li><span class="mark">{bullet}</span> {item}</li>'
    return f"<p>{start}{writer.inline(block.lines)}</p>"


class _Writer:
    """Writer of spans of one text in order, with its links and the highlights within them.

    A highlight that a link or a line divides is marked in parts. Its steps are links, so they wait until the link that
    it may lie in has ended.
    """

    def __init__(
        self, text: str, links: Iterable[Link], highlights: Iterable[Highlight], *, framed: bool = False
    ) -> None:
        self.text = text
        self.framed = framed
        self.links = _disjoint(links, len(text))
        self.starts = [link.start for link in self.links]
        self.highlights = _disjoint(highlights, len(text))
        self.ends = [highlight.end for highlight in self.highlights]
        self.pending: list[Highlight] = []  # whose steps are to be written

    def inline(self, parts: list[Line]) -> str:
        """Return lines as one run: those that are joined by a space, the others by breaks. A link may span lines."""
        out: list[str] = []
        opened: Link | None = None
        for line in parts:
            if opened and opened.end <= line.start:
                self._close(out, opened)
                opened = None
            if out:
                out.append(" " if line.joined else "<br>")
            opened = self._span(out, line.start, line.end, opened)
        if opened:
            self._close(out, opened)
        return "".join(out)

    def verbatim(self, block: Block) -> str:
        """Return a block line by line with all its white space, but for the indentation that all lines share."""
        begins = [self.text.rfind("\n", 0, line.start) + 1 for line in block.lines]
        shared = min(line.start - begin for line, begin in zip(block.lines, begins, strict=True))
        out: list[str] = []
        opened: Link | None = None
        for line, begin in zip(block.lines, begins, strict=True):
            if out:
                out.append("\n")
            opened = self._span(out, begin + shared, line.end, opened)
        if opened:
            self._close(out, opened)
        return "".join(out)

    def _span(self, out: list[str], start: int, end: int, opened: Link | None) -> Link | None:
        """Write text[start:end], inside the link that is still open if there is one; returns the one left open."""
        if not self.links and not self.highlights:  # as it is of most paragraphs
            out.append(escape(self.text[start:end]))
            return None
        if opened:
            upto = min(opened.end, end)
            self._text(out, start, upto, opened)
            if opened.end > end:
                return opened
            self._close(out, opened)
            start = max(start, upto)
        first, beyond = bisect_left(self.starts, start), bisect_left(self.starts, end)
        for link in self.links[first:beyond]:
            self._text(out, start, link.start)
            out.append(_open(link, framed=self.framed))
            self._text(out, link.start, min(link.end, end), link)
            if link.end > end:
                return link
            self._close(out, link)
            start = link.end
        self._text(out, start, end)
        return None

    def _text(self, out: list[str], start: int, end: int, inside: Link | None = None) -> None:
        """Write text[start:end], which lies inside one link or outside all, with its highlights."""
        for highlight in self.highlights[bisect_right(self.ends, start) :]:
            if highlight.start >= end or start >= end:
                break
            first, upto = max(start, highlight.start), min(end, highlight.end)
            id_ = f' id="{highlight_id(highlight.number)}"' if highlight.number and first == highlight.start else ""
            out.append(f"{escape(self.text[start:first])}<mark{id_}>{escape(self.text[first:upto])}</mark>")
            start = upto
            if highlight.number and upto == highlight.end:
                self.pending.append(highlight)
            if not inside:
                self._steps(out)
        out.append(escape(self.text[start:end]))

    def _steps(self, out: list[str]) -> None:
        """Write the steps of the highlights that have been written."""
        out.extend(map(_steps, self.pending))
        self.pending.clear()

    def _close(self, out: list[str], link: Link) -> None:
        """Write a link's closing tag, and the steps that waited for it."""
        out.append("</abbr>" if link.href is None else "</a>")
        self._steps(out)


def _open(link: Link, *, framed: bool) -> str:
    """Return a link's opening tag."""
    title = f' title="{escape_attribute(link.title)}"' if link.title else ""
    if link.href is None:
        return f"<abbr{title}>"
    is_fragment = link.href.startswith("#")
    href = fragment(link.href[1:], framed=framed) if is_fragment else f'href="{escape_attribute(link.href)}"'
    return f'<a class="{escape_attribute(link.style)}" {href}{title}>'


def highlight_id(number: int) -> str:
    """Return the id of a highlight in its page."""
    return f"hit-{number}"


def _steps(highlight: Highlight) -> str:
    """Return the links from a highlight to its neighbours, which show at the one that the user has gone to."""
    style = "steps opening" if highlight.first else "steps"
    before, after = highlight.number - 1, highlight.number + 1
    back = f'<a href="#{highlight_id(before)}" aria-label="Previous place">‹</a>' if before else ""
    on = f'<a href="#{highlight_id(after)}" aria-label="Next place">›</a>' if after <= highlight.total else ""
    return f'<span class="{style}">{back} {highlight.number} of {highlight.total} {on}</span>'


def escape_attribute(text: str) -> str:
    """Return a text as the value of an attribute: what `escape` would put in elements is left out."""
    return SPECIAL.sub(lambda match: ESCAPES.get(match[0], REPLACEMENT), text)


def _disjoint(annotations: Iterable[Annotation], length: int) -> list[Annotation]:
    """Return links or highlights in order, without those that overlap an earlier one or lie outside the text."""
    result: list[Annotation] = []
    for each in sorted(annotations, key=lambda each: (each.start, each.end)):
        if 0 <= each.start < each.end <= length and (not result or each.start >= result[-1].end):
            result.append(each)
    return result
