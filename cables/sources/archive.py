"""Members of a zip or tar archive, one stream after another, within the limits.

What an archive says about itself can be a lie: sizes are checked before a member is read and again while it is, and
nothing is ever written under a member's name. Of a zip only members that are stored or deflated are read: what unpacks
the other methods gives out whatever a few bytes unpack to, all at once.
"""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import stat
import tarfile
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from typing import IO, BinaryIO, cast

from cables.sources.limits import MEBIBYTE, Limits
from cables.sources.raw import RefusedItem

_HEADERS = MEBIBYTE  # bytes that the headers between two members of a tar may take
_RATIO_GRACE = MEBIBYTE  # unpacked bytes below which a high ratio is no sign of a bomb
_LOCAL_HEADER = 30  # bytes before the name of a zip's member
_DIRECTORY_ENTRY = b"PK\1\2"
_LISTED = 1024  # bytes of a zip's directory for each member that is allowed: names of some length

# What reading a broken archive or member raises.
BROKEN: tuple[type[Exception], ...] = (
    tarfile.TarError,
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    EOFError,
    OSError,
    ValueError,
    RuntimeError,
)


class _OverLimitError(ValueError):
    """More was unpacked than the limits allow."""


class _TooManyMembersError(ValueError):
    """An archive lists more members than the limits allow."""


def zip_members(stream: BinaryIO, name: str, limits: Limits) -> Iterator[tuple[str, BinaryIO] | RefusedItem]:
    """Yield path and stream of each file in a zip archive, in the archive's order; the stream must be seekable."""
    directory = _Directory(stream, limits)
    try:
        archive = zipfile.ZipFile(cast(BinaryIO, directory))
    except _TooManyMembersError:
        yield RefusedItem(name, f"has more than {limits.members:,} members; none of them is read")
        return
    except BROKEN as error:
        yield RefusedItem(name, f"cannot be unpacked: {error}")
        return
    directory.is_read = True
    members = archive.infolist()
    overlapping = _overlapping(members)
    largest = min(limits.total, max(_RATIO_GRACE, stream.seek(0, io.SEEK_END) * limits.ratio))
    total = 0
    for member in members:
        where = f"{name}/{member.filename}"
        if member.is_dir():
            continue
        if reason := _unsafe(member.filename) or _unreadable(member, limits):
            yield RefusedItem(where, reason)
            continue
        if member.header_offset in overlapping:
            yield RefusedItem(where, "shares its bytes with another member")
            continue
        total += member.file_size
        if total > largest:
            yield RefusedItem(name, f"unpacks to more than {largest:,} bytes; the rest is not read")
            return
        try:
            with archive.open(member) as content:
                yield where, cast(BinaryIO, content)
        except BROKEN as error:
            yield RefusedItem(where, f"cannot be unpacked: {error}")


def tar_members(stream: BinaryIO, name: str, limits: Limits) -> Iterator[tuple[str, BinaryIO] | RefusedItem]:
    """Yield path and stream of each file in a tar archive, packed or not, in the archive's order; nothing is sought."""
    packed = _Meter(stream, limits)
    position = 0
    try:
        unpacked = _Meter(_unpacker(packed), limits, packed)
        with tarfile.open(fileobj=cast(BinaryIO, unpacked), mode="r|", errorlevel=1) as archive:
            while member := archive.next():
                where = f"{name}/{member.name}"
                position += 1
                if position > limits.members:
                    yield RefusedItem(name, f"has more than {limits.members:,} members; the rest is not read")
                    return
                unpacked.allow(member.size + _HEADERS)
                archive.members = []  # type: ignore[attr-defined]  # else it lists every member of a great archive
                if member.isdir():
                    continue
                content = None if member.issparse() or not member.isreg() else archive.extractfile(member)
                if reason := _unsafe(member.name) or (None if content else "is a link or no file"):
                    yield RefusedItem(where, reason)
                elif content:
                    yield where, cast(BinaryIO, content)
        if unpacked.last.strip(b"\0"):
            yield RefusedItem(name, "is cut off: it lacks the end of an archive")
    except tarfile.ReadError as error:
        if position or not packed.packing:
            yield RefusedItem(name, f"cannot be unpacked any further: {error}")
        else:
            yield RefusedItem(name, f"is packed by {packed.packing}, and no tar archive: unpack it, and import that")
    except BROKEN as error:
        yield RefusedItem(name, f"cannot be unpacked any further: {error}")


