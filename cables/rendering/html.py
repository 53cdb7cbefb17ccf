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
from cables.rendering.line_wrapping import BlockType, Line, LineBlock
from cables.telegram.redaction import MARK

ESCAPES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#x27;"}
DIRECTIONAL = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
SPECIAL = re.compile(f"[&<>\"'\x00-\x08\x0b\x0e-\x1f\x7f-\x9f{DIRECTIONAL}\u2028\u2029\ud800-\udfff]")
CONTROL_PICTURES = 0x2400
DELETE = 0x7F
DELETE_PICTURE = "\u2421"
REPLACEMENT = "\ufffd"
VISIBLE = re.compile(r"[^\n]")
REDACTED = re.compile(f"(?:{MARK})+")
BLANK, WITHHELD = "blank", "withheld"  # styles
MOST_NUMBERED = 1_000  # highlights of one page that have ids and steps


@dataclass(frozen=True, slots=True)
class TextLink:
    """A span of a text, from `start` up to `end`, that links to `href`; without one it is only explained.

    Of the style WITHHELD it is a mark of something withheld, which says why in words that are added to the text; BLANK
    is what stands before such a mark in place of words.
    """

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


Annotation = TypeVar("Annotation", TextLink, Highlight)


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
    links: Sequence[TextLink] = (),
    width: int | None = None,
    highlights: Sequence[Highlight] = (),
    heading_highlights: Sequence[Highlight] = (),
    *,
    framed: bool = False,
    as_sent: bool = False,
    words: frozenset[str] | None = None,
) -> RenderedParagraph:
    """Return a paragraph with its number, which is its own link, and its portion marking with the meaning.

    `framed` is that of `fragment`, `as_sent` and `words` are those of `paragraph`.
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
    html = paragraph(*(text, links, width, lead, opening, highlights), framed=framed, as_sent=as_sent, words=words)
    return RenderedParagraph(anchor, above, html)


def paragraph(
    text: str,
    links: Sequence[TextLink] = (),
    width: int | None = None,
    lead: str = "",
    opening: int = 0,
    highlights: Sequence[Highlight] = (),
    *,
    framed: bool = False,
    as_sent: bool = False,
    words: frozenset[str] | None = None,
) -> SafeString:
    """Return a paragraph's text as `<p>`, `<ul>` and `<pre>` elements, with its links and highlights.

    `width` is the measure at which the cable was wrapped (`line_wrapping.measure`); `lead` is HTML that opens the first
    element, instead of the `opening` characters that stood before the text. Links that overlap an earlier one or lie
    outside the text are left out, and so are highlights. `framed` is that of `fragment`. `as_sent` shows the text in
    its own lines and columns. By `words`, those of the cable, words that are hyphenated at the ends of lines are
    joined.
    """
    writer = _Writer(text, links, highlights, framed=framed)
    if as_sent:
        sent = f'<pre class="sent">{writer.verbatim_text()}</pre>' if text else ""
        return SafeString((f"<p>{lead}</p>" if lead else "") + sent)
    out: list[str] = []
    blocks = line_wrapping.blocks(_without_gaps(text, links), width, opening, words)
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


def _without_gaps(text: str, links: Sequence[TextLink]) -> str:
    """Return the text, character for character, with letters for what is withheld, whose blanks make no table."""
    pieces: list[str] = []
    at = 0
    for link in _disjoint(links, len(text)):
        if link.style in (BLANK, WITHHELD):
            pieces += (text[at : link.start], VISIBLE.sub("x", text[link.start : link.end]))
            at = link.end
    return "".join([*pieces, text[at:]]) if pieces else text


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


def _element(writer: _Writer, block: LineBlock, start: str) -> str:
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
        self, text: str, links: Iterable[TextLink], highlights: Iterable[Highlight], *, framed: bool = False
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
        opened: TextLink | None = None
        for line in parts:
            if opened and opened.end <= line.start:
                self._close(out, opened)
                opened = None
            if out:
                out.append("" if line.glued else " " if line.joined else "<br>")
            begin = len(out)
            opened = self._span(out, line.start, line.end, opened)
            if line.glued:
                _rejoin_mark(out, begin)
        if opened:
            self._close(out, opened)
        return "".join(out)

    def verbatim_text(self) -> str:
        """Return the whole text with all its white space."""
        out: list[str] = []
        if opened := self._span(out, 0, len(self.text), None):
            self._close(out, opened)
        return "".join(out)

    def verbatim(self, block: LineBlock) -> str:
        """Return a block line by line with all its white space, but for the indentation that all lines share."""
        begins = [self.text.rfind("\n", 0, line.start) + 1 for line in block.lines]
        shared = min(line.start - begin for line, begin in zip(block.lines, begins, strict=True))
        out: list[str] = []
        opened: TextLink | None = None
        for line, begin in zip(block.lines, begins, strict=True):
            if out:
                out.append("\n")
            opened = self._span(out, begin + shared, line.end, opened)
        if opened:
            self._close(out, opened)
        return "".join(out)

    def _span(self, out: list[str], start: int, end: int, opened: TextLink | None) -> TextLink | None:
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

    def _text(self, out: list[str], start: int, end: int, inside: TextLink | None = None) -> None:
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

    def _close(self, out: list[str], link: TextLink) -> None:
        """Write a link's closing tag, and the steps that waited for it."""
        out.append(_closing(link))
        self._steps(out)


def _rejoin_mark(out: list[str], begin: int) -> None:
    """Make one mark of the two that a highlight has in a word which `out[begin:]` goes on with: each has an edge."""
    before = next((place for place in range(begin - 1, -1, -1) if out[place]), None)
    after = next((place for place in range(begin, len(out)) if out[place]), None)
    if before is None or after is None:
        return
    if out[before].endswith("</mark>") and out[after].startswith("<mark>"):
        out[before] = out[before].removesuffix("</mark>")
        out[after] = out[after].removeprefix("<mark>")


def _open(link: TextLink, *, framed: bool) -> str:
    """Return a link's opening tag."""
    title = f' title="{escape_attribute(link.title)}"' if link.title else ""
    if link.style == BLANK:
        return '<span class="blank">'
    if link.style == WITHHELD:
        return '<span class="withheld"><span class="added">withheld: </span>'
    if link.href is None:
        return f"<abbr{title}>"
    is_fragment = link.href.startswith("#")
    href = fragment(link.href[1:], framed=framed) if is_fragment else f'href="{escape_attribute(link.href)}"'
    return f'<a class="{escape_attribute(link.style)}" {href}{title}>'


def _closing(link: TextLink) -> str:
    """Return a link's closing tag."""
    if link.style == WITHHELD:
        return f'<span class="added"> {escape(link.title)}</span></span>' if link.title else "</span>"
    if link.style == BLANK:
        return "</span>"
    return "</abbr>" if link.href is None else "</a>"


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
