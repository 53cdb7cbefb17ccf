"""Recognition of formats by the first bytes."""

from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from cables.sources.recognise import HEAD, TAKEN, FileFormat, recognise, taken
from tests.sources.builders import BODY, HEADING, PLUSD_KEYS, line, page, plusd_page, row, tarred, zipped
from tests.sources.office_files import docx, odt, packed
from tests.sources.pdf_files import pdf

CASES = [
    (page(), FileFormat.HTML),
    (b"\n<html><body>", FileFormat.HTML),
    (b"<?xml version='1.0' encoding='utf-8' ?>\n<!DOCTYPE html PUBLIC '-//W3C//DTD XHTML 1.0'>", FileFormat.HTML),
    (b"\xef\xbb\xbf" + page(), FileFormat.HTML),
    (plusd_page(), FileFormat.HTML),
    (b"<!-- saved from url=(0042)x -->\r\n<html>", FileFormat.HTML),
    (
        b"<div><table><tr><td>Canonical ID:</td><td>1975ZENDA00118_b</td></tr></table><pre>x</pre></div>",
        FileFormat.HTML,
    ),
    (b"<div><p>x</p></div>", FileFormat.XML),
    (b"<!DOCTYPE cables SYSTEM 'cables.dtd'>\n<cables>", FileFormat.XML),
    (b"\n<!DOCTYPE records [\n<!ELEMENT records ANY>]><records>", FileFormat.XML),
    ('<!DOCTYPE records SYSTEM "r.dtd"><records>'.encode("utf-16"), FileFormat.XML),
    ("".join(f"{key}: {value}\n" for key, value in PLUSD_KEYS.items()).encode(), FileFormat.PLUSD),
    (b"How to write to us\n" * 600 + b"Canonical ID:\n1975ZENDA00118_b\n", FileFormat.PLUSD),
    (row().encode(), FileFormat.CSV),
    (b'1,12/28/1966 18:48,66LIMA1,"Embassy Lima"', FileFormat.CSV),
    (b"id,datetime,identifier,header,content\r\n1,", FileFormat.CSV),
    (b"Doc ID;Message Text\n", FileFormat.CSV),
    (b"mrn\tbody\n", FileFormat.CSV),
    (row().replace('","', '";"').encode(), FileFormat.CSV),
    (b"INSERT INTO cable VALUES (1", FileFormat.SQL),
    (b"--\n-- PostgreSQL database dump\n", FileFormat.SQL),
    (b"-- PostgreSQL database dump\n", FileFormat.SQL),
    (b"1\t6/5/2007 10:20\t07LIMA1\tEmbassy Lima\tUNCLASSIFIED\t\\N\tP 24\\nFM\tUNCLAS\n", FileFormat.SQL),
    (b'[\n {"text": "a"}]', FileFormat.JSON),
    (b'{\n "text": "a"\n}', FileFormat.JSON),
    (b'{"cables": [{"text": "' + b"x" * 5000, FileFormat.JSON),
    (b'{"text": "' + b"x" * 5000, FileFormat.JSONL),
    (b"<?xml version='1.0'?>\n<records>", FileFormat.XML),
    (b"<TEI xmlns='x'>", FileFormat.XML),
    (b"---\ntitle: a\n---\n", FileFormat.MARKDOWN),
    (b"---\n\nthe text", FileFormat.TEXT),
    (b"TO, FROM, AND BY\n", FileFormat.TEXT),
    (line().encode(), FileFormat.JSONL),
    (b'{ "mrn": null, "text": ""}', FileFormat.JSONL),
    (pdf(["x"]), FileFormat.PDF),
    (docx(""), FileFormat.DOCX),
    (packed({"_rels/.rels": "", "word/document.xml": ""}), FileFormat.DOCX),
    (packed({"docProps/app.xml": ""}), FileFormat.DOCX),
    (packed({"word/numbering.xml": ""}), FileFormat.DOCX),
    (packed({"word/07ZENDA8.xml": ""}), FileFormat.ZIP),
    (odt(""), FileFormat.ODT),
    (b"{\\rtf1\\ansi A}", FileFormat.RTF),
    (b"{rtf1}", FileFormat.TEXT),
    (packed({"mimetype": "of the salt"}), FileFormat.ZIP),
    (b"\n%PDF-1.7\n", FileFormat.PDF),
    (b"A file that begins with %PDF-1.4 is a PDF.", FileFormat.TEXT),
    (zipped({"a.txt": "x"}), FileFormat.ZIP),
    (zipped({}), FileFormat.ZIP),
    (tarred({"a.txt": b"x"}, "w:gz"), FileFormat.TAR),
    (tarred({"a.txt": b"x"}, "w:bz2"), FileFormat.TAR),
    (tarred({"a.txt": b"x"}, "w:xz"), FileFormat.TAR),
    (tarred({"a.txt": b"x"}, "w:"), FileFormat.TAR),
    (f"{HEADING}\n\n{BODY}".encode(), FileFormat.TEXT),
    (b"<<218634>>\nWednesday", FileFormat.TEXT),
    (b"{C} 1. The Duke", FileFormat.TEXT),
    (b"", FileFormat.TEXT),
]


def test_recognise() -> None:
    wrong = [content for content, expected in CASES if recognise(content[:HEAD]) is not expected]
    assert wrong == []


def test_every_format_is_in_the_list_of_what_is_taken() -> None:
    assert set(TAKEN) == set(FileFormat)
    assert taken() in (settings.BASE_DIR / "docs" / "uploading.md").read_text()


@given(st.text(st.sampled_from('ab,;\t"\\\n\r \0<[{-1'), max_size=200))
def test_whatever_a_file_begins_with_is_of_some_format(head: str) -> None:
    assert recognise(head.encode()) in FileFormat
