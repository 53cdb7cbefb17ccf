"""Sources of texts: files, published pages, the CSV dump, JSON Lines, and folders and archives of these.

`read(path)` yields a RawCable for each cable and a RefusedItem for each item that has none, and goes on.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BufferedReader, RawIOBase
from itertools import chain
from pathlib import Path
from typing import IO, TYPE_CHECKING, BinaryIO, cast

from cables.sources import archive, folder, text
from cables.sources.raw import MEBIBYTE, Limits, RawCable, RefusedItem
from cables.sources.recognise import HEAD, READERS, Format, recognise
from cables.telegram.vocabulary import DEFAULT, Vocabulary

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer as Buffer

__all__ = ["Format", "Limits", "RawCable", "RefusedItem", "read"]

_BUFFER = 64 * 1024
_SPOOLED = 16 * MEBIBYTE  # bytes of a piped zip archive that stay in memory


def read(
    path: str | Path,
    format: Format | str | None = None,
    limits: Limits | None = None,
    vocabulary: Vocabulary = DEFAULT,
) -> Iterator[RawCable | RefusedItem]:
    """Yield the cables at `path`: a file, a folder (its files sorted), a zip or tar archive, `-` for standard input.

    `format` (text, html, csv, jsonl) overrides what is recognised, but for archives and folders; the `vocabulary`
    recognises the id in a file name. Nothing is raised for bad input, and a path that cannot be opened is one
    RefusedItem.
    """
    source = _Source(Format(format) if format else None, limits or Limits(), vocabulary)
    if str(path) == "-":
        yield from _opened(sys.stdin.buffer, "-", source)
        return
    try:
        is_folder = Path(path).is_dir()
    except OSError:
        is_folder = False  # and opening it will say why
    found = folder.files(Path(path)) if is_folder else iter([Path(path)])
    for file in found:
        yield from [file] if isinstance(file, RefusedItem) else _file(file, source)


def _file(path: Path, source: _Source) -> Iterator[RawCable | RefusedItem]:
    try:
        stream = path.open("rb")
    except (OSError, ValueError) as error:  # a ValueError where the name holds a NUL
        yield RefusedItem(str(path), f"cannot be read: {error.strerror if isinstance(error, OSError) else error}")
        return
    with stream:
        yield from _opened(stream, str(path), source)


def _opened(stream: BinaryIO, name: str, source: _Source) -> Iterator[RawCable | RefusedItem]:
    """Yield the cables of a stream up to where it, or the room for what comes through a pipe, fails."""
    try:
        yield from _cables(stream, name, source)
    except OSError as error:
        yield RefusedItem(name, f"cannot be read any further: {error.strerror}")


def _cables(stream: BinaryIO, name: str, source: _Source, inside: bool = False) -> Iterator[RawCable | RefusedItem]:
    """Yield the cables of one stream; `inside` an archive no further archive is opened."""
    head = stream.read(HEAD)
    recognised = recognise(head)
    if recognised.is_archive and inside:
        yield RefusedItem(name, "is an archive in an archive")
    elif recognised is Format.ZIP:
        with _seekable(head, stream, source.limits) as archived:
            yield from _members(archive.zip_members(cast(BinaryIO, archived), name, source.limits), source)
    elif recognised is Format.TAR:
        yield from _members(archive.tar_members(_rejoined(head, stream), name, source.limits), source)
    else:
        yield from source.cables(source.format or recognised, _rejoined(head, stream), name)


def _members(
    members: Iterator[tuple[str, BinaryIO] | RefusedItem], source: _Source
) -> Iterator[RawCable | RefusedItem]:
    for member in members:
        if isinstance(member, RefusedItem):
            yield member
            continue
        where, stream = member
        try:
            yield from _cables(stream, where, source, inside=True)
        except archive.BROKEN as error:
            yield RefusedItem(where, f"cannot be unpacked: {error}")


@dataclass(frozen=True, slots=True)
class _Source:
    """The format where it is given, the limits and the vocabulary that streams are read by."""

    format: Format | None
    limits: Limits
    vocabulary: Vocabulary

    def cables(self, format: Format, stream: BinaryIO, name: str) -> Iterator[RawCable | RefusedItem]:
        if format is Format.TEXT:
            return text.cables(stream, name, self.limits, self.vocabulary)
        return READERS[format](stream, name, self.limits)


class _Rejoined(RawIOBase):
    """A stream from its beginning, which was read already to recognise its format."""

    def __init__(self, head: bytes, rest: BinaryIO) -> None:
        self._head = head
        self._rest = rest

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Buffer) -> int:
        view = memoryview(buffer)
        if self._head:
            data, self._head = self._head[: len(view)], self._head[len(view) :]
        else:
            data = self._rest.read(len(view))
        view[: len(data)] = data
        return len(data)


def _rejoined(head: bytes, rest: BinaryIO) -> BinaryIO:
    return cast(BinaryIO, BufferedReader(_Rejoined(head, rest), _BUFFER))


@contextmanager
def _seekable(head: bytes, stream: BinaryIO, limits: Limits) -> Iterator[IO[bytes]]:
    """Open the stream from its beginning; what comes through a pipe is spooled to a temporary file first."""
    if stream.seekable():
        stream.seek(0)
        yield stream
        return
    with tempfile.SpooledTemporaryFile(max_size=_SPOOLED) as spool:
        size = 0
        for block in chain((head,), iter(lambda: stream.read(_BUFFER), b"")):
            size += len(block)
            if size > limits.total:
                break  # cut off here it is a broken archive, and refused as one
            spool.write(block)
        spool.seek(0)
        yield spool
