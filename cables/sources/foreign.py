"""Forms of files that are known and not read: each is refused with its name and with what to do.

Of files of records, of office documents and of XML their own readers say what they are not; here are the others, known
by their first bytes. Signatures are those of the formats' specifications, and of file(1) where there is none.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence

RECOGNISE_TEXT = "let a text recognition (OCR) make text of it, and import that"
UNPACK = "unpack it, and import what is in it"
AS_DOCUMENT = "save it as .docx, .odt or plain text, and import that"
AS_TABLE = "export the table that has the texts as CSV, and import that"
AS_TEXT = "save or export the text of each telegram as plain text, and import that"
NO_CABLE = "it holds no text of a cable"

_TYPE = rb"PK\x03\x04.{26}mimetype.{0,64}?application/"  # of a zip whose first member says what it is
_SIGNATURES: Sequence[tuple[bytes, str, str]] = (
    # Pictures, scans among them.
    (rb"\x89PNG\r\n\x1a\n", "a picture (PNG)", RECOGNISE_TEXT),
    (rb"\xff\xd8\xff", "a picture (JPEG)", RECOGNISE_TEXT),
    (rb"II(?:\*|\+)\x00|MM\x00[*+]", "a picture (TIFF)", RECOGNISE_TEXT),
    (rb"GIF8[79]a", "a picture (GIF)", RECOGNISE_TEXT),
    (rb"BM.{4}\x00\x00\x00\x00.{3}\x00", "a picture (BMP)", RECOGNISE_TEXT),
    (rb"RIFF.{4}WEBP", "a picture (WebP)", RECOGNISE_TEXT),
    (rb".{4}ftyp(?:heic|heix|hevc|mif1|avif)", "a picture (HEIF)", RECOGNISE_TEXT),
    (rb"\x00\x00\x00\x0cjP  \r\n\x87\n|\xff\x4f\xff\x51", "a picture (JPEG 2000)", RECOGNISE_TEXT),
    (rb"8BPS\x00", "a picture (Photoshop)", RECOGNISE_TEXT),
    (rb"AT&TFORM.{4}DJV", "a scan (DjVu)", RECOGNISE_TEXT),
    # Archives and packed files that are not zip or tar.
    (rb"7z\xbc\xaf\x27\x1c", "an archive (7z)", UNPACK),
    (rb"Rar!\x1a\x07", "an archive (RAR)", UNPACK),
    (rb"MSCF\x00\x00\x00\x00", "an archive (CAB)", UNPACK),
    (rb"..-l[hz][\dds]-", "an archive (LHA)", UNPACK),
    (rb"!<arch>\n", "an archive (ar)", UNPACK),
    (rb"0707(?:0[12][\dA-Fa-f]{104}|07[0-7]{70})|\xc7\x71", "an archive (cpio)", UNPACK),
    (rb"\x28\xb5\x2f\xfd", "packed by zstd", UNPACK),
    (rb"\x1f\x9d", "packed by compress (.Z)", UNPACK),
    (rb"\x04\x22\x4d\x18", "packed by LZ4", UNPACK),
    (rb"LZIP[\x00\x01]", "packed by lzip", UNPACK),
    (rb"\x5d\x00\x00.{2}.{5}\xff?\x00", "packed by LZMA", UNPACK),
    # Documents and books.
    (_TYPE + rb"vnd\.oasis\.opendocument\.spreadsheet", "a spreadsheet (.ods)", AS_TABLE),
    (_TYPE + rb"vnd\.oasis\.opendocument\.(?!text)", "no text of OpenDocument", AS_TEXT),
    (_TYPE + rb"epub\+zip", "a book (EPUB)", AS_TEXT),
    (rb"\xffWPC", "a WordPerfect document", AS_DOCUMENT),
    (rb"[\x31\x32]\xbe\x00\x00\x00\xab|\xdb\xa5\x2d\x00", "an old Word or Write document", AS_DOCUMENT),
    (rb"\xdb\xa5", "a Word 2 document", AS_DOCUMENT),
    (rb"%!PS|\x04%!PS|\xc5\xd0\xd3\xc6", "PostScript", "make a PDF of it, and import that"),
    (rb"\s*\\(?:documentclass|documentstyle|begin\{document\})", "LaTeX", AS_TEXT),
    (rb"ITSF\x03\x00\x00\x00", "a help file (CHM)", AS_TEXT),
    (rb".{60}(?:BOOKMOBI|TEXtREAd)", "a book (Mobipocket)", AS_TEXT),
    (rb"WARC/1\.", "a web archive (WARC)", "save each page that has a cable as HTML, and import that"),
    (rb"bplist00", "a web archive or a property list of Apple", "save the page as HTML, and import that"),
    # Databases and tables.
    (rb"SQLite format 3\x00", "an SQLite database", AS_TABLE),
    (rb"\x00\x01\x00\x00Standard (?:Jet|ACE) DB", "an Access database", AS_TABLE),
    (rb"PGDMP\x01", "a packed dump of PostgreSQL", "write it as SQL (pg_restore --file), and import that"),
    (rb"PAR1\x15", "a table (Parquet)", AS_TABLE),
    (rb"ARROW1\x00\x00|FEA1\x00", "a table (Arrow)", AS_TABLE),
    (rb"Obj\x01", "a table (Avro)", AS_TABLE),
    (rb"\x89HDF\r\n\x1a\n", "a table (HDF5)", AS_TABLE),
    (rb"\x93NUMPY", "an array (NumPy)", AS_TABLE),
    (rb"RD[AX][23]\n|X\n\x00\x00\x00[\x02\x03]", "data of R", AS_TABLE),
    (rb"\$FL[23]@\(#\)", "data of SPSS", AS_TABLE),
    (rb"<stata_dta>", "data of Stata", AS_TABLE),
    (rb"\x80[\x02-\x05][\x95\}\]\(c]", "pickled data of Python", AS_TABLE),
    (rb"\d{5}[acdnp][a-z]{2}[ a]\d{2}|\d{5}[acdnp][a-z]{2} [ a]22\d{5}", "records of a library (MARC)", NO_CABLE),
    # Mail and calendars.
    (rb"!BDN", "a mailbox of Outlook (PST)", "save each mail as a file of its own (.eml), and import these"),
    (rb"\x78\x9f\x3e\x22", "an attachment of Outlook (winmail.dat)", "save what is in it, and import that"),
    (rb"BEGIN:VCARD", "a card of an address book (vCard)", NO_CABLE),
    (rb"BEGIN:VCALENDAR", "a calendar (iCalendar)", NO_CABLE),
    (rb"-----BEGIN (?:PGP MESSAGE|AGE ENCRYPTED)", "an encrypted message", "decrypt it, and import that"),
    (rb"-----BEGIN [A-Z ]+-----", "a key or a certificate", NO_CABLE),
    (rb"begin [0-7]{3,4} [^\r\n]{1,255}\r?\nM", "an encoded file (uuencode)", "decode it, and import what comes of it"),
    (rb"(?:TY  - [A-Z]|@[A-Za-z]{4,15}\{[\w:.-]+,)", "a list of citations", NO_CABLE),
    # Sound and film, fonts, programs.
    (rb"ID3[\x02-\x04]|\xff[\xfb\xf3\xf2]|OggS\x00|fLaC|RIFF.{4}WAVE|FORM.{4}AIF", "sound", NO_CABLE),
    (rb".{4}ftyp|RIFF.{4}AVI |\x1a\x45\xdf\xa3|\x00\x00\x01[\xba\xb3]|FLV\x01", "a film", NO_CABLE),
    (rb"wOF[F2]|\x00\x01\x00\x00\x00.{7}|OTTO\x00|ttcf", "a font", NO_CABLE),
    (
        rb"\x7fELF|MZ.[\x00\x01].\x00|\xca\xfe\xba\xbe|\xfe\xed\xfa[\xce\xcf]|[\xce\xcf]\xfa\xed\xfe|\x00asm",
        "a program",
        NO_CABLE,
    ),
    (rb"#![ \t]*/", "a program (script)", NO_CABLE),
    (rb"L\x00\x00\x00\x01\x14\x02\x00", "a link of Windows to another file", "import the file that it leads to"),
    (rb"d(?:8:announce|13:announce-list|4:info)", "a torrent, not the files that it names", "import these"),
)
_FORMS = tuple((re.compile(signature, re.DOTALL), name, advice) for signature, name, advice in _SIGNATURES)

# Old files of Office, known apart by the names of streams within them, which are in UTF-16.
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_STREAMS: Sequence[tuple[str, str, str]] = (
    ("EncryptedPackage", "an encrypted file of Office", "save it without its password, and import that"),
    ("__substg1.0_", "a mail of Outlook (.msg)", "save it as .eml or as text, and import that"),
    ("WordDocument", "an old Word document (.doc)", AS_DOCUMENT),
    ("Workbook", "an old Excel workbook (.xls)", AS_TABLE),
    ("PowerPoint Document", "an old PowerPoint presentation (.ppt)", AS_TEXT),
)
_OF_OFFICE = ("an old file of Office (.doc, .xls, .ppt or .msg)", AS_DOCUMENT)
OLE_READ = 1 << 20  # bytes of one in which the names of its streams are looked for

_CODE_PAGE = "cp037"  # of EBCDIC; letters and digits are the same in all of them
_EBCDIC_BLANK, _ASCII_BLANK = b"\x40", b"\x20"
_LETTERS_AT_LEAST = 0.7  # of the bytes of a text in EBCDIC are letters, digits and blanks
_BLANKS_AT_LEAST = 0.03

# Marks of Markdown at the beginnings of lines: a heading, a fence, a table, an item with a link; and links in the text.
_MARKDOWN = re.compile(
    r"^(?:#{1,6}[ \t]+\S|```|~~~|\|[ \t]*:?-{3,}|[-*+][ \t]+\[)|!?\[[^\]\n]{1,200}\]\([^)\s]{1,500}\)", re.MULTILINE
)


def reason(head: bytes) -> str | None:
    """Return why a file is refused that begins so, up to OLE_READ bytes; None where its form is none of these."""
    if head.startswith(_OLE):
        streams = (stream[1:] for stream in _STREAMS if stream[0].encode("utf-16-le") in head)
        return _sentence(*next(streams, _OF_OFFICE))
    for signature, name, advice in _FORMS:
        if signature.match(head):
            return _sentence(name, advice)
    if is_ebcdic(head):
        name = "text in EBCDIC, the character set of IBM's mainframes"
        return _sentence(name, "convert it to UTF-8 (iconv -f CP037 -t UTF-8), and import that")
    return _sentence("JSON without a record", NO_CABLE) if _is_bare_json(head) else None


def is_office(head: bytes) -> bool:
    """Return whether a file that begins so is an old one of Office, of which more has to be read to say which."""
    return head.startswith(_OLE)


def is_ebcdic(head: bytes) -> bool:
    """Return whether these bytes are text in EBCDIC: most are letters, many its blanks and few those of ASCII."""
    blanks = head.count(_EBCDIC_BLANK)
    if blanks < _BLANKS_AT_LEAST * len(head) or blanks < 10 * head.count(_ASCII_BLANK) or len(head) < 40:
        return False
    letters = sum(letter == " " or (letter.isascii() and letter.isalnum()) for letter in head.decode(_CODE_PAGE))
    return letters > _LETTERS_AT_LEAST * len(head)


def form_of_text(text: str) -> str | None:
    """Return the form of a text in which no cable was found, where it shows one: Markdown."""
    return "Markdown without front matter that says which cable it is" if _MARKDOWN.search(text[:8192]) else None


def _is_bare_json(head: bytes) -> bool:
    """Return whether all that there is is an array or an object without an object that could be a record."""
    if head.lstrip()[:1] not in (b"[", b"{"):
        return False
    try:
        value = json.loads(head)
    except (ValueError, RecursionError):
        return False
    return not value or (isinstance(value, list) and not any(isinstance(each, dict) for each in value))


def _sentence(name: str, advice: str) -> str:
    return f"is {name}: {advice}"
