r"""Tables of cables: the Cablegate dump, which has no heading row, and any table that has one, streamed row by row.

The dump has the eight columns COLUMNS. Fields are separated by commas, semicolons or tabs. A quote within a quoted
field is doubled, or escaped by a backslash; a backslash before any other character is one.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from itertools import islice
from typing import BinaryIO, NamedTuple

from cables.sources.limits import Limits
from cables.sources.raw import RawCable, RefusedItem
from cables.sources.record import Members
from cables.sources.text import decode_line

# Of the dump: the names by which `record` knows what each gives.
COLUMNS = ("row", "date", "refid", "origin", "classification", "references", "header", "body")

_SEPARATORS = ",;\t"
_DUMP_ROW = re.compile(r'"?\d+"?([,;\t])"?(?:\d{1,2}/\d{1,2}/\d{4}|\d{4}-\d\d-\d\d) ')
_ROWS_COMPARED = 5  # below a heading row none of whose names is known
_MAY_BE_CUT = 4000  # characters, from which on the rows that are at hand may be no whole ones
_NAME = re.compile(r"[^\W\d][\w .()/#:-]{0,60}")
_PAIR = re.compile(r"\\(.?)", re.DOTALL)
# A quote after a backslash with a word behind it closes no field, so that it is escaped in the whole table.
_ESCAPED_QUOTE = re.compile(r'(?<!\\)\\"(?=\w)')


class Dialect(NamedTuple):
    """How the rows of a table are written: the separator of fields, and the names in its heading row, if it has one."""

    separator: str
    names: tuple[str, ...] = ()


def dialect(head: str, members: Members | None = None) -> Dialect | None:
    """Return the dialect of what begins with `head`, None where that is no table.

    A heading row is a line of names, of which one is that of a text, or which has rows of as many fields below it.
    """
    if found := _DUMP_ROW.match(head):
        return Dialect(found[1])
    line, _, below = head.partition("\n")
    found_names = [(separator, _fields(line.rstrip("\r"), separator)) for separator in _SEPARATORS if separator in line]
    dialects = [Dialect(*each) for each in found_names if len(each[1]) > 1 and all(map(_NAME.fullmatch, each[1]))]
    of_text = (each for each in dialects if (members or Members()).have_text(each.names))
    return next(of_text, None) or next((each for each in dialects if _has_rows(below, each)), None)


def _fields(line: str, separator: str) -> tuple[str, ...]:
    """Return the fields of one line; none of a line that cannot be one of a table."""
    try:
        return tuple(field.strip() for field in next(csv.reader([line], delimiter=separator), []))
    except csv.Error:
        return ()


def _has_rows(below: str, dialect: Dialect) -> bool:
    """Return whether the first rows below a heading row have as many fields as it has.

    Prose whose first line is words between commas has no such lines below it. The last row can be cut off.
    """
    rows = csv.reader(below.splitlines(keepends=True), delimiter=dialect.separator)
    try:
        sizes = [len(row) for row in islice(rows, _ROWS_COMPARED) if row]
    except csv.Error:
        return False
    is_in_quotes = len(sizes) < _ROWS_COMPARED and below.count('"') % 2 == 1
    if is_in_quotes or (len(sizes) < _ROWS_COMPARED and len(below) > _MAY_BE_CUT and not below.endswith("\n")):
        sizes = sizes[:-1]
    return all(size == len(dialect.names) for size in sizes) and (bool(sizes) or is_in_quotes)


def cables(stream: BinaryIO, name: str, limits: Limits, members: Members) -> Iterator[RawCable | RefusedItem]:
    """Yield the cables of a table in the order of its rows; `where` is the line on which the row begins."""
    lines = _RowLines(stream, limits.cable)
    read = dialect(lines.first, members) or dialect(lines.ahead(), members) or Dialect(",")
    columns = read.names or COLUMNS
    if reason := members.missing(columns):
        yield RefusedItem(name, reason, "csv", columns)
        return
    if read.names:
        next(lines)
    lines.unescapes = not read.names or bool(_ESCAPED_QUOTE.search(lines.ahead()))
    if read.names:
        lines.row_start = re.compile(rf'"?[^"{_SEPARATORS}\n]{{1,60}}"?{read.separator}')
    limit_before = csv.field_size_limit(limits.cable)
    rows = csv.reader(lines, delimiter=read.separator, escapechar="\\" if lines.unescapes else None)
    has_rows = False
    try:
        while True:
            lines.begin_row()
            try:
                row = next(rows)
            except StopIteration:
                if not has_rows:
                    yield RefusedItem(name, "is a table that has no rows", "csv")
                return
            except (csv.Error, _TooLongError) as error:
                has_rows = True
                yield RefusedItem(f"{name}:{lines.row}", f"is no row of the table: {error}", "csv")
                lines.skip_to_row()
                continue
            has_rows = has_rows or bool(row)
            if lines.ended_within:
                yield RefusedItem(f"{name}:{lines.row}", "is no row of the table: the file ends within it", "csv")
            elif row:
                yield _cable(row, columns, f"{name}:{lines.row}", members)
    finally:
        csv.field_size_limit(limit_before)


def _cable(row: list[str], columns: tuple[str, ...], where: str, members: Members) -> RawCable | RefusedItem:
    if len(row) != len(columns):
        return RefusedItem(where, f"is no row of the table: {len(row)} columns, not {len(columns)}", "csv")
    record = dict(zip(columns, row, strict=True))
    if not "".join(row[-2:] if columns is COLUMNS else row).strip():
        return RefusedItem(where, "is empty", "csv")
    if columns is COLUMNS:
        del record["row"], record["references"]  # a number of its own, and what the text has
    return members.cable(record, where, "csv")


class _TooLongError(Exception):
    """A row beyond the limit."""


class _RowLines:
    """The lines of a table for `csv.reader`, which counts them and limits the length of a row."""

    unescapes = True
    ended_within = False  # the last row
    row_start = _DUMP_ROW

    def __init__(self, stream: BinaryIO, limit: int) -> None:
        self._stream = stream
        self._limit = limit
        self._size = 0
        self._line = 0
        self._next: list[str] = []  # lines that were read ahead
        self.row = 1
        self.first = self._peek(1)

    def begin_row(self) -> None:
        """Count from here: a row begins on the next line."""
        self._size = 0
        self.row = self._line + 1

    def ahead(self) -> str:
        """Return the next lines, which come again: some hundreds, or a megabyte."""
        return self._peek(500)

    def skip_to_row(self) -> None:
        """Drop lines until one begins as a row does."""
        while line := self._read():
            if self.row_start.match(line):
                self._next.insert(0, line)
                self._line -= 1
                return

    def __iter__(self) -> _RowLines:
        return self

    def __next__(self) -> str:
        line = self._read()
        if not line:
            # Within a quoted field the reader asks for more of the row.
            self.ended_within = self._size > 0
            raise StopIteration
        self._size += len(line)
        if self._size > self._limit:
            raise _TooLongError(f"it is larger than {self._limit:,} characters")
        if "\0" in line:
            line = line.replace("\0", "\ufffd")
        if self.unescapes and "\\" in line:
            line = _PAIR.sub(lambda pair: pair[0] if pair[1] and pair[1] in '"\\' else "\\\\" + pair[1], line)
        return line

    def _peek(self, count: int) -> str:
        """Return so many lines, or those of a megabyte, without going on."""
        line_before, size, lines = self._line, 0, list[str]()
        while len(lines) < count and size < 1 << 20 and (line := self._read()):
            lines.append(line)
            size += len(line)
        self._line, self._next = line_before, lines + self._next
        return "".join(lines)

    def _read(self) -> str:
        if self._next:
            self._line += 1
            return self._next.pop(0)
        raw = self._stream.readline(self._limit + 1)
        if raw.endswith(b"\n") or len(raw) <= self._limit:
            self._line += 1
        return decode_line(raw)[0]
