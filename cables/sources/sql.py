r"""Dumps of databases: INSERT statements, and the rows of a COPY statement, with it or without.

Strings of an INSERT are quoted by apostrophes, doubled within; a backslash escapes where the string begins with E, or
names stand in backquotes, as MySQL writes them. Rows of COPY have a line each, fields separated by tabs, and \n, \t, \\
and \N (nothing) within them. Every other statement is passed over.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator
from typing import BinaryIO

from cables.sources import sql_statement, sql_value
from cables.sources.csv import COLUMNS
from cables.sources.escapes import unescaped
from cables.sources.limits import Limits
from cables.sources.raw import RawCable, RefusedItem
from cables.sources.record import Members, listed
from cables.sources.text import decode_line

_LONGEST_STATEMENT = 8000  # characters before the rows of an INSERT
_LONGEST_CREATE = 1000  # lines
_END_OF_COPY = "\\."
_ROW = re.compile(r"\s*+,?+\s*+\(")
_SOMETHING = re.compile(r"\s*+(?:,\s*+)?+(?=\S)")
_END = re.compile(r"\s*+;")
# What ends a row that cannot be read: a bracket, behind strings and brackets within it. A string with escapes is the
# first group, any other the second.
_TOKEN = re.compile(r"(?<!\w)(E')|(')|[()]", re.IGNORECASE)
_IN_ESCAPED = re.compile(r"(?:[^'\\]++|\\.|'')*+", re.DOTALL)
_IN_PLAIN = re.compile(r"(?:[^']++|'')*+")
_LINE = re.compile(r"[^\n]*+\n|[^\n]++")
# Another statement on the same line, or a comment.
_BEFORE = re.compile(r"""\s*+(?:/\*[^\n]{0,300}?\*/;?|[^'"`;\n]{0,300}+;)\s*(?=\S)""")
_MOST_NAMED = 1000  # columns without a text that are remembered, to name them
_BLOCK = 1 << 14  # characters that are read at once


def cables(stream: BinaryIO, name: str, limits: Limits, members: Members) -> Iterator[RawCable | RefusedItem]:
    """Yield the cables of every table that has a text; `where` is the line on which the row begins."""
    lines = _Lines(stream, name, limits.cable)
    tables = _Tables(members)
    found = False
    if sql_statement.COPY_ROW.match(lines.peek()):
        for item in _copied(lines, COLUMNS, members, is_statement=False):
            found = True
            yield item
    while line := lines.read():
        if not lines.begins:
            continue
        if create := sql_statement.CREATE.match(line):
            tables.created[sql_statement.name(create["table"])] = _created(line[create.end() :], lines)
        elif copied := sql_statement.COPY.match(line):
            columns = tables.columns_of(copied)
            rows = _copied(lines, columns, members, is_statement=True)
            has_text = tables.have_text(columns)
            for item in rows:
                if has_text:
                    found = True
                    yield item
        elif sql_statement.INSERT_BEGINS.match(line):
            for item in _inserted(line, lines, tables):
                found = True
                yield item
        elif before := _BEFORE.match(line):
            lines.unread(line[before.end() :])
    if not found:
        yield tables.refusal(name)


class _Tables:
    """The tables of a dump: the columns with which they were created, and whether they have a text."""

    def __init__(self, members: Members) -> None:
        self.members = members
        self.created: dict[str, tuple[str, ...]] = {}
        self._textless: dict[str, None] = {}  # columns of tables without a text
        self._has_text = False

    def columns_of(self, statement: re.Match[str]) -> tuple[str, ...]:
        """Return the columns that a statement names, or those its table was created with, or those of the dump."""
        if columns := statement["columns"]:
            return sql_statement.named(columns)
        return self.created.get(sql_statement.name(statement["table"])) or COLUMNS

    def have_text(self, columns: tuple[str, ...]) -> bool:
        """Return whether one of the columns is that of the text; those of a table without one are remembered."""
        has_text = self.members.have_text(columns)
        self._has_text |= has_text
        if not has_text and len(self._textless) < _MOST_NAMED:
            self._textless |= dict.fromkeys(columns)
        return has_text

    def refusal(self, name: str) -> RefusedItem:
        """Return why a dump is refused that has no row with a text."""
        if self._has_text:
            return RefusedItem(name, "is a dump whose table has no rows", "sql")
        columns = tuple(self._textless)
        reason = self.members.missing(columns) if columns and self.members.given else None
        if reason is None:
            tables = f"its tables have {listed(columns)}" if columns else "no INSERT and no COPY of a table"
            reason = f"holds no rows with a text: {tables}"
        return RefusedItem(name, reason, "sql", columns)


def _copied(
    lines: _Lines, columns: tuple[str, ...], members: Members, *, is_statement: bool
) -> Iterator[RawCable | RefusedItem]:
    """Yield the cables of the rows of COPY, up to the line that ends them, or the file."""
    while (line := lines.read()) and line.rstrip("\r\n") != _END_OF_COPY:
        where = lines.where
        if not line.endswith("\n"):
            if lines.skip_line():
                yield RefusedItem(where, f"is larger than {lines.limit:,} bytes", "sql")
                continue
            if is_statement:
                yield RefusedItem(where, "is no row of a table: the file ends within it", "sql")
                return
        values = [None if value == "\\N" else unescaped(value) for value in line.rstrip("\r\n").split("\t")]
        yield _cable(values, columns, where, members)


def _inserted(line: str, lines: _Lines, tables: _Tables) -> Iterator[RawCable | RefusedItem]:
    """Yield the cables of the rows of an INSERT that begins on this line; none where its table has no text."""
    while not (insert := sql_statement.INSERT.match(line)):
        if len(line) > _LONGEST_STATEMENT or line.rstrip().endswith(";") or not (more := lines.read()):
            return
        line += more
    columns, members = tables.columns_of(insert), tables.members
    has_text = tables.have_text(columns)
    pattern = sql_value.MYSQL if "`" in insert["table"] else sql_value.STANDARD
    text = _Text(lines, line, insert.end())
    while text.find(_ROW):
        text.begin_row()
        values = list[str | None]()
        while not text.is_too_long and (value := text.value(pattern)):
            values.append(value.text)
            if value.is_last:
                reason = ""
                break
        else:
            reason = text.skip_row(escapes=pattern is sql_value.MYSQL)
        if text.is_too_long:
            begins = f": the row that begins with {listed(values)}" if values else ""
            reason = f"is larger than {lines.limit:,} characters{begins}"
        if has_text:
            yield RefusedItem(text.where, reason, "sql") if reason else _cable(values, columns, text.where, members)
    text.leave()


def _cable(values: list[str | None], columns: tuple[str, ...], where: str, members: Members) -> RawCable | RefusedItem:
    if len(values) != len(columns):
        return RefusedItem(where, f"is no row of the table: {len(values)} columns, not {len(columns)}", "sql")
    return members.cable(dict(zip(columns, values, strict=True)), where, "sql")


def _created(definition: str, lines: _Lines) -> tuple[str, ...]:
    """Return the columns of a CREATE TABLE, of which `definition` is the rest of the first line."""
    for _ in range(_LONGEST_CREATE):
        if sql_statement.is_whole(definition) or not (line := lines.read()):
            break
        definition += line
    return sql_statement.created(definition)


class _Text:
    """The text of an INSERT from a position on, read from the lines as far as the next value needs it."""

    def __init__(self, lines: _Lines, text: str, position: int) -> None:
        self._lines, self._text, self._position = lines, text, position
        self._line = lines.number - text.count("\n") + (text.endswith("\n"))  # on which the text begins
        self._dropped = 0  # characters before the text
        self._counted = 0  # position up to which lines are counted
        self._row = 0
        self._row_line = 0

    @property
    def where(self) -> str:
        """Return the line on which the row begins."""
        return f"{self._lines.name}:{self._row_line}"

    @property
    def is_too_long(self) -> bool:
        """Return whether the row has more characters than are permitted, up to here."""
        return self._dropped + self._position - self._row > self._lines.limit

    @property
    def _is_full(self) -> bool:
        return len(self._text) - self._position > self._lines.limit

    def begin_row(self) -> None:
        """Note that a row begins here."""
        self._line += self._text.count("\n", self._counted, self._position)
        self._counted = self._position
        self._row, self._row_line = self._dropped + self._position, self._line

    def find(self, pattern: re.Pattern[str]) -> bool:
        """Go on behind what the pattern matches here, if it does."""
        while not (found := pattern.match(self._text, self._position)):
            if _SOMETHING.match(self._text, self._position) or self._is_full or not self._more():
                return False
        self._position = found.end()
        return True

    def value(self, pattern: re.Pattern[str]) -> sql_value.Value | None:
        """Return the value that begins here, and go on behind it; None where it cannot be read within the limit."""
        while not (value := sql_value.value(self._text, self._position, pattern)):
            if self._is_full or not self._more():
                return None
        self._position = value.end
        return value

    def skip_row(self, *, escapes: bool) -> str:
        """Go on behind the row in which this is the beginning of a value that cannot be read; return why it cannot.

        Where no end of it comes before the next INSERT, go on there.
        """
        shown = " ".join(self._text[self._position : self._position + 40].split())
        self._drop()
        # Line by line, so that none is passed over with which an INSERT begins.
        end = self._text.find("\n") + 1 or len(self._text)
        self._lines.unread(self._text[end:])
        self._text = self._text[:end]
        depth = 1
        quoted: re.Pattern[str] | None = None
        while depth:
            if quoted:
                found = quoted.match(self._text, self._position)
                self._position = found.end() if found else self._position
                # A quote at the end may be doubled by what follows.
                if len(self._text) - self._position < 2 and self._next_line():
                    continue
                if self._text[self._position : self._position + 1] != "'":
                    return self._endless()
                self._position += 1
                quoted = None
            elif token := _TOKEN.search(self._text, self._position):
                self._position = token.end()
                if token[1] or token[2]:
                    quoted = _IN_ESCAPED if escapes or token[1] else _IN_PLAIN
                else:
                    depth += 1 if token[0] == "(" else -1
            else:
                self._position = len(self._text)
                if not self._next_line():
                    return self._endless()
        return f"is no row of a table: it has a value that is none that is read, {shown}"

    def _endless(self) -> str:
        """Go to the end of what there is of a row without one; return why it is none."""
        self._position = len(self._text)
        what = "another statement begins" if self._lines.has_more else "the file ends"
        return f"is no row of a table: {what} within it"

    def leave(self) -> None:
        """Let what follows the rows be read as lines."""
        end = _END.match(self._text, self._position)
        self._lines.unread(self._text[end.end() if end else self._position :])

    def _more(self) -> bool:
        """Drop what was read, and read as much again: what is incomplete is tried as often as its size can be
        doubled."""
        self._drop()
        size = len(self._text) + max(len(self._text), _BLOCK)
        pieces, length = [self._text], len(self._text)
        while length < size and (more := self._lines.read()):
            pieces.append(more)
            length += len(more)
        self._text = "".join(pieces)
        return len(pieces) > 1

    def _next_line(self) -> bool:
        """Drop what was read, and read a line; return whether there is one, which begins no other INSERT."""
        self._drop()
        line = self._lines.read()
        if line and self._lines.begins and sql_statement.INSERT.match(line):
            self._lines.unread(line)
            return False
        self._text += line
        return bool(line)

    def _drop(self) -> None:
        self._line += self._text.count("\n", self._counted, self._position)
        self._dropped += self._position
        self._text = self._text[self._position :]
        self._position = self._counted = 0


class _Lines:
    """The lines of a dump, counted; one that is longer than the limit comes in pieces."""

    def __init__(self, stream: BinaryIO, name: str, limit: int) -> None:
        self._stream, self.name, self.limit = stream, name, limit
        self._again = deque[str]()  # lines that were read already, and come again
        self._left = b""  # of a character that was cut
        self._is_open = False  # what was read last does not end a line
        self.number = 0
        self.begins = True  # what was read last is the beginning of a line or of a statement

    @property
    def where(self) -> str:
        """Return the line that was read last."""
        return f"{self.name}:{self.number}"

    @property
    def has_more(self) -> bool:
        """Return whether a line that was read comes again."""
        return bool(self._again)

    def peek(self) -> str:
        """Return the first line, which comes again."""
        line = self.read()
        self.unread(line)
        return line

    def unread(self, text: str) -> None:
        """Let text come again, whose beginning is that of a line or of a statement."""
        lines: list[str] = _LINE.findall(text)
        self._again.extendleft(reversed(lines))
        self.number -= len(lines)
        self._is_open = False

    def skip_line(self) -> bool:
        """Go on behind the line of which a piece was read last; return whether there was more of it."""
        piece, skipped = self.read(), False
        while piece:
            skipped = True
            if piece.endswith("\n"):
                break
            piece = self.read()
        return skipped

    def read(self) -> str:
        """Return the next line with its end, or a piece of a long one; empty behind the last."""
        line = self._again.popleft() if self._again else self._piece()
        self.begins = not self._is_open
        self.number += bool(line) and self.begins
        self._is_open = bool(line) and not line.endswith("\n")
        return line

    def _piece(self) -> str:
        raw = self._stream.readline(self.limit + 1)
        if self._left:
            raw, self._left = self._left + raw, b""
        if len(raw) > self.limit and not raw.endswith(b"\n"):
            cut = _cut_character(raw)
            self._left, raw = raw[len(raw) - cut :], raw[: len(raw) - cut]
        return decode_line(raw)[0]


def _cut_character(raw: bytes) -> int:
    """Return how many bytes at the end are the beginning of a character in UTF-8 that goes on behind them."""
    for size in range(1, min(4, len(raw) + 1)):
        if raw[-size] >= 0xC0:
            needed = 2 if raw[-size] < 0xE0 else 3 if raw[-size] < 0xF0 else 4
            return size if needed > size else 0
        if raw[-size] < 0x80:
            break
    return 0
