"""Sources of texts: files, published pages, tables and records, documents, and folders and archives of these.

`read(path)` yields a RawCable for each cable and a RefusedItem for each item that has none, and goes on.
"""

from __future__ import annotations

import io
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from io import BufferedReader, RawIOBase
from itertools import chain
from pathlib import Path
from typing import IO, TYPE_CHECKING, BinaryIO, cast

from cables.sources import archive, document, folder, foreign, text
from cables.sources.division import telegrams_of_each
from cables.sources.limits import MEBIBYTE, Limits
from cables.sources.raw import RawCable, RefusedItem
from cables.sources.recognise import HEAD, READERS, RECORD_READERS, UTF_16, FileFormat, recognise, taken
from cables.sources.record import Members
from cables.telegram.vocabulary import DEFAULT, Vocabulary

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer as Buffer

__all__ = ["FileFormat", "Limits", "RawCable", "RefusedItem", "read", "read_stream", "taken"]

_BUFFER = 64 * 1024
_MOST_MAILS = 3  # within one another
_SPOOLED = 16 * MEBIBYTE  # bytes of a piped zip archive that stay in memory


def read(
    path: str | Path,
    format: FileFormat | str | None = None,
    limits: Limits | None = None,
    vocabulary: Vocabulary = DEFAULT,
    given: Mapping[str, str] | None = None,
    *,
    divides: bool = True,
) -> Iterator[RawCable | RefusedItem]:
    """Yield the cables at `path`: a file, a folder (its files sorted), a zip or tar archive, `-` for standard input.

    `format` (a FileFormat) overrides what is recognised, but for archives and folders; the `vocabulary` recognises the
    id in a file name; `given` are the parts of a record by the names of their members (`record.given_map`). Without
    `divides` a page or a record is one item though it has several telegrams. Nothing is raised for bad input, and a
    path that cannot be opened is one RefusedItem.
    """
    members = Members(given or {}, vocabulary)
    source = _Source(FileFormat(format) if format else None, limits or Limits(), vocabulary, members, divides)
    if str(path) == "-":
        yield from _opened(sys.stdin.buffer, "-", source)
        return
    try:
        is_folder = Path(path).is_dir()
    except OSError:
        is_folder = False  # and opening it will say why
    file = None
    for file in folder.files(Path(path)) if is_folder else [Path(path)]:
        yield from [file] if isinstance(file, RefusedItem) else _file(file, source)
    if file is None:
        yield RefusedItem(str(path), "is a folder that has no files")


def read_stream(
    stream: BinaryIO,
    name: str,
    limits: Limits | None = None,
    vocabulary: Vocabulary = DEFAULT,
    given: Mapping[str, str] | None = None,
) -> Iterator[RawCable | RefusedItem]:
    """Yield the cables of a file or an archive that is open, as `read` does; each item is said to be in `name`."""
    return _opened(stream, name, _Source(None, limits or Limits(), vocabulary, Members(given or {}, vocabulary)))


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


def _cables(stream: BinaryIO, name: str, source: _Source, inside: str = "") -> Iterator[RawCable | RefusedItem]:
    """Yield the cables of one stream; `inside` an archive or a mail no further archive is opened."""
    head = stream.read(HEAD)
    recognised = recognise(head, source.members)
    if source.format is None and (reason := _foreign(head, stream, source.members)):
        yield RefusedItem(name, reason)
    elif recognised.is_archive and inside:
        yield RefusedItem(name, f"is an archive in {inside}")
    elif recognised is FileFormat.ZIP:
        with _seekable(head, stream, source.limits) as archived:
            yield from _members(archive.zip_members(cast(BinaryIO, archived), name, source.limits), name, source)
    elif recognised is FileFormat.TAR:
        yield from _members(archive.tar_members(_rejoined(head, stream), name, source.limits), name, source)
    elif (format := source.format or recognised).is_document:
        rejoined = _rejoined(head, stream)
        yield from _of_document(document.cables(rejoined, name, source.limits, format, source.vocabulary), name, source)
    else:
        yield from source.cables(format, _rejoined(head, stream), name)


def _of_document(
    found: Iterator[RawCable | RefusedItem | document.Attached], name: str, source: _Source
) -> Iterator[RawCable | RefusedItem]:
    """Yield the cable of a document and those of the files attached to it; mails attached to mails to a depth."""
    for item in found:
        if not isinstance(item, document.Attached):
            yield item
            continue
        within = replace(source, format=None, mails=source.mails + 1)
        where = f"{name}/{item.name}"
        if within.mails > _MOST_MAILS:
            yield RefusedItem(
                where, f"is in more than {_MOST_MAILS} mails within one another: save it as a file of its own"
            )
        else:
            yield from _cables(io.BytesIO(item.content), where, within, inside="a mail")


def _foreign(head: bytes, stream: BinaryIO, members: Members) -> str | None:
    """Return why a stream that begins with `head` is refused, if its form is none that is read."""
    if head.startswith(UTF_16):
        format = recognise(head.decode("utf-16", "replace").encode(), members)
        is_read = format in (FileFormat.TEXT, FileFormat.HTML, FileFormat.XML)
        return None if is_read else f"is {format} in UTF-16: save it in UTF-8, and import that"
    return foreign.reason(head + stream.read(foreign.OLE_READ) if foreign.is_office(head) else head)


def _members(
    members: Iterator[tuple[str, BinaryIO] | RefusedItem], name: str, source: _Source
) -> Iterator[RawCable | RefusedItem]:
    """Yield the cables of the members of the archive `name`; one without a file is refused."""
    member = None
    for member in members:
        if isinstance(member, RefusedItem):
            yield member
            continue
        where, stream = member
        try:
            yield from _cables(stream, where, source, inside="an archive")
        except archive.BROKEN as error:
            yield RefusedItem(where, f"cannot be unpacked: {error}")
    if member is None:
        yield RefusedItem(name, "is an archive that has no files")


@dataclass(frozen=True, slots=True)
class _Source:
    """The format where it is given, the limits, the vocabulary and the members of records that streams are read by, and
    whether pages and records are divided into their telegrams."""

    format: FileFormat | None
    limits: Limits
    vocabulary: Vocabulary
    members: Members
    divides: bool = True
    mails: int = 0  # that it is in, one within another

    def cables(self, format: FileFormat, stream: BinaryIO, name: str) -> Iterator[RawCable | RefusedItem]:
        if format is FileFormat.TEXT:
            return text.cables(stream, name, self.limits, self.vocabulary)
        if format in RECORD_READERS:
            items = RECORD_READERS[format](stream, name, self.limits, self.members)
        else:
            items = READERS[format](stream, name, self.limits)
        return telegrams_of_each(items, self.vocabulary) if self.divides else items


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
