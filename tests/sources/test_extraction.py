"""Extraction in a process of its own: hostile files are refused within the limits, and the rest goes on."""

from __future__ import annotations

import os
import signal
import struct
import time
import zlib
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cables.sources import Limits, extraction
from cables.sources.limits import MEBIBYTE
from cables.sources.pdf import EXTRACTOR
from cables.sources.raw import RefusedFileError
from tests.sources.office_files import docx, odt, packed, text_paragraphs, word_paragraphs
from tests.sources.pdf_files import crowded, nested_forms, of_contents, of_objects, pdf, repeated_page
from tests.sources.test_mail import nested, sent, written
from tests.sources.test_rtf import rtf

SMALL = Limits(seconds=3, memory=256 * MEBIBYTE)
TREE = b"<< /Type /Pages /Kids [] /Count 0 >>"

HOSTILE: dict[str, Callable[[], bytes]] = {
    "100,000 pages": lambda: repeated_page(100_000),
    "a page tree 3,000 deep": lambda: of_objects(
        [b"<< /Type /Catalog /Pages 2 0 R >>"]
        + [b"<< /Type /Pages /Kids [%d 0 R] /Count 1 /Parent %d 0 R >>" % (n + 1, n - 1) for n in range(2, 3000)]
    ),
    "arrays 200,000 deep": lambda: of_objects(
        [b"<< /Type /Catalog /Pages 2 0 R /X " + b"[" * 200_000 + b"]" * 200_000 + b" >>", TREE]
    ),
    "a stream that unpacks to 400 MB": lambda: of_contents(
        [zlib.compress(zlib.compress(bytes(400 * MEBIBYTE), 1))], filters="/Filter [/FlateDecode /FlateDecode]"
    ),
    "forms that draw one another five times each": lambda: nested_forms(14),
    "a form that draws itself": lambda: nested_forms(1, into_itself=True),
}


def member(content: str | bytes, name: str = "word/document.xml") -> bytes:
    return packed({name: content})


def claiming(size: int, content: bytes = bytes(1000)) -> bytes:
    """Return a document whose text says that it unpacks to so many bytes."""
    document = bytearray(member(content))
    true = struct.pack("<I", len(content))
    for header, offset in ((b"PK\3\4", 22), (b"PK\1\2", 24)):
        place = document.index(header) + offset
        assert document[place : place + 4] == true
        document[place : place + 4] = struct.pack("<I", size)
    return bytes(document)


ENTITIES = "".join(f'<!ENTITY a{number} "{f"&a{number - 1};" * 10}">' for number in range(1, 10))
BOMB = f'<!DOCTYPE a [<!ENTITY a0 "aaaaaaaaaa">{ENTITIES}]><a>&a9;</a>'
LINK = r"{\field{\*\fldinst{HYPERLINK }}}"
BLANKS = '<text:p><text:s text:c="99999999"/></text:p>'
# Of each format what makes a file hostile, the file, and the reason.
HOSTILE_DOCUMENTS: list[tuple[str, str, Callable[[], bytes], str]] = [
    ("docx", "a text that says it has 4 GB", lambda: claiming(4_000_000_000), "unpacks to more than 1,048,576 bytes"),
    ("docx", "a text of 300 MB", lambda: member(bytes(300 * MEBIBYTE)), "unpacks to more than "),
    ("docx", "a text of 300 MB that says it has 1,000", lambda: claiming(1000, bytes(300 * MEBIBYTE)), "is broken"),
    ("docx", "elements 10,000 deep", lambda: member("<a>" * 10_000), "has more than 500 elements within one another"),
    ("docx", "an entity bomb", lambda: member(BOMB), "declares a type of document"),
    (
        "docx",
        "a zip within",
        lambda: member(member(bytes(50 * MEBIBYTE))),
        "is broken: line 1 of its word/",
    ),
    ("docx", "a million tables", lambda: member("<tbl/>" * 5_000_000), "unpacks to more than "),
    ("docx", "20,000 tables", lambda: docx("<w:tbl><w:tr><w:tc/></w:tr></w:tbl>" * 20_000), "has no text"),
    ("docx", "half of one", lambda: docx(word_paragraphs(["A"] * 99))[:900], "is broken, or cut off"),
    ("odt", "elements 10,000 deep", lambda: member("<a>" * 10_000, "content.xml"), "has more than 500 elements"),
    ("odt", "an entity bomb", lambda: member(BOMB, "content.xml"), "declares a type of document"),
    (
        "odt",
        "a million blanks a million times",
        lambda: odt('<text:p><text:s text:c="99999999"/></text:p>' * 10**6),
        "",
    ),
    ("rtf", "a million groups", lambda: rtf("{" * 10**6 + "}" * 10**6), "has more than 500 groups within one another"),
    ("rtf", "a million groups before one that does not end", lambda: rtf("{}" * 10**6 + "{"), "is cut off"),
    ("rtf", "links", lambda: rtf(LINK * 20_000), "has no text"),
    ("rtf", "fonts", lambda: rtf("", r"{\fonttbl" + r"\f1\fcharset1" * 50_000 + "}"), "takes more than 3 seconds"),
    ("rtf", "data longer than the file", lambda: rtf(r"\bin999999999 A"), "is cut off"),
    ("rtf", "a number that is no character", lambda: rtf(r"\u9999999 "), "is broken: "),
    ("eml", "10,000 parts within one another", lambda: nested(10_000), "has more than 50 parts within one another"),
    ("eml", "a field without end", lambda: written("", "To: " + "(" * 500_000), ""),
    ("eml", "a table without end", lambda: sent("", "<table>" * 100_000), "has no text, and nothing attached to it"),
    ("odt", "half of one", lambda: odt(text_paragraphs(["A"] * 99))[:700], "is broken, or cut off"),
]


