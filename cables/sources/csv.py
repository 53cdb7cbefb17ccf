r"""The Cablegate dump: a CSV file without a header row, streamed row by row.

Eight columns: running number, date, MRN, origin, classification, references separated by `|`, heading, text. Fields
are quoted and have line ends; a quote in them is escaped by a backslash, a backslash before any other character is one.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from typing import BinaryIO

from cables.sources.raw import Limits, RawCable, RefusedItem, extracted
from cables.sources.text import decode_line

COLUMNS = 8

_PAIR = re.compile(r"\\(.?)", re.DOTALL)
_ROW_START = re.compile(r'"?\d+"?,"?\d{1,2}/\d{1,2}/\d{4} ')


def cables(stream: BinaryIO, name: str, limits: Limits) -> Iterator[RawCable | RefusedItem]:
    """Yield the cables of a dump in the order of its rows; `where` is the line on which the row begins."""
    lines = _RowLines(stream, limits.cable)
    limit_before = csv.field_size_limit(limits.cable)
    rows = csv.reader(lines, escapechar="\\")
    try:
        while True:
            lines.begin_row()
            try:
                row = next(rows)
            except StopIteration:
                return
            except (csv.Error, _TooLongError) as error:
                yield RefusedItem(f"{name}:{lines.row}", f"is no row of the dump: {error}", "csv")
                lines.skip_to_row()
                continue
            if row:
                yield _cable(row, f"{name}:{lines.row}")
    finally:
        csv.field_size_limit(limit_before)


def _cable(row: list[str], where: str) -> RawCable | RefusedItem:
    if len(row) != COLUMNS:
        return RefusedItem(where, f"is no row of the dump: {len(row)} columns, not {COLUMNS}", "csv")
    _number, created, published_id, origin, classification, _references, heading, body = row
    if not heading.strip() and not body.strip():
        return RefusedItem(where, "is empty", "csv")
    text, content = extracted(f"{heading}\n\n{body}")
    stated = {"created": created, "origin": origin, "classification": classification}
    stated = {key: value.strip() for key, value in stated.items() if value.strip()}
    return RawCable(text, content, "utf-8", where, "csv", published_id=published_id.strip() or None, stated=stated)


class _TooLongError(Exception):
    """A row beyond the limit."""


class _RowLines:
    """The lines of a dump for `csv.reader`, which counts them and limits the length of a row."""

    def __init__(self, stream: BinaryIO, limit: int) -> None:
        self._stream = stream
        self._limit = limit
        self._size = 0
        self._line = 0
        self._next: str | None = None  # the line that ended a skip: the next row's first
        self.row = 1

    def begin_row(self) -> None:
        """Count from here: a row begins on the next line."""
        self._size = 0
        self.row = self._line + 1

    def skip_to_row(self) -> None:
        """Drop lines until one begins as a row does."""
        while line := self._read():
            if _ROW_START.match(line):
                self._next = line
                self._line -= 1
                return

    def __iter__(self) -> _RowLines:
        return self

    def __next__(self) -> str:
        line = self._read()
        if not line:
            raise StopIteration
        self._size += len(line)
        if self._size > self._limit:
            raise _TooLongError(f"it is larger than {self._limit:,} characters")
        if "\0" in line:
            line = line.replace("\0", "\ufffd")
        if "\\" in line:
            line = _PAIR.sub(lambda pair: pair[0] if pair[1] and pair[1] in '"\\' else "\\\\" + pair[1], line)
        return line

    def _read(self) -> str:
        if self._next is not None:
            line, self._next = self._next, None
            self._line += 1
            return line
        raw = self._stream.readline(self._limit + 1)
        if raw.endswith(b"\n") or len(raw) <= self._limit:
            self._line += 1
        return decode_line(raw)[0]
