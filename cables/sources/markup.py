"""Tokens of a page of HTML, tags and the text between them, and the blocks of lines that they make.

The page is read from its beginning to its end once, and no tree is made of it: HTML lets a page of some kilobytes stand
for a tree of millions of elements, by tags that are not closed (32 KB took 1.3 GB), and one tag with twice the
attributes takes four times as long. Where a tag, a comment or a script ends is as in the standard's tokenizer
(https://html.spec.whatwg.org/multipage/parsing.html#tokenization).
"""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import groupby, islice
from operator import itemgetter
from typing import NamedTuple

from cables.sources.raw import RefusedFileError

_MOST_TAGS = 20_000  # of a page: one of a cable has some hundreds, one whose lines end with a tag some thousands
_MOST_ATTRIBUTES = 100  # of a tag, among which one is looked for
# The standard's attributes: a name may hold anything but blanks, `/`, `>` and, behind its first character, `=`.
_ATTRIBUTES = r"""(?:[\s/]*+[^\s/>][^\s/>=]*+(?:\s*+=\s*+(?:"[^"]*+"|'[^']*+'|(?!["'])[^\s>]*+))?+)*+[\s/]*+"""
_TAG = re.compile(rf"<(/?)([A-Za-z][^\s/>]*+)({_ATTRIBUTES})>")
_TAG_BEGINS = re.compile(r"</?[A-Za-z]")
_ATTRIBUTE = re.compile(r"""[\s/]*+([^\s/>][^\s/>=]*+)(?:\s*+=\s*+(?:"([^"]*+)"|'([^']*+)'|((?!["'])[^\s>]*+)))?+""")
# Comments, and what is read as one: declarations, instructions, and what closes nothing.
_UNSHOWN = re.compile(r"<!--|<[!?/]")
_ENDS_AT_ONCE = re.compile(r"<!---?>")
_CONTAINERS = frozenset(
    {
        *("address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details", "div", "dl", "dt"),
        *("fieldset", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "html", "li", "main"),
        *("nav", "ol", "pre", "section", "summary", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul"),
    }
)
_BREAK = "\0"  # stands for a line break that is marked up; a NUL of the page is none
_AFTER_BREAK = re.compile(rf"(?<={_BREAK})[ \t]*\n")
_BREAKING = frozenset({"br", "p"})
_DIVIDING = _CONTAINERS | _BREAKING
# Elements whose content is no markup, each with what ends it; of the title and text areas it is text.
_RAW = {
    name: re.compile(rf"</{name}(?=[\s/>])", re.IGNORECASE)
    for name in ("script", "style", "textarea", "title", "xmp", "iframe", "noembed", "noframes")
}
# Beyond all characters, and too long for Python to make a number of it.
_LONG_REFERENCE = re.compile(r"&#(?:[0-9]{20,}|[xX][0-9A-Fa-f]{20,});?")
_RAW_TEXT = frozenset({"textarea", "title"})


class MarkupTag(NamedTuple):
    """A tag: its name in lower case, whether it closes the element, and its attributes as they stand there."""

    name: str
    closes: bool
    raw_attributes: str

    def attribute(self, name: str) -> str:
        """Return the value of an attribute, empty where the tag has none of that name; of several the first counts."""
        for found in islice(_ATTRIBUTE.finditer(self.raw_attributes), _MOST_ATTRIBUTES):
            if found[1].lower() == name:
                return resolved(found[2] or found[3] or found[4] or "")
        return ""


def tokens(page: str) -> Iterator[MarkupTag | str]:
    """Yield the tags of a page that divide its text into blocks and lines, and the texts between them; never fails.

    Comments, declarations and the content of scripts and styles are left out, and so is a tag without an end.
    """
    page = page.replace("\r\n", "\n").replace("\r", "\n")
    position = 0
    pieces: list[str] = []
    while (found := page.find("<", position)) >= 0:
        if found > position:
            pieces.append(resolved(page[position:found]))
        if tag := _TAG.match(page, found):
            name, position = tag[2].lower(), tag.end()
            if name in _DIVIDING:
                if pieces:
                    yield "".join(pieces)
                    pieces.clear()
                yield MarkupTag(name, bool(tag[1]), tag[3])
            elif name in _RAW and not tag[1]:
                ending = _RAW[name].search(page, position)
                end = ending.start() if ending else len(page)
                if name in _RAW_TEXT:
                    pieces.append(resolved(page[position:end]))
                position = end
        elif _TAG_BEGINS.match(page, found):
            position = len(page)  # one without an end
        elif at_once := _ENDS_AT_ONCE.match(page, found):
            position = at_once.end()
        elif unshown := _UNSHOWN.match(page, found):
            closing = "-->" if unshown[0] == "<!--" else ">"
            end = page.find(closing, unshown.end())
            position = end + len(closing) if end >= 0 else len(page)
        else:
            pieces.append("<")
            position = found + 1
    pieces.append(resolved(page[position:]))
    yield "".join(pieces)


def resolved(text: str) -> str:
    """Return a text with its character references resolved."""
    return html.unescape(_LONG_REFERENCE.sub("\ufffd", text)) if "&" in text else text


@dataclass(slots=True)
class Block:
    """An element that stands on lines of its own, with the text that is directly in it, of links and the like too.

    label: its id and its classes, in lower case. table: the number of the table that it is in, 0 for none. pieces: its
    text, each with its place among that of all blocks.
    """

    name: str
    label: str
    table: int
    pieces: list[tuple[int, str]] = field(default_factory=list)

    @property
    def breaks(self) -> int:
        """Return how many line breaks are marked up in it."""
        return sum(piece == _BREAK for _, piece in self.pieces)

    @property
    def text(self) -> str:
        """Return its text as lines: by the breaks that are marked up, else, and where it is preformatted, as it stands.

        Where breaks are marked up, the end of a source line behind one is none, and any other is a blank.
        """
        whole = "".join(piece for _, piece in self.pieces)
        if self.name == "pre":
            whole = whole.removeprefix("\n")  # as the standard has it
            return whole.replace(_BREAK, "" if "\n" in whole else "\n")
        if _BREAK not in whole:
            return whole
        return _AFTER_BREAK.sub("", whole).replace("\n", " ").replace(_BREAK, "\n")


def page_blocks(content: str) -> list[Block]:
    """Return the blocks of a page in the order in which they begin; what stands in a preformatted one is its text.

    A tag that closes nothing that is open is left out, one that closes an outer element closes what is open in it.
    Raise RefusedFileError where the page has more tags than any of a cable has.
    """
    if content.count("<") > _MOST_TAGS:
        raise RefusedFileError(f"is no page of a cable: it has more than {_MOST_TAGS:,} tags")
    page = [Block("", "", 0)]
    opened = [page[0]]
    counts: Counter[str] = Counter()
    preformatted: Block | None = None  # the outermost that is open
    tables = place = 0
    for token in tokens(content):
        if isinstance(token, str):
            (preformatted or opened[-1]).pieces.append((place, token.replace(_BREAK, "\ufffd")))
        elif token.name in _BREAKING:
            (preformatted or opened[-1]).pieces.append((place, _BREAK))
        elif token.name in _CONTAINERS and not token.closes:
            place += 1
            tables += token.name == "table"
            table = tables if token.name == "table" else opened[-1].table
            opened.append(Block(token.name, f"{token.attribute('id')} {token.attribute('class')}".lower(), table))
            page.append(opened[-1])
            counts[token.name] += 1
            if token.name == "pre" and preformatted is None:
                preformatted = opened[-1]
        elif token.closes and counts[token.name]:
            place += 1
            while True:
                block = opened.pop()
                counts[block.name] -= 1
                if block is preformatted:
                    preformatted = None
                if block.name == token.name:
                    break
    return page


def lines(page: Iterable[Block]) -> list[str]:
    """Return the lines of these blocks as a browser shows them, in their order, but for those that are empty.

    Blocks stand on lines of their own, and so does what follows a break; blanks and source lines are one blank.
    """
    pieces = sorted(((place, piece) for block in page for place, piece in block.pieces), key=itemgetter(0))
    shown = ("".join(piece for _, piece in run) for _, run in groupby(pieces, key=itemgetter(0)))
    return [words for run in shown for line in run.split(_BREAK) if (words := " ".join(line.split()))]
