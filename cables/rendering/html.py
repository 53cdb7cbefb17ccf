"""A paragraph, its links and a reader's words in it as safe HTML. No database: whoever calls says where they are.

The text is data. Whatever it holds, the only elements that come out are the ones named here, and the text content
is the text that went in: white space apart, and apart from the characters that no page can carry (see `plain`).
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
from cables.rendering.line_wrapping import Block, Kind, Line
from cables.telegram.redaction import MARK

ESCAPES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#x27;"}
DIRECTIONAL = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
SPECIAL = re.compile(f"[&<>\"'\x00-\x08\x0b\x0e-\x1f\x7f-\x9f{DIRECTIONAL}\u2028\u2029\ud800-\udfff]")
CONTROL_PICTURES = 0x2400
DELETE = 0x7F
DELETE_PICTURE = "\u2421"
REPLACEMENT = "\ufffd"
BLACKED_OUT = re.compile(f"(?:{MARK})+")
MOST_NUMBERED = 1_000  # places of one page that have addresses and steps


@dataclass(frozen=True, slots=True)
class Link:
    """A stretch of a text, from `start` up to `end`, that leads to `href`; without one it is only explained."""

    start: int
    end: int
    href: str | None
    title: str = ""
    style: str = "ref"


@dataclass(frozen=True, slots=True)
class Place:
    """A stretch of a text where a reader's words stand.

    One that has a number, counted from 1 `among` all of a page, has an address of its own and steps to the places
    before and after it; one that has none is marked and no more. `opens` a paragraph what is the first place in it.
    """

    start: int
    end: int
    number: int = 0
    among: int = 0
    opens: bool = False


Stretch = TypeVar("Stretch", Link, Place)


def numbered(texts: Sequence[Sequence[tuple[int, int]]]) -> list[list[Place]]:
    """The places at the spans of some texts, numbered through: of the texts of one page, in its order.

    Of very many the first MOST_NUMBERED have numbers.
    """
    among = min(sum(map(len, texts)), MOST_NUMBERED)
    numbers = count(1)
    return [
        [
            Place(start, end, number if number <= among else 0, among, opens=not place)
            for place, ((start, end), number) in enumerate(zip(spans, numbers, strict=False))
        ]
        for spans in texts
    ]


@dataclass(frozen=True, slots=True)
class Passage:
    """A paragraph as its page shows it: its address, the heading printed above it, and the text."""

    anchor: str
    heading: SafeString | None
    html: SafeString


def anchors(numbers: Iterable[int | None]) -> list[str]:
    """The address of each paragraph within its page, from the paragraphs' numbers in order.

    Paragraph 3 is `p3`. Numbers repeat: the second paragraph 3 is `p3-2`. A paragraph without a number goes by its
    position among all paragraphs, counted from 1: `u5`.
    """
    seen: Counter[int] = Counter()
    found: list[str] = []
    for position, number in enumerate(numbers, 1):
        if number is None:
            found.append(f"u{position}")
            continue
        seen[number] += 1
        found.append(anchor(number, position, seen[number]))
    return found


def anchor(number: int | None, position: int, occurrence: int) -> str:
    """The address of one paragraph: by `anchors`' rule, given which of its number it is, counted from 1."""
    if number is None:
        return f"u{position}"
    return f"p{number}" if occurrence == 1 else f"p{number}-{occurrence}"


def plain(text: str) -> SafeString:
    """A cable's words as HTML that they cannot break out of.

    Characters that steer the writing direction are kept but isolated, each in an element of its own that names it,
    so that they turn nothing round. Control characters become their pictures (NUL is ␀), halves of surrogate pairs
    the replacement character: a page can carry neither. Where words were blacked out, that is said as well.
    """
    harmless = SPECIAL.sub(_harmless, text)
    if MARK in harmless:
        harmless = BLACKED_OUT.sub(r'<span class="redacted" role="img" aria-label="redacted">\g<0></span>', harmless)
    return SafeString(harmless)


def _harmless(match: re.Match[str]) -> str:
    """What stands in the page for a character that must not stand there as it is."""
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
    to = plain_attribute(anchor)
    return SafeString(f'target="_self" href="about:srcdoc#{to}"' if framed else f'href="#{to}"')