@pytest.mark.parametrize(
    ("format", "content", "beginning"),
    [pytest.param(format, make, reason, id=f"{format}: {name}") for format, name, make, reason in HOSTILE_DOCUMENTS],
)
def test_hostile_documents_are_refused_within_the_limits(
    format: str, content: Callable[[], bytes], beginning: str
) -> None:
    file = content()
    began = time.monotonic()
    assert reason(file, format=format).startswith(beginning)
    assert time.monotonic() - began < 15


def reason(content: bytes, limits: Limits = SMALL, format: str = "pdf") -> str:
    with pytest.raises(RefusedFileError) as refused:
        extraction.extract(format, content, limits)
    return str(refused.value)


def test_a_text_comes_with_the_name_of_its_extractor() -> None:
    assert extraction.extract("pdf", pdf(["ONE"]), SMALL) == extraction.Extracted("ONE\n\f", {}, EXTRACTOR)


def test_a_refusal_of_the_reader_comes_back() -> None:
    assert "no whole PDF" in reason(b"%PDF-1.4")


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_files_are_refused_within_the_limits(name: str) -> None:
    content = HOSTILE[name]()
    began = time.monotonic()
    assert reason(content)
    assert time.monotonic() - began < 15
    assert extraction.extract("pdf", pdf(["ONE"]), SMALL).text == "ONE\n\f"


def test_what_takes_too_long_is_ended() -> None:
    said = reason(crowded(300), Limits(seconds=1))
    assert said == "takes more than 1 seconds to read: get it again from its source, or divide it"


def test_more_text_than_is_allowed_is_refused() -> None:
    assert reason(pdf(["A" * 60 + "\n" + "B" * 60]), Limits(cable=100)).startswith("has more than 100 bytes of text")


@pytest.mark.parametrize("ending", [signal.SIGKILL, signal.SIGSEGV, signal.SIGABRT])
def test_a_process_that_crashes_is_a_refusal(ending: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(extraction, "_send", crash)
    assert reason(bytes([ending])).startswith("is broken, or takes more than 256 megabytes of memory")


def crash(_sender: object, _format: str, content: bytes, _limits: Limits) -> None:
    os.kill(os.getpid(), content[0])


CHANGES = st.lists(st.tuples(st.integers(0, 2_000), st.binary(min_size=1, max_size=4)), min_size=1, max_size=6)


@settings(max_examples=25)
@given(CHANGES, st.integers(0, 2_000) | st.none())
def test_a_text_or_a_refusal_whatever_is_changed(changes: list[tuple[int, bytes]], cut: int | None) -> None:
    content = bytearray(pdf(["FM AMEMBASSY STRELSAU", "1. TEXT"], "STAMP"))
    for place, what in changes:
        place %= len(content)
        content[place : place + len(what)] = what
    try:
        extraction.extract("pdf", bytes(content[: cut % len(content)] if cut is not None else content), SMALL)
    except RefusedFileError as error:
        assert str(error)
