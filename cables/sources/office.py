"""Office documents: parts of XML in a zip archive, read within limits, and the lines that their text is made into.

Read with zipfile and expat alone, element by element: a part that unpacks without end, nests without end or declares
entities is refused before it is in memory. `cables.sources.docx` and `cables.sources.odt` say which element means what.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping
from itertools import zip_longest
from xml.parsers import expat

from cables.sources.archive import BROKEN
from cables.sources.limits import MEBIBYTE, Limits
from cables.sources.raw import RefusedFileError

GET_AGAIN = "get it again from its source"
BROKEN_DOCUMENT = f"is broken, or cut off: {GET_AGAIN}, or save it anew"
ENCRYPTED = "is encrypted: save it without its password, and import that"
_BLOCK = 1 << 16  # bytes that are unpacked at once
_DEEPEST = 500  # elements within one another: documents of many nested tables have some fifty
_MARKUP = 16  # bytes of XML that a byte of text may take

Start = Callable[[str, str, Mapping[str, str]], None]
End = Callable[[str, str], None]
Characters = Callable[[str], None]


class Package:
    """The parts of an office document."""

    def __init__(self, content: bytes, limits: Limits) -> None:
        """Open the document. Raises RefusedFileError where it is none."""
        self._limits = limits
        try:
            self._archive = zipfile.ZipFile(io.BytesIO(content))
        except BROKEN as error:
            raise RefusedFileError(BROKEN_DOCUMENT) from error

    def __contains__(self, name: str) -> bool:
        return name in self._archive.NameToInfo

    def parse(self, name: str, start: Start, end: End, characters: Characters) -> None:
        """Read a part: `start` and `end` are given the namespace and the name of each element, `start` its attributes
        by their names without one. Raises RefusedFileError where it cannot be read within the limits."""
        reader = _PartReader(start, end, characters)
        try:
            with self._archive.open(self._readable(name)) as part:
                while block := part.read(_BLOCK):
                    reader.parser.Parse(block)
            reader.parser.Parse(b"", True)
        except BROKEN as error:
            raise RefusedFileError(BROKEN_DOCUMENT) from error
        except expat.ExpatError as error:
            what = expat.errors.messages.get(error.code, "unknown")
            raise RefusedFileError(f"is broken: line {error.lineno} of its {name} cannot be read: {what}") from error

    def _readable(self, name: str) -> zipfile.ZipInfo:
        """Return the entry of a part that may be unpacked. Raises RefusedFileError."""
        part = self._archive.NameToInfo.get(name)
        if part is None:
            raise RefusedFileError(BROKEN_DOCUMENT)
        if part.flag_bits & 1:
            raise RefusedFileError(ENCRYPTED)
        if part.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise RefusedFileError(f"is packed in a way that is not read: save it anew; {GET_AGAIN}")
        most = min(self._limits.cable * _MARKUP, max(MEBIBYTE, part.compress_size * self._limits.ratio))
        if part.file_size > most:
            raise RefusedFileError(f"unpacks to more than {most:,} bytes: divide it into its telegrams")
        return part


class _PartReader:
    """A parser of one part that refuses what no document needs."""

    def __init__(self, start: Start, end: End, characters: Characters) -> None:
        self._start, self._end = start, end
        self._depth = 0
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._started
        self.parser.EndElementHandler = self._ended
        self.parser.CharacterDataHandler = characters
        self.parser.StartDoctypeDeclHandler = self._declared

    def _started(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth > _DEEPEST:
            raise RefusedFileError(f"has more than {_DEEPEST} elements within one another: save its text alone")
        namespace, _, local = name.rpartition(" ")
        self._start(namespace, local, {name.rpartition(" ")[2]: value for name, value in attributes.items()})

    def _ended(self, name: str) -> None:
        self._depth -= 1
        namespace, _, local = name.rpartition(" ")
        self._end(namespace, local)

    def _declared(self, *_: object) -> None:
        raise RefusedFileError("declares a type of document, which could have entities: save it anew")


class Lines:
    """The lines of a document: a paragraph ends one, and a row of a table is one.

    Where a cell of a row has several paragraphs, the first of each cell stand on the first line, and so on.
    """

    def __init__(self, limits: Limits) -> None:
        self._most = limits.cable
        self._size = 0
        self._lines: list[str] = []
        self._pieces: list[str] = []
        # Of each table, cell or box that is open: the lines and the pieces of the text around it.
        self._around: list[tuple[list[str], list[str]]] = []
        self._rows: list[list[list[str]]] = []

    def add(self, text: str) -> None:
        """Add text to the paragraph."""
        self._size += len(text)
        if self._size > self._most:
            raise RefusedFileError(f"has more than {self._most:,} bytes of text: divide it into its telegrams")
        self._pieces.append(text)

    def end_paragraph(self) -> None:
        """End the line."""
        self.add("\n")
        self._lines += "".join(self._pieces)[:-1].split("\n")
        self._pieces = []

    def begin_part(self) -> None:
        """Begin a text of its own: a cell of a table, or a box within a paragraph."""
        self._around.append((self._lines, self._pieces))
        self._lines, self._pieces = [], []

    def _end_part(self) -> list[str]:
        if self._pieces:
            self.end_paragraph()
        lines = self._lines
        self._lines, self._pieces = self._around.pop()
        return lines

    def end_box(self) -> None:
        """End a box: its lines stand before the line of the paragraph that it belongs to."""
        lines = self._end_part()
        self._lines += lines

    def begin_row(self) -> None:
        """Begin a row of a table."""
        self._rows.append([])

    def end_cell(self) -> None:
        """End a cell of a row."""
        cell = self._end_part()
        if self._rows:
            self._rows[-1].append(cell)

    def end_row(self) -> None:
        """End a row: a tab stands between its cells."""
        if self._rows:
            self._lines += ["\t".join(cells).rstrip("\t") for cells in zip_longest(*self._rows.pop(), fillvalue="")]

    def text(self) -> str:
        """Return the text, an LF at the end of each line."""
        while self._around:
            self.end_box()
        if self._pieces:
            self.end_paragraph()
        return "".join(f"{line}\n" for line in self._lines)


def not_read(kinds: Mapping[str, bool]) -> dict[str, str]:
    """Return what is stated of a document: the kinds of its text that were left out, if any."""
    left_out = ", ".join(kind for kind, is_there in kinds.items() if is_there)
    return {"not_read": left_out} if left_out else {}


def whole(text: str, stated: dict[str, str]) -> tuple[str, dict[str, str]]:
    """Return a text and what is stated beside it. Raises RefusedFileError where the text has no word."""
    if not text.strip():
        raise RefusedFileError(
            "has no text: where its pages are pictures, let a text recognition (OCR) make text of them"
        )
    return text, stated
