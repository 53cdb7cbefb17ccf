"""Recognition of the format of a file, a member or a stream by its first bytes."""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Iterator
from enum import StrEnum
from typing import BinaryIO

from cables.sources import csv, front_matter, html, json, jsonl, mail, plusd, rtf, sql, sql_statement, xml
from cables.sources.limits import Limits
from cables.sources.raw import RawCable, RefusedItem
from cables.sources.record import Members

HEAD = 16_384  # bytes that suffice to recognise a format: copies of pages begin with what stands around the cable

# Browsers say in a comment from where they saved a page.
_PAGE = re.compile(
    r"\s*(?:<!--[^>]{0,1000}-->\s*)?<(?:!doctype\s+html|html\b|\?xml\b[^>]{0,200}>\s*<(?:!doctype\s+)?html\b)",
    re.IGNORECASE,
)
_PDF = re.compile(rb"\s*%PDF-")
# The first member of a zip that is an office document, behind 26 bytes of its header. That of OpenDocument must be the
# type; Office Open XML names none, and writers begin with any of these. What is no text is refused when it is read.
_MEMBER = rb"PK\x03\x04.{26}"
_DOCX = re.compile(
    _MEMBER
    + rb"(?:\[Content_Types\]\.xml|_rels/\.rels|docProps/(?:app|core|custom)\.xml|docMetadata/"
    + rb"|customXml/(?:_rels/)?item|(?:word|xl|ppt)/(?:_rels/|theme/|media/"
    + rb"|(?:document|numbering|styles|settings|fontTable|workbook|presentation)\.xml))",
    re.DOTALL,
)
_ODT = re.compile(_MEMBER + rb"mimetype.{0,64}?application/vnd\.oasis\.opendocument\.text", re.DOTALL)
_OBJECT = re.compile(r'\s*\{\s*"')
_ARRAY = re.compile(r"\s*\[\s*[{\]]")
UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_TAR_MAGIC = slice(257, 262)


class FileFormat(StrEnum):
    """The formats that hold cables, and the archives that hold files of them."""

    TEXT = "text"
    HTML = "html"
    PLUSD = "plusd"
    CSV = "csv"
    SQL = "sql"
    JSONL = "jsonl"
    JSON = "json"
    XML = "xml"
    MARKDOWN = "markdown"
    PDF = "pdf"
    DOCX = "docx"
    ODT = "odt"
    RTF = "rtf"
    EML = "eml"
    ZIP = "zip"
    TAR = "tar"

    @property
    def is_archive(self) -> bool:
        return self in (FileFormat.ZIP, FileFormat.TAR)

    @property
    def is_document(self) -> bool:
        """Return whether a file of this format is no text, and one cable is extracted from it."""
        return self in DOCUMENTS


# What is said to take of each format, in the order of the list.
TAKEN: dict[FileFormat, str] = {
    FileFormat.TEXT: "plain text",
    FileFormat.HTML: "published HTML pages",
    FileFormat.PLUSD: "saved or copied pages of PlusD",
    FileFormat.PDF: "PDF with text",
    FileFormat.DOCX: "Word documents (DOCX)",
    FileFormat.ODT: "OpenDocument texts (ODT)",
    FileFormat.RTF: "RTF",
    FileFormat.EML: "mails (EML) with what is attached to them",
    FileFormat.MARKDOWN: "Markdown with front matter",
    FileFormat.CSV: "tables (CSV, also with semicolons or tabs)",
    FileFormat.SQL: "SQL dumps of a table",
    FileFormat.JSON: "JSON",
    FileFormat.JSONL: "JSON Lines",
    FileFormat.XML: "XML of records",
    FileFormat.ZIP: "zip",
    FileFormat.TAR: "tar archives (also tar.gz, tar.bz2, tar.xz) of these",
}
DOCUMENTS = (FileFormat.PDF, FileFormat.DOCX, FileFormat.ODT, FileFormat.RTF, FileFormat.EML)
READERS: dict[FileFormat, Callable[[BinaryIO, str, Limits], Iterator[RawCable | RefusedItem]]] = {
    FileFormat.HTML: html.cables,
    FileFormat.PLUSD: plusd.cables,
}
# Of files of records, whose members say what is what.
RECORD_READERS: dict[FileFormat, Callable[[BinaryIO, str, Limits, Members], Iterator[RawCable | RefusedItem]]] = {
    FileFormat.CSV: csv.cables,
    FileFormat.SQL: sql.cables,
    FileFormat.JSONL: jsonl.cables,
    FileFormat.JSON: json.cables,
    FileFormat.XML: xml.cables,
    FileFormat.MARKDOWN: front_matter.cables,
}


def taken() -> str:
    """Return what imports and uploads take, as a list in words."""
    *first, last = TAKEN.values()
    return f"{', '.join(first)} and {last}"


def recognise(head: bytes, members: Members | None = None) -> FileFormat:
    """Return the format of what begins with `head`; whatever is nothing else is plain text.

    The `members` of records that are given show a table whose text has another name than the usual ones.
    """
    if _DOCX.match(head):
        return FileFormat.DOCX
    if _ODT.match(head):
        return FileFormat.ODT
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return FileFormat.ZIP
    if head.startswith((b"\x1f\x8b", b"BZh", b"\xfd7zXZ\0")) or head[_TAR_MAGIC] == b"ustar":
        return FileFormat.TAR
    if head.startswith(UTF_16):
        return _markup(head.decode("utf-16", "replace")) or FileFormat.TEXT
    head = head.removeprefix(b"\xef\xbb\xbf")
    if _PDF.match(head):
        return FileFormat.PDF
    if rtf.is_rtf(head):
        return FileFormat.RTF
    text = head.decode("latin-1")
    if _PAGE.match(text):
        return FileFormat.HTML
    if sql_statement.is_dump(text):
        return FileFormat.SQL
    if csv.dialect(text, members):
        return FileFormat.CSV
    if mail.is_mail(text):
        return FileFormat.EML
    if _OBJECT.match(text):
        return FileFormat.JSONL if jsonl.is_line(text) else FileFormat.JSON
    if _ARRAY.match(text):
        return FileFormat.JSON
    if markup := _markup(text):
        return markup
    if front_matter.has_front_matter(text):
        return FileFormat.MARKDOWN
    if plusd.is_copy(text):
        return FileFormat.PLUSD
    return FileFormat.TEXT


def _markup(head: str) -> FileFormat | None:
    """Return whether a text that begins so is a page or XML, whose readers know each encoding; None for neither."""
    if _PAGE.match(head) or plusd.is_fragment(head):
        return FileFormat.HTML
    return FileFormat.XML if xml.is_xml(head) else None