def passage(
    text: str,
    address: str,
    number: int | None,
    portion: str | None,
    heading: str | None,
    links: Sequence[Link] = (),
    width: int | None = None,
    places: Sequence[Place] = (),
    heading_places: Sequence[Place] = (),
    *,
    framed: bool = False,
) -> Passage:
    """Return a paragraph with its number, which is its own link, and its portion marking with the meaning.

    `framed` is that of `fragment`.
    """
    said = "Paragraph without a number" if number is None else f"Paragraph {number}"
    sign = "¶" if number is None else number
    lead = f'<a class="no" {fragment(address, framed=framed)} aria-label="{said}">{sign}</a>'
    if portion:
        level, meaning = portion_marks.level(portion).lower(), plain_attribute(portion_marks.meaning(portion))
        lead += f'<abbr class="portion {level}" title="{meaning}">({plain(portion)})</abbr> '
    opening = len(f"{number}. ") if number is not None else 0
    opening += len(f"({portion}) ") if portion else 0
    above = lines(heading, heading_places) if heading else None
    return Passage(address, above, paragraph(text, links, width, lead, opening, places, framed=framed))


def paragraph(
    text: str,
    links: Sequence[Link] = (),
    width: int | None = None,
    lead: str = "",
    opening: int = 0,
    places: Sequence[Place] = (),
    *,
    framed: bool = False,
) -> SafeString:
    """A paragraph's text as `<p>`, `<ul>` and `<pre>` elements, with its links and the places marked in it.

    `width` is the measure at which the cable was wrapped (`flow.measure`); `lead` is HTML that opens the first
    element, in place of the `opening` characters that stood before the text. Links that overlap an earlier one or lie
    outside the text are left out, and so are places.
    """
    writer = _Writer(text, links, places, framed=framed)
    out: list[str] = []
    found = line_wrapping.blocks(text, width, opening)
    start = lead
    if start and (not found or found[0].kind is not Kind.PROSE):
        out.append(f"<p>{start}</p>")
        start = ""
    in_list = False
    for block in found:
        if in_list and block.kind is not Kind.ITEM:
            out.append("</ul>")
        elif not in_list and block.kind is Kind.ITEM:
            out.append('<ul class="items">')
        in_list = block.kind is Kind.ITEM
        out.append(_element(writer, block, start))
        start = ""
    if in_list:
        out.append("</ul>")
    return SafeString("".join(out))


def marked(text: str, places: Sequence[Place]) -> SafeString:
    """A text in one line, such as a subject, with the places marked in it."""
    return SafeString(_Writer(text, (), places).inline([Line(0, len(text), 0)]))


def lines(text: str, places: Sequence[Place] = ()) -> SafeString:
    """A text of a few lines, such as a heading, with its breaks; rules of dashes under or over it are set apart."""
    writer = _Writer(text, (), places)
    parts = [
        f'<span class="rule" aria-hidden="true">{written}</span>' if block.kind is Kind.RULE else written
        for block in line_wrapping.blocks(text, None)
        if (written := writer.inline(block.lines))
    ]
    return SafeString("<br>".join(parts))


def _element(writer: _Writer, block: Block, start: str) -> str:
    """One block as its element."""
    if block.kind is Kind.TABLE:
        return f'<pre class="table" tabindex="0" role="region" aria-label="Table">{writer.verbatim(block)}</pre>'
    if block.kind is Kind.RULE:
        return f'<p class="rule">{writer.inline(block.lines)}</p>'
    if block.kind is Kind.ITEM:
        first = block.lines[0]
        text = first.start + block.mark
        marked = first.start + len(writer.text[first.start : text].rstrip(line_wrapping.BLANKS))
        mark = writer.inline([Line(first.start, marked, first.indent)])
        item = writer.inline([Line(text, first.end, first.indent), *block.lines[1:]])
        return f'<li><span class="mark">{mark}</span> {item}</li>'
    return f"<p>{start}{writer.inline(block.lines)}</p>"


