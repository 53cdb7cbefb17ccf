"""Recognition of the format of a file, a member or a stream by its first bytes."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from enum import StrEnum
from typing import BinaryIO

from cables.sources import csv, html, jsonl
from cables.sources.raw import Limits, RawCable, RefusedItem

HEAD = 4096  # bytes that suffice to recognise a format

_PAGE = re.compile(rb"\s*<(?:!doctype\s+html|html\b|\?xml\b[^>]{0,200}>\s*<(?:!doctype\s+)?html\b)", re.IGNORECASE)
_ROW = re.compile(rb'"?\d+"?,"?\d{1,2}/\d{1,2}/\d{4} ')
_OBJECT = re.compile(rb'\s*\{\s*"')
_TAR_MAGIC = slice(257, 262)


class Format(StrEnum):
    """The formats that hold cables, and the archives that hold files of them."""

    TEXT = "text"
    HTML = "html"
    CSV = "csv"
    JSONL = "jsonl"
    ZIP = "zip"
    TAR = "tar"

    @property
    def is_archive(self) -> bool:
        return self in (Format.ZIP, Format.TAR)


READERS: dict[Format, Callable[[BinaryIO, str, Limits], Iterator[RawCable | RefusedItem]]] = {
    Format.HTML: html.cables,
    Format.CSV: csv.cables,
    Format.JSONL: jsonl.cables,
}


def recognise(head: bytes) -> Format:
    """Return the format of what begins with `head`; whatever is nothing else is plain text."""
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return Format.ZIP
    if head.startswith((b"\x1f\x8b", b"BZh", b"\xfd7zXZ\0")) or head[_TAR_MAGIC] == b"ustar":
        return Format.TAR
    head = head.removeprefix(b"\xef\xbb\xbf")
    if _PAGE.match(head):
        return Format.HTML
    if _ROW.match(head):
        return Format.CSV
    if _OBJECT.match(head):
        return Format.JSONL
    return Format.TEXT
