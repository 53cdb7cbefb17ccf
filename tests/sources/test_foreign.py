"""Files of forms that are known and not read: each is refused with its name and what to do, whatever it is called."""

from __future__ import annotations

import bz2
import gzip
import lzma
import sqlite3
from pathlib import Path

import pytest

from cables.sources import FileFormat, RawCable, foreign, read
from tests.sources.builders import BODY, HEADING, cable, refused, row, zipped

TEXT = f"{HEADING}\n\n{BODY}\n"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(6000)


def database() -> bytes:
    """Return an SQLite database."""
    with sqlite3.connect(":memory:") as connection:
        connection.execute("CREATE TABLE cable (id)")
        return connection.serialize()


FORMS: list[tuple[bytes, str]] = [
    (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "a picture (PNG): let a text recognition (OCR)"),
    (b"\xff\xd8\xff\xe0\0\x10JFIF\0", "a picture (JPEG): let a text recognition (OCR)"),
    (b"II*\0\x08\0\0\0", "a picture (TIFF): "),
    (b"MM\0*\0\0\0\x08", "a picture (TIFF): "),
    (b"GIF89a\1\0\1\0", "a picture (GIF): "),
    (b"BM\x36\0\0\0\0\0\0\0\x36\0\0\0", "a picture (BMP): "),
    (b"RIFF\x24\0\0\0WEBPVP8 ", "a picture (WebP): "),
    (b"\0\0\0\x18ftypheic\0\0\0\0", "a picture (HEIF): "),
    (b"AT&TFORM\0\0\0\x10DJVU", "a scan (DjVu): "),
    (b"7z\xbc\xaf\x27\x1c\0\4", "an archive (7z): unpack it"),
    (b"Rar!\x1a\x07\1\0", "an archive (RAR): unpack it"),
    (b"\x28\xb5\x2f\xfd\x24\0", "packed by zstd: unpack it"),
    (gzip.compress(TEXT.encode()), "packed by gzip, and no tar archive: unpack it"),
    (gzip.compress(b""), "packed by gzip, and no tar archive: unpack it"),
    (bz2.compress(TEXT.encode()), "packed by bzip2, and no tar archive: unpack it"),
    (lzma.compress(TEXT.encode()), "packed by xz, and no tar archive: unpack it"),
    (OLE, "an old file of Office (.doc, .xls, .ppt or .msg): save it as .docx"),
    (OLE + "WordDocument".encode("utf-16-le"), "an old Word document (.doc): save it as .docx"),
    (OLE + "Workbook".encode("utf-16-le"), "an old Excel workbook (.xls): export the table"),
    (OLE + "__substg1.0_1000".encode("utf-16-le"), "a mail of Outlook (.msg): save it as .eml"),
    (OLE + "EncryptedPackage".encode("utf-16-le"), "an encrypted file of Office: save it without its password"),
    (b"\xffWPC\x10\0\0\0", "a WordPerfect document: save it as .docx"),
    (b"%!PS-Adobe-3.0\n", "PostScript: make a PDF of it"),
    (b"\\documentclass{article}\n", "LaTeX: "),
    (database(), "an SQLite database: export the table"),
    (b"\0\1\0\0Standard Jet DB\0", "an Access database: export the table"),
    (b"PAR1\x15\4", "a table (Parquet): export the table"),
    (b"!BDN\0\0\0\0", "a mailbox of Outlook (PST): save each mail"),
    (b"BEGIN:VCARD\nVERSION:3.0\n", "a card of an address book (vCard): "),
    (b"-----BEGIN CERTIFICATE-----\n", "a key or a certificate: "),
    (b"begin 644 07ZENDA8.txt\nM4B`P", "an encoded file (uuencode): decode it"),
    (b"ID3\4\0", "sound: "),
    (b"\0\0\0\x18ftypmp42", "a film: "),
    (b"\x7fELF\2\1\1", "a program: "),
    (b"MZ\x90\0\3\0\0\0", "a program: "),
    (b"#!/bin/sh\necho 07ZENDA8\n", "a program (script): "),
    (TEXT.encode("cp037"), "text in EBCDIC, the character set of IBM's mainframes: convert it to UTF-8"),
    (b"{}", "JSON without a record: "),
    (b" [1, 2]\n", "JSON without a record: "),
    (row().encode("utf-16"), "csv in UTF-16: save it in UTF-8"),
]