def _unpacker(packed: _Meter) -> IO[bytes]:
    """Return the stream unpacked, by what it begins with."""
    head = packed.peek(6)
    source = cast(BinaryIO, packed)
    if head.startswith(b"\x1f\x8b"):
        packed.packing = "gzip"
        return cast(IO[bytes], gzip.GzipFile(fileobj=source))
    if head.startswith(b"BZh"):
        packed.packing = "bzip2"
        return bz2.BZ2File(source)
    if head.startswith(b"\xfd7zXZ\0"):
        packed.packing = "xz"
        return lzma.LZMAFile(source)
    return source


def _unsafe(path: str) -> str | None:
    """Return why a member's path is refused: it leads out of the archive."""
    path = path.replace("\\", "/")
    if path.startswith("/") or path[1:2] == ":":
        return "has an absolute path"
    if ".." in path.split("/"):
        return "has a path that leads out of the archive"
    return None


def _unreadable(member: zipfile.ZipInfo, limits: Limits) -> str | None:
    """Return why a member of a zip is refused: a link, encrypted, packed in a rare way, a bomb."""
    if stat.S_IFMT(member.external_attr >> 16) not in (0, stat.S_IFREG):
        return "is a link or no file"
    if member.flag_bits & 1:
        return "is encrypted"
    if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        return "is packed by another method than deflate: pack the archive anew"
    if member.file_size > max(_RATIO_GRACE, member.compress_size * limits.ratio):
        return f"unpacks to more than {limits.ratio} times its size"
    return None


def _overlapping(members: Sequence[zipfile.ZipInfo]) -> set[int]:
    """Return the offsets of members of a zip that overlap another one, so that a few bytes count many times."""
    found = set()
    before, end = -1, 0
    for start, packed in sorted((each.header_offset, each.compress_size) for each in members if not each.is_dir()):
        if start < end:
            found |= {before, start}
        before, end = start, max(end, start + _LOCAL_HEADER + packed)
    return found


class _Directory:
    """A zip archive whose directory, which is read at once, is bounded, in bytes and in members."""

    def __init__(self, stream: BinaryIO, limits: Limits) -> None:
        self._stream = stream
        self._limits = limits
        self.is_read = False
        self.seek, self.tell, self.seekable = stream.seek, stream.tell, stream.seekable

    def read(self, size: int = -1) -> bytes:
        """Read as a stream does. Raises _TooManyMembersError where a directory is longer than the limits allow."""
        if not self.is_read and size > _RATIO_GRACE + self._limits.members * _LISTED:
            raise _TooManyMembersError
        data = self._stream.read(size)
        if not self.is_read and data.count(_DIRECTORY_ENTRY) > self._limits.members:
            raise _TooManyMembersError
        return data


class _Meter:
    """A stream that counts what is read, and stops reading where the limits are reached."""

    def __init__(self, stream: IO[bytes], limits: Limits, packed: _Meter | None = None) -> None:
        self._stream = stream
        self._limits = limits
        self._packed = packed
        self._head = b""
        self._allowed = _HEADERS if packed else limits.total
        self.count = 0
        self.packing = ""  # of what it gives, by name; empty where that is not packed
        self.last = b""  # the last block, all zero at the end of a whole tar

    def allow(self, size: int) -> None:
        """Let no more than `size` further bytes pass, up to the next call: a header can claim any length for a name."""
        self._allowed = min(self.count + size, self._limits.total + _HEADERS)

    def peek(self, size: int) -> bytes:
        """Return the stream's first bytes, which the next read gives again."""
        self._head = self._stream.read(size)
        return self._head

    def read(self, size: int = -1) -> bytes:
        """Read as a stream does. Raises _OverLimitError beyond the limits."""
        if self._head:
            data, self._head = self._head[:size], self._head[size:]
        else:
            data = self._stream.read(size)
        self.count += len(data)
        self.last = data[-tarfile.BLOCKSIZE :] or self.last
        if self.count > self._allowed:
            raise _OverLimitError("it unpacks to more bytes than are allowed")
        if self._packed and self.count > max(_RATIO_GRACE, self._packed.count * self._limits.ratio):
            raise _OverLimitError(f"it unpacks to more than {self._limits.ratio} times its size")
        return data
