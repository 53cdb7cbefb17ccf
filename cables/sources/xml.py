"""An XML file of records, as NARA's files of a month: an element of which one child has the text of a telegram.

The children of such an element are its members; the names of both are free. A child of the document, or an element
that stands where the records do, is one too if it has a number and facts, but no text. Documents of other kinds are
refused, and so is whatever declares entities: a few lines of them can stand for gigabytes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO
from xml.parsers import expat

from cables.sources.limits import Limits
from cables.sources.raw import RawCable, RefusedItem
from cables.sources.record import Members, listed

_BLOCK = 1 << 16  # bytes that are read at once
_DEEPEST = 50  # elements within one another: records have three or four
_MOST_MEMBERS = 500  # of an element
_XML = re.compile(r"\s*<(?:\?xml\b|!--|[A-Za-z_][\w.-]*[\s>/])")
_OTHER_KINDS = {
    "tei": "TEI",
    "tei.2": "TEI",
    "ead": "EAD, a finding aid",
    "w:document": "a Word document",
    "svg": "SVG, a picture",
    "feed": "Atom, a feed",
    "rss": "RSS, a feed",
}


def is_xml(head: str) -> bool:
    """Return whether a text that begins so is XML; pages in XHTML are."""
    return bool(_XML.match(head))


def cables(stream: BinaryIO, name: str, limits: Limits, members: Members) -> Iterator[RawCable | RefusedItem]:
    """Yield the cables of the records in their order; `where` is the line on which the record begins."""
    records = _Records(name, limits, members)
    try:
        while block := stream.read(_BLOCK):
            records.parser.Parse(block)
            yield from records.done()
        records.parser.Parse(b"", True)
    except _RefusedError as error:
        yield from records.done()
        yield RefusedItem(f"{name}:{records.parser.CurrentLineNumber}", str(error), "xml")
        return
    except expat.ExpatError as error:
        yield from records.done()
        what = expat.errors.messages.get(error.code, "unknown")
        yield RefusedItem(f"{name}:{error.lineno}", f"cannot be read as XML, nor what follows it: {what}", "xml")
        return
    yield from records.done()
    if not records.count:
        names = tuple(records.names)
        given = members.given.get("text")
        sought = f"has {given[:100]}, from which the map takes text" if given else "has the text of a telegram"
        has = f"; they have {listed(names)}" if names else ""
        yield RefusedItem(name, f"is {records.kind}, and no element of it {sought}{has}", "xml", names)


class _RefusedError(Exception):
    """The document is not read any further; the argument is the reason."""


class _Element:
    """An element that is open: its name, what stands in it, and the leaves that it has had."""

    def __init__(self, name: str, line: int) -> None:
        self.name, self.line = name, line
        self.pieces: list[str] = []
        self.has_children = False
        self.leaves: dict[str, str] = {}


class _Records:
    """Receiver of what expat finds: elements become records when they end."""

    def __init__(self, name: str, limits: Limits, members: Members) -> None:
        self._name, self._limit, self._members = name, limits.cable, members
        self._open: list[_Element] = []
        self._depth = 1  # of the last record with a text
        self._size = 0  # of what the open elements hold
        self._done: list[RawCable | RefusedItem] = []
        self.count = 0
        self.names: dict[str, None] = {}  # of what records have, as long as none has a text
        self.kind = "XML"
        self.parser = expat.ParserCreate()
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._characters
        self.parser.EntityDeclHandler = self._entity

    def done(self) -> list[RawCable | RefusedItem]:
        """Return the cables that are complete since the last call."""
        done, self._done = self._done, []
        return done

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if not self._open:
            kind = _OTHER_KINDS.get(name.lower())
            self.kind = f"{kind}, in XML" if kind else f"XML whose document is called {name[:40]}"
            if kind:
                raise _RefusedError(f"is {self.kind}: export the text of each telegram as a file of its own")
        else:
            self._open[-1].has_children = True
            self._open[-1].pieces.clear()
        if len(self._open) >= _DEEPEST:
            raise _RefusedError(f"has more than {_DEEPEST} elements within one another")
        element = _Element(name.rpartition(":")[2], self.parser.CurrentLineNumber)
        element.leaves.update(attributes)
        self._size += sum(map(len, attributes.values()))
        self._open.append(element)

    def _characters(self, text: str) -> None:
        if self._open:
            self._size += len(text)
            if self._size > self._limit:
                raise _RefusedError(f"has a record larger than {self._limit:,} characters")
            self._open[-1].pieces.append(text)

    def _end(self, name: str) -> None:
        element = self._open.pop()
        depth, has_text = len(self._open), self._members.have_text(element.leaves)
        is_record = has_text or (depth in (1, self._depth) and self._members.state_facts(element.leaves))
        if element.has_children and is_record:
            self._depth = depth if has_text else self._depth
            self.count += 1
            self._done.append(self._members.cable(element.leaves, f"{self._name}:{element.line}", "xml"))
            self._size = 0
        elif self._open:
            if element.has_children and not self.count and len(self.names) < _MOST_MEMBERS:
                self.names |= dict.fromkeys(element.leaves)
            text = ", ".join(filter(None, element.leaves.values())) if element.has_children else "".join(element.pieces)
            self._state(element.name, text)
        if len(self._open) <= 1:
            self._size = 0

    def _state(self, name: str, text: str) -> None:
        """Give the element that is open a member; one that comes again is added to what it has."""
        leaves = self._open[-1].leaves
        if before := leaves.get(name):
            text = f"{before}, {text}" if text else before
        elif len(leaves) >= _MOST_MEMBERS:
            raise _RefusedError(f"has an element with more than {_MOST_MEMBERS} members")
        if len(text) > self._limit:
            raise _RefusedError(f"has a record larger than {self._limit:,} characters")
        if len(self._open) > 1:  # of the document itself nothing is stated
            leaves[name] = text

    def _entity(self, name: str, *_: object) -> None:
        raise _RefusedError(f"declares the entity {name[:40]}: entities are not read")