class _Writer:
    """Writes stretches of one text in order, putting its links in as they come, and the marks of places within them.

    A place that a link or a line cuts is marked piece by piece. Its steps are links, so they wait until the link that
    it may lie in has ended.
    """

    def __init__(self, text: str, links: Iterable[Link], places: Iterable[Place], *, framed: bool = False) -> None:
        self.text = text
        self.framed = framed
        self.links = _disjoint(links, len(text))
        self.starts = [link.start for link in self.links]
        self.places = _disjoint(places, len(text))
        self.ends = [place.end for place in self.places]
        self.waiting: list[Place] = []

    def inline(self, parts: list[Line]) -> str:
        """Lines as one run: those that go on are joined by a space, the others broken. A link may span lines."""
        out: list[str] = []
        held: Link | None = None
        for line in parts:
            if held and held.end <= line.start:
                self._close(out, held)
                held = None
            if out:
                out.append(" " if line.joined else "<br>")
            held = self._stretch(out, line.start, line.end, held)
        if held:
            self._close(out, held)
        return "".join(out)

    def verbatim(self, block: Block) -> str:
        """A block line by line with all its white space, but for the indentation that all lines share."""
        begins = [self.text.rfind("\n", 0, line.start) + 1 for line in block.lines]
        shared = min(line.start - begin for line, begin in zip(block.lines, begins, strict=True))
        out: list[str] = []
        held: Link | None = None
        for line, begin in zip(block.lines, begins, strict=True):
            if out:
                out.append("\n")
            held = self._stretch(out, begin + shared, line.end, held)
        if held:
            self._close(out, held)
        return "".join(out)

    def _stretch(self, out: list[str], start: int, end: int, held: Link | None) -> Link | None:
        """Write text[start:end], inside the link that is still open if there is one; returns the one left open."""
        if not self.links and not self.places:  # as it is of most paragraphs
            out.append(plain(self.text[start:end]))
            return None
        if held:
            upto = min(held.end, end)
            self._words(out, start, upto, held)
            if held.end > end:
                return held
            self._close(out, held)
            start = max(start, upto)
        first, beyond = bisect_left(self.starts, start), bisect_left(self.starts, end)
        for link in self.links[first:beyond]:
            self._words(out, start, link.start)
            out.append(_open(link, framed=self.framed))
            self._words(out, link.start, min(link.end, end), link)
            if link.end > end:
                return link
            self._close(out, link)
            start = link.end
        self._words(out, start, end)
        return None

    def _words(self, out: list[str], start: int, end: int, inside: Link | None = None) -> None:
        """Write text[start:end], which lies inside one link or outside all, with its places marked."""
        for place in self.places[bisect_right(self.ends, start) :]:
            if place.start >= end or start >= end:
                break
            first, upto = max(start, place.start), min(end, place.end)
            address = f' id="{place_address(place.number)}"' if place.number and first == place.start else ""
            out.append(f"{plain(self.text[start:first])}<mark{address}>{plain(self.text[first:upto])}</mark>")
            start = upto
            if place.number and upto == place.end:
                self.waiting.append(place)
            if not inside:
                self._steps(out)
        out.append(plain(self.text[start:end]))

    def _steps(self, out: list[str]) -> None:
        """The steps of the places that have been written."""
        out.extend(map(_steps, self.waiting))
        self.waiting.clear()

    def _close(self, out: list[str], link: Link) -> None:
        """A link's closing tag, and the steps that waited for it."""
        out.append("</abbr>" if link.href is None else "</a>")
        self._steps(out)


def _open(link: Link, *, framed: bool) -> str:
    """Return a link's opening tag."""
    title = f' title="{plain_attribute(link.title)}"' if link.title else ""
    if link.href is None:
        return f"<abbr{title}>"
    is_fragment = link.href.startswith("#")
    href = fragment(link.href[1:], framed=framed) if is_fragment else f'href="{plain_attribute(link.href)}"'
    return f'<a class="{plain_attribute(link.style)}" {href}{title}>'


def place_address(number: int) -> str:
    """The address of a place within its page."""
    return f"hit-{number}"


def _steps(place: Place) -> str:
    """The way from a place to its neighbours. It shows where the place is the one that the reader went to."""
    style = "steps opening" if place.opens else "steps"
    before, after = place.number - 1, place.number + 1
    back = f'<a href="#{place_address(before)}" aria-label="Previous place">‹</a>' if before else ""
    on = f'<a href="#{place_address(after)}" aria-label="Next place">›</a>' if after <= place.among else ""
    return f'<span class="{style}">{back} {place.number} of {place.among} {on}</span>'


def plain_attribute(text: str) -> str:
    """A text as the value of an attribute: what `plain` would put in elements is left out."""
    return SPECIAL.sub(lambda match: ESCAPES.get(match[0], REPLACEMENT), text)


def _disjoint(stretches: Iterable[Stretch], length: int) -> list[Stretch]:
    """Links or places in order, without those that overlap an earlier one or lie outside a text of that length."""
    kept: list[Stretch] = []
    for stretch in sorted(stretches, key=lambda stretch: (stretch.start, stretch.end)):
        if 0 <= stretch.start < stretch.end <= length and (not kept or stretch.start >= kept[-1].end):
            kept.append(stretch)
    return kept
