r"""Dumps of databases: INSERT statements, and the rows of a COPY statement, with it or without.

Strings of an INSERT are quoted by apostrophes, doubled within; a backslash escapes where the string begins with E, or
names stand in backquotes, as MySQL writes them. Rows of COPY have a line each, fields separated by tabs, and \n, \t, \\
and \N (nothing) within them. Every other statement is passed over.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator, Mapping
from typing import BinaryIO

from cables.sources.csv import COLUMNS
from cables.sources.limits import Limits
from cables.sources.raw import RawCable, RefusedItem
from cables.sources.record import Members, listed
from cables.sources.text import decode_line

_TABLE = r'(?P<table>[\w."`\[\]]{1,200})'
_COLUMNS = r"\s*(?:\((?P<columns>[^()]{1,4000})\))?\s*"
_INSERT = re.compile(rf"\s*(?:INSERT|REPLACE)\s+(?:IGNORE\s+)?INTO\s+{_TABLE}{_COLUMNS}VALUES\s*", re.IGNORECASE)
_INSERT_BEGINS = re.compile(r"\s*(?:INSERT|REPLACE)\s+(?:IGNORE\s+)?INTO\b", re.IGNORECASE)
_COPY = re.compile(rf"\s*COPY\s+{_TABLE}{_COLUMNS}FROM\s+stdin\b[^;]{{0,200}};\s*$", re.IGNORECASE)
_COPY_ROW = re.compile(
    r"\d+\t(?:\d{1,2}/\d{1,2}/\d{4}|\d{4}-\d\d-\d\d)(?: [\d:.+-]{0,30})?\t(?:[^\t\n]{0,1000}\t){4}[^\t\n]*\\n"
)
_DUMP = re.compile(
    r"[\s-]{0,20}(?:-- (?:PostgreSQL|MySQL|MariaDB|SQLite) |PRAGMA foreign_keys|CREATE\s+TABLE\s|COPY\s+\S{1,200}\s"
    r"|(?:INSERT|REPLACE)\s+(?:IGNORE\s+)?INTO\s)",
    re.IGNORECASE,
)
_CREATE = re.compile(rf"\s*CREATE\s+TABLE\s+(?:IF\s+NOT\s+EXISTS\s+)?{_TABLE}\s*\(", re.IGNORECASE)
_COLUMN = re.compile(r"""(?:\A|[,\n])\s*["`\[]?(\w{1,100})["`\]]?\s+["`\[]?[A-Za-z]""")
_NO_COLUMNS = frozenset(["PRIMARY", "UNIQUE", "CONSTRAINT", "FOREIGN", "CHECK", "KEY", "INDEX", "FULLTEXT"])
_LONGEST_CREATE = 1000  # lines
_END_OF_COPY = "\\."
_ESCAPES = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v", "0": "\0"}
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
# A value and what stands behind it: a string in which a backslash escapes, one in which it does not, or a word.
_ESCAPED_STRING = r"'([^'\\]*(?:(?:\\.|'')[^'\\]*)*)'"
_PLAIN_STRING = r"'([^']*(?:''[^']*)*)'"
_VALUE = r"\s*(?:{}{}|N?{}|([^\s,()'][^\s,()]{{0,1000}}))\s*([,)])"
_STANDARD = re.compile(_VALUE.format("E", _ESCAPED_STRING, _PLAIN_STRING), re.IGNORECASE | re.DOTALL)
_MYSQL = re.compile(_VALUE.format("", _ESCAPED_STRING, _PLAIN_STRING), re.IGNORECASE | re.DOTALL)
_ROW = re.compile(r"[\s,]*\(")
_END = re.compile(r"\s*;")
_MOST_NAMED = 1000  # columns without a text that are remembered, to name them
_BLOCK = 1 << 14  # characters that are read at once


def is_dump(head: str) -> bool:
    """Return whether a text that begins so is a dump of a database, or rows of one."""
    return bool(_DUMP.match(head) or _COPY_ROW.match(head))


def cables(stream: BinaryIO, name: str, limits: Limits, members: Members) -> Iterator[RawCable | RefusedItem]:
    """Yield the cables of every table that has a text; `where` is the line on which the row begins."""
    lines = _Lines(stream, name, limits.cable)
    if _COPY_ROW.match(lines.peek()):
        yield from _copied(lines, COLUMNS, members)
    found = False
    created: dict[str, tuple[str, ...]] = {}
    textless: dict[str, None] = {}  # columns of tables without a text
    while line := lines.read():
        if create := _CREATE.match(line):
            created[_name(create["table"])] = _created(line[create.end() :], lines)
            continue
        if copied := _COPY.match(line):
            columns = _names(copied, created)
            if members.have_text(columns):
                found = True
                yield from _copied(lines, columns, members)
            else:
                textless |= dict.fromkeys(columns)
        elif _INSERT_BEGINS.match(line):
            for item in _inserted(line, lines, members, created, textless):
                found = True
                yield item
    if not found and not lines.has_rows:
        columns = tuple(textless)
        reason = members.missing(columns) if columns and members.given else None
        if reason is None:
            tables = f"its tables have {listed(columns)}" if columns else "no INSERT and no COPY of a table"
            reason = f"holds no rows with a text: {tables}"
        yield RefusedItem(name, reason, "sql", columns)


def _copied(lines: _Lines, columns: tuple[str, ...], members: Members) -> Iterator[RawCable | RefusedItem]:
    """Yield the cables of the rows of COPY, up to the line that ends them, or the file."""
    while (line := lines.read()) and line.rstrip("\r\n") != _END_OF_COPY:
        lines.has_rows = True
        if lines.is_cut:
            yield lines.too_long()
            continue
        values = [None if value == "\\N" else _unescaped(value) for value in line.rstrip("\r\n").split("\t")]
        yield _cable(values, columns, lines.where, members)


def _inserted(
    line: str,
    lines: _Lines,
    members: Members,
    created: Mapping[str, tuple[str, ...]],
    textless: dict[str, None],
) -> Iterator[RawCable | RefusedItem]:
    """Yield the cables of the rows of an INSERT that begins on this line; none where its table has no text.

    The columns of such a table are added to `textless`.
    """
    buffer = line
    while not (insert := _INSERT.match(buffer)):
        if len(buffer) > 8000 or not (more := lines.read()):
            return
        buffer += more
    columns = _names(insert, created)
    if not members.have_text(columns) and len(textless) < _MOST_NAMED:
        textless |= dict.fromkeys(columns)
    value = _MYSQL if "`" in insert["table"] else _STANDARD
    position, where, values = insert.end(), lines.where, list[str | None]()
    inside = False
    while True:
        match = (value if inside else _ROW).match(buffer, position)
        if match:
            position = match.end()
            if not inside:
                inside, values = True, []
                continue
            values.append(_value(match))
            if match[4] == ")":
                inside = False
                if members.have_text(columns) or (columns is COLUMNS and len(values) == len(COLUMNS)):
                    yield _cable(values, columns, where, members)
                where = lines.where
            continue
        if not inside and (end := _END.match(buffer, position)):
            lines.unread(buffer[end.end() :])
            return
        buffer, position = buffer[position:], 0
        if len(buffer) > lines.limit:
            yield RefusedItem(where, f"is no row of a table: no end of it within {lines.limit:,} characters", "sql")
            return
        # As much again: what is incomplete is tried as often as its size can be doubled.
        size = len(buffer) + max(len(buffer), _BLOCK)
        while len(buffer) < size and (more := lines.read()):
            buffer += more
        if len(buffer) < size and not more and not (value if inside else _ROW).match(buffer):
            if inside:
                yield RefusedItem(where, "is no row of a table: the file ends within it", "sql")
            return


def _cable(values: list[str | None], columns: tuple[str, ...], where: str, members: Members) -> RawCable | RefusedItem:
    if len(values) != len(columns):
        return RefusedItem(where, f"is no row of the table: {len(values)} columns, not {len(columns)}", "sql")
    return members.cable(dict(zip(columns, values, strict=True)), where, "sql")


def _names(statement: re.Match[str], created: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """Return the columns that a statement names, or those its table was created with, or those of the dump."""
    if columns := statement["columns"]:
        return tuple(map(_name, columns.split(",")))
    return created.get(_name(statement["table"])) or COLUMNS


def _name(quoted: str) -> str:
    """Return the name of a table or column without its quotes and its schema."""
    return quoted.strip().rpartition(".")[2].strip('"`[]')


def _created(definition: str, lines: _Lines) -> tuple[str, ...]:
    """Return the columns of a CREATE TABLE, of which `definition` is the rest of the first line."""
    for _ in range(_LONGEST_CREATE):
        if definition.rstrip().endswith(";") or not (line := lines.read()):
            break
        definition += line
    names = [found[1] for found in _COLUMN.finditer(definition)]
    return tuple(name for name in names if name.upper() not in _NO_COLUMNS)


def _value(match: re.Match[str]) -> str | None:
    """Return a string without its quotes, anything else as it stands, and nothing for NULL."""
    if match[3] is not None:
        return None if match[3].upper() == "NULL" else match[3]
    return _unescaped(match[1].replace("''", "'")) if match[1] is not None else match[2].replace("''", "'")


def _unescaped(text: str) -> str:
    return _ESCAPE.sub(lambda escape: _ESCAPES.get(escape[1], escape[1]), text) if "\\" in text else text


class _Lines:
    """The lines of a dump, counted; one beyond the limit is cut off, and passed over up to its end."""

    def __init__(self, stream: BinaryIO, name: str, limit: int) -> None:
        self._stream, self._name, self.limit = stream, name, limit
        self._number = 0
        self._again = deque[str]()  # lines that were read already
        self.is_cut = False
        self.has_rows = False

    @property
    def where(self) -> str:
        """Return the line that was read last."""
        return f"{self._name}:{self._number}"

    def too_long(self) -> RefusedItem:
        """Return the refusal of the line that was read last."""
        return RefusedItem(self.where, f"is larger than {self.limit:,} bytes", "sql")

    def peek(self) -> str:
        """Return the first line, which comes again."""
        line = self.read()
        self.unread(line)
        return line

    def unread(self, text: str) -> None:
        """Let lines come again."""
        lines = [f"{line}\n" for line in text.split("\n")]
        lines[-1] = lines[-1].removesuffix("\n")
        self._again.extendleft(line for line in reversed(lines) if line)
        self._number -= len(lines) - 1

    def read(self) -> str:
        """Return the next line with its end, empty behind the last."""
        if self._again:
            self._number += 1
            return self._again.popleft()
        raw = self._stream.readline(self.limit + 1)
        self._number += bool(raw)
        self.is_cut = len(raw) > self.limit and not raw.endswith(b"\n")
        rest = raw
        while self.is_cut and rest and not rest.endswith(b"\n"):
            rest = self._stream.readline(self.limit)
        return decode_line(raw)[0]
