"""An XML file of records, as NARA's files of a month: an element of which one child has the text of a telegram.

The children of such an element are its members; the names of both are free. A child of the document, or an element
that stands where the records do, is one too if it has a number and facts, but no text; the document itself is one if it
has a text and is called a telegram or a record, or has the number of one. Of the text the elements within
are lines, unless they are of those that mark words. Documents of other kinds are refused, and so is whatever declares
entities: a few lines of them can stand for gigabytes.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator
from html.entities import html5
from typing import BinaryIO
from xml.parsers import expat

from cables.sources.limits import Limits
from cables.sources.raw import RawCable, RefusedItem
from cables.sources.record import Members, fold, listed

_BLOCK = 1 << 16  # bytes that are read at once
_DEEPEST = 50  # elements within one another: records have three or four
_MOST_MEMBERS = 500  # of an element
_WEIGHT = 40  # characters that an element counts beside its own, for the memory that it takes
_XML = re.compile(r"\s*<(?:\?xml\b|!--|!DOCTYPE\s|[A-Za-z_][\w.-]*[\s>/])")
_OTHER_KINDS = {
    "tei": "TEI",
    "tei.2": "TEI",
    "ead": "EAD, a finding aid",
    "w:document": "a Word document",
    "svg": "SVG, a picture",
    "feed": "Atom, a feed",
    "rss": "RSS, a feed",
}
# Names of a telegram, which are those of a text, too: what is in one is its text, or a member of it.
_TELEGRAMS = frozenset({"cable", "telegram", "message"})
_RECORDS = _TELEGRAMS | {"record"}
# Elements within a text: those that have lines of it, and those that mark words within a line.
_OF_LINES = frozenset("p para paragraph line l lb br pb page pre div li hr section".split())  # noqa: SIM905
_OF_WORDS = frozenset(
    "a abbr b bold cite code del em emph font hi highlight i ins italic mark q ref s small span strong sub sup tag "  # noqa: SIM905
    "tt u underline".split()
)
_WRITE_OUT = "write out what it stands for, and import that"
_BEGINS, _ENDS = "\x01", "\x02"  # marks of an element of lines within a text: XML cannot have these characters
_MARKS = re.compile(f"([{_BEGINS}{_ENDS}])")
_INDENT = re.compile(r"[ \t]*\n[ \t]*")


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
    """An element that is open: its name, what stands in it, and the members that it has had."""

    def __init__(self, name: str, line: int, attributes: dict[str, str]) -> None:
        self.name, self.line = name, line
        self.content: list[str] = []  # with that of its children, but records
        self.children: dict[str, int] = {}  # how often each name, of as many as members are permitted
        self.is_deep = False  # its children have children
        self.has_words = False  # of its own
        self.has_records = False
        self.attributes = attributes
        self._members = {name: [value] for name, value in attributes.items()}

    def members(self, texts: Container[str] = ()) -> dict[str, str]:
        """Return the members, those that came several times joined by a comma, or `texts` by the end of a line."""
        return {
            name: "\n".join([*(value.removesuffix("\n") for value in values[:-1]), *values[-1:]])
            if name in texts
            else ", ".join(values)
            for name, values in self._members.items()
        }

    def add_child(self, name: str) -> None:
        """Give it a child of that name."""
        if name in self.children or len(self.children) < _MOST_MEMBERS:
            self.children[name] = self.children.get(name, 0) + 1

    def empty(self) -> None:
        """Forget what stands in it, and its members."""
        self.content.clear()
        self._members.clear()

    def add_words(self, words: str) -> None:
        """Give it words of its own."""
        self.has_words = self.has_words or not words.isspace()
        if not self.has_records:
            self.content.append(words)

    def add(self, name: str, value: str) -> None:
        """Give it a member; one that comes again is added to what it has. Raise _RefusedError for too many."""
        if name not in self._members and len(self._members) >= _MOST_MEMBERS:
            raise _RefusedError(f"has an element with more than {_MOST_MEMBERS} members")
        values = self._members.setdefault(name, [])
        if value:
            values.append(value)


class _Records:
    """Receiver of what expat finds: elements become records when they end."""

    def __init__(self, name: str, limits: Limits, members: Members) -> None:
        self._name, self._limit, self._members = name, limits.cable, members
        self._open: list[_Element] = []
        self._depth = 1  # of the last record with a text
        self._size = 0  # of what the open elements hold, but the document
        self._document_size = 0
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
        self.parser.SkippedEntityHandler = self._skipped_entity

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
        if len(self._open) >= _DEEPEST:
            raise _RefusedError(f"has more than {_DEEPEST} elements within one another")
        element = _Element(name.rpartition(":")[2], self.parser.CurrentLineNumber, attributes)
        if self._open:
            self._open[-1].add_child(element.name)
        self._grow(_WEIGHT + sum(map(len, attributes.values())))
        self._open.append(element)

    def _characters(self, text: str) -> None:
        if self._open:
            self._grow(len(text))
            self._open[-1].add_words(text)

    def _grow(self, size: int) -> None:
        self._size += size
        if self._size > self._limit:
            raise _RefusedError(f"has a record larger than {self._limit:,} characters")

    def _end(self, name: str) -> None:
        element = self._open.pop()
        members = element.members({name for name in element.children if self._members.have_text([name])})
        is_text = self._is_text(element)
        if self._is_record(element, members, is_text):
            self._add_record(element, members)
        elif is_text and self._is_telegram(element):
            self._add_record(element, {**element.attributes, element.name: _lines(element.content)})
        else:
            has_members = element.children and (self._open or not element.is_deep)
            if has_members and not self.count and len(self.names) < _MOST_MEMBERS:
                self.names |= dict.fromkeys(members)
            if self._open:
                self._state(element, members, is_text)
        if len(self._open) == 1:
            self._document_size += self._size
            self._size = 0

    def _is_text(self, element: _Element) -> bool:
        """Return whether an element that ended is a text by its name, what is in it being words and lines of it.

        Of one that is named like a telegram, what is in it may be its members.
        """
        if not self._members.have_text([element.name]) or element.has_records:
            return False
        if element.has_words or fold(element.name) not in _TELEGRAMS:
            return True
        has_one_name = len(element.children) == 1 and max(element.children.values()) > 1 and not element.is_deep
        return has_one_name or {fold(name) for name in element.children} <= _OF_LINES | _OF_WORDS

    def _is_record(self, element: _Element, members: dict[str, str], is_text: bool) -> bool:
        """Return whether an element that ended is a record by the members that it has."""
        if not element.children or (is_text and element.has_words) or self._is_in_record(element):
            return False
        depth = len(self._open)
        if self._members.have_text(members):
            if depth == 0:
                is_named = fold(element.name) in _RECORDS or "text" in self._members.given
                return is_named or self._members.is_numbered(members)
            self._depth = depth
            return True
        return depth in (1, self._depth) and self._members.state_facts(members)

    def _is_in_record(self, element: _Element) -> bool:
        """Return whether an element that is named like a text is that of a record, which has its number already."""
        if not self._open or not self._members.have_text([element.name]):
            return False
        within = self._open[-1]
        return not within.has_records and self._members.is_numbered(within.members())

    def _is_telegram(self, element: _Element) -> bool:
        """Return whether a text is a record by itself: a telegram with its number, or one of a list of telegrams."""
        name = fold(element.name)
        if name not in _TELEGRAMS:
            return False
        return (
            not self._open or fold(self._open[-1].name) == f"{name}s" or self._members.is_numbered(element.attributes)
        )

    def _add_record(self, element: _Element, members: dict[str, str]) -> None:
        self.count += 1
        self._done.append(self._members.cable(members, f"{self._name}:{element.line}", "xml"))
        self._size = 0
        for within in self._open:
            within.has_records = True
            within.content.clear()

    def _state(self, element: _Element, members: dict[str, str], is_text: bool) -> None:
        """Give the element that is open a member, and where it is in a text the lines or words of it."""
        within = self._open[-1]
        if len(self._open) == 1 and self._document_size > self._limit:
            within.empty()  # which holds records, or nothing that is read
            return
        within.is_deep = within.is_deep or bool(element.children)
        if not within.has_records:
            content = "".join(element.content)
            within.content.append(content if fold(element.name) in _OF_WORDS else f"{_BEGINS}{content}{_ENDS}")
        if is_text or element.has_words or not element.children:
            within.add(element.name, _lines(element.content))
        elif not self._members.have_text([element.name]):
            within.add(element.name, ", ".join(filter(None, members.values())))
        elif not element.has_records:  # named like a telegram, within a record of one
            for name, value in members.items():
                within.add(name, value)

    def _skipped_entity(self, name: str, is_parameter: bool) -> None:
        """Take an entity that a document type declares elsewhere for the one that HTML has of that name."""
        if not is_parameter:
            if f"{name};" not in html5:
                raise _RefusedError(f"has the entity {name[:40]}, which another file declares: {_WRITE_OUT}")
            self._characters(html5[f"{name};"])

    def _entity(self, name: str, *_: object) -> None:
        raise _RefusedError(f"declares the entity {name[:40]}, and entities are not read: {_WRITE_OUT}")


def _lines(content: list[str]) -> str:
    """Return what stands in a text, each element of lines within it on lines of its own, one without words as the end
    of a line; the indents of such elements are left out."""
    tokens = _MARKS.split("".join(content))
    if len(tokens) == 1:
        return tokens[0]
    pieces: list[str] = []
    begins_line, is_open = True, False  # is_open: an element began at the beginning of a line, and nothing came since
    for index, token in enumerate(tokens):
        if index % 2:
            has_begun, is_open = is_open, token == _BEGINS and begins_line
            if not begins_line or (token == _ENDS and has_begun):
                pieces.append("\n")
                begins_line = True
        elif words := _unindented(token, begins=index > 0, ends=index < len(tokens) - 1):
            pieces.append(words)
            begins_line, is_open = words.endswith("\n"), False
    return "".join(pieces)


def _unindented(words: str, *, begins: bool, ends: bool) -> str:
    """Return words in a text without the line's end and the indent beside a mark; nothing for those between marks."""
    if begins and (indent := _INDENT.match(words)):
        words = words[indent.end() :]
    if ends and (shown := words.rstrip(" \t")).endswith("\n"):
        words = shown[:-1]
    return "" if words.isspace() else words
