"""A JSON file of records: an array of objects, an object that holds such an array, or one object over several lines.

It is read object by object, however large it is.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from io import TextIOWrapper
from typing import BinaryIO, TextIO, cast

from cables.sources.limits import Limits
from cables.sources.raw import RawCable, RefusedItem
from cables.sources.record import Members

_BLOCK = 1 << 16  # characters that are read at once
# An object of which a member is an array of objects, behind no others than words, numbers and objects without members.
_MEMBER = r'"[^"\\]{1,100}"\s*:\s*'
_WRAPPED = re.compile(
    rf'\s*\{{\s*(?:{_MEMBER}(?:"[^"\\]{{0,500}}"|[-+.\w]{{1,100}}|\{{\s*\}})\s*,\s*){{0,20}}{_MEMBER}(?=\[\s*\{{)'
)
_BETWEEN = re.compile(r"[\s,]*")


def is_wrapped(head: str) -> bool:
    """Return whether what begins so is an object that holds an array of records."""
    return bool(_WRAPPED.match(head))


def cables(stream: BinaryIO, name: str, limits: Limits, members: Members) -> Iterator[RawCable | RefusedItem]:
    """Yield one item for each object, in order; what no object can be read of ends the file, with its reason.

    `where` is the number of the object.
    """
    text = TextIOWrapper(stream, "utf-8-sig", "replace", newline="")
    try:
        yield from _objects(_Reader(text, limits.cable), name, members)
    finally:
        text.detach()  # the stream is whoever opened it's


def _objects(reader: _Reader, name: str, members: Members) -> Iterator[RawCable | RefusedItem]:
    if wrapper := _WRAPPED.match(reader.buffer):
        reader.position = wrapper.end()
    reader.skip(re.compile(r"\s*\[?"))
    number = 0
    while reader.skip(_BETWEEN) and reader.buffer[reader.position] != "]":
        number += 1
        where = f"{name}:{number}"
        try:
            record = reader.object()
        except (_UnreadableError, RecursionError) as error:
            reason = str(error) if isinstance(error, _UnreadableError) else "it is nested too deeply"
            yield RefusedItem(where, f"cannot be read as JSON, nor what follows it: {reason}", "json")
            return
        if isinstance(record, dict):
            yield members.cable(record, where, "json")
        else:
            yield RefusedItem(where, "is no JSON object", "json")
    if not number:
        yield RefusedItem(name, "holds no JSON object", "json")


class _UnreadableError(Exception):
    """There is no object where one should be; the argument says why."""


class _Reader:
    """The text of a file from a position, of which no more than two objects of the permitted size are in memory."""

    def __init__(self, text: TextIO, limit: int) -> None:
        self._text = text
        self._limit = limit
        self._decoder = json.JSONDecoder(strict=False)
        self.buffer = text.read(_BLOCK)
        self.position = 0

    def skip(self, pattern: re.Pattern[str]) -> bool:
        """Go on behind what the pattern matches; return whether anything follows."""
        while True:
            self.position = cast(re.Match[str], pattern.match(self.buffer, self.position)).end()
            if self.position < len(self.buffer):
                return True
            if not self._fill(_BLOCK):
                return False

    def object(self) -> object:
        """Return the value that begins here, and go on behind it. Raise _UnreadableError."""
        while True:
            try:
                value, self.position = self._decoder.raw_decode(self.buffer, self.position)
                return value
            except ValueError as error:
                size = len(self.buffer) - self.position
                if size > self._limit:
                    raise _UnreadableError(f"it is larger than {self._limit:,} characters") from error
                # As much again: an object is tried as often as its size can be doubled.
                if not self._fill(max(size, _BLOCK)):
                    raise _UnreadableError(f"{getattr(error, 'msg', 'it is none')}") from error

    def _fill(self, size: int) -> bool:
        more = self._text.read(size)
        self.buffer = self.buffer[self.position :] + more
        self.position = 0
        return bool(more)