@pytest.mark.parametrize(("content", "sentence"), FORMS, ids=[sentence for _, sentence in FORMS])
@pytest.mark.parametrize("packed", [False, True])
def test_it_is_refused_by_its_name(content: bytes, sentence: str, packed: bool, tmp_path: Path) -> None:
    path = tmp_path / ("a.zip" if packed else "07LIMA101.txt")
    path.write_bytes(zipped({"07LIMA101.txt": content}) if packed else content)
    [item] = read(path)
    if packed and "tar archive" in sentence:
        assert refused(item).reason == "is an archive in an archive"
    else:
        assert refused(item).reason.startswith(f"is {sentence}")


# Texts of cables that begin as some file of another form does, or nearly.
TEXTS = [
    "MZ 05 ZENDA",
    "BM of 3 June",
    "begin 100 words or so",
    "begin 2007 with salt",
    "0707 ZENDA 070712345",
    "[07LIMA101]",
    "{SIPDIS}",
    "PAR 1. Salt",
    "GIF is a picture",
    "Rar is an archive",
    "-----BEGIN MESSAGE",
    "%PDF is no text",
    "TY for the salt",
    "ID3 tags",
    "@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@",
]


@pytest.mark.parametrize("first", TEXTS)
def test_a_text_that_begins_nearly_so_is_read(first: str, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(f"{first}\n{TEXT}")
    [item] = read(tmp_path / "a.txt")
    assert cable(item).format == FileFormat.TEXT


@pytest.mark.parametrize("encoding", ["latin-1", "cp1251", "koi8-r", "utf-8", "utf-16", "shift-jis"])
def test_text_in_other_encodings_is_no_ebcdic(encoding: str) -> None:
    letters = "Соль везли по дороге." if encoding in ("cp1251", "koi8-r") else "Salt @ SALT@ZENDA.GOV"
    assert foreign.reason(f"{letters * 40}\n{TEXT}".encode(encoding, "ignore")) is None


def test_a_format_that_is_given_is_tried(tmp_path: Path) -> None:
    (tmp_path / "07LIMA101.txt").write_text(f"#!/bin/sh\n{TEXT}")
    [item] = read(tmp_path / "07LIMA101.txt", FileFormat.TEXT)
    assert isinstance(item, RawCable)


def test_what_is_of_no_known_form_says_so(tmp_path: Path) -> None:
    (tmp_path / "07LIMA101.txt").write_bytes(bytes(range(8)) * 200)
    [item] = read(tmp_path / "07LIMA101.txt")
    assert refused(item).reason.startswith("is not text, and of no form that is known: ")


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig"])
def test_xml_is_known_in_each_encoding(encoding: str, tmp_path: Path) -> None:
    (tmp_path / "07LIMA101.txt").write_bytes('<?xml version="1.0"?>\n<TEI><text>Salt</text></TEI>'.encode(encoding))
    [item] = read(tmp_path / "07LIMA101.txt")
    assert "is TEI, in XML: export the text" in refused(item).reason


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("# Salt\n\nby rail", "Markdown"),
        ("Salt\n```\ncode\n```\n", "Markdown"),
        ("See [the salt](https://example.org/salt) there.", "Markdown"),
        ("SUBJECT: #1 SALT\n\n1. (U) Salt [by rail] (see below).", None),
        ("[                ] (B6) and [    ]\n(1.4(D))", None),
    ],
)
def test_the_form_of_a_text_without_a_cable(text: str, form: str | None) -> None:
    said = foreign.form_of_text(text)
    assert said == (f"{form} without front matter that says which cable it is" if form else None)
