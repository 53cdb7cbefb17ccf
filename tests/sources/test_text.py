"""Plain text files: encodings, unchanged bytes, ids from file names."""

from __future__ import annotations

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cables.sources.raw import Limits, RawCable, RefusedItem
from cables.sources.text import cables, decode, published_id
from tests.sources.builders import cable, refused

SAID = "¶1. (U) The Duke’s café is “open”.\n"


def read(content: bytes, name: str = "a.txt", limits: Limits | None = None) -> RawCable | RefusedItem:
    [item] = cables(io.BytesIO(content), name, limits or Limits())
    return item


@pytest.mark.parametrize(
    ("content", "text", "encoding"),
    [
        (SAID.encode(), SAID, "utf-8"),
        (b"\xef\xbb\xbf" + SAID.encode(), SAID, "utf-8-sig"),
        (SAID.encode("utf-16"), SAID, "utf-16"),
        (b"\xfe\xff" + SAID.encode("utf-16-be"), SAID, "utf-16"),
        ("A barge came.\n".encode("utf-16-le"), "A barge came.\n", "utf-16-le"),
        ("A barge came.\n".encode("utf-16-be"), "A barge came.\n", "utf-16-be"),
        ("¶1. Le café.".encode("latin-1"), "¶1. Le café.", "latin-1"),
        (SAID.encode("cp1252"), SAID, "cp1252"),
        ("Le café à côté ".encode() + b"\xe9.", "Le café à côté \ufffd.", "utf-8"),
        (b"plain\r\nlines\r\n", "plain\r\nlines\r\n", "utf-8"),
    ],
)
def test_encodings(content: bytes, text: str, encoding: str) -> None:
    raw = cable(read(content))
    assert (raw.text, raw.encoding) == (text, encoding)
    assert raw.content == content


@given(st.binary(max_size=200))
def test_decoding_never_fails(content: bytes) -> None:
    text, encoding = decode(content)
    assert isinstance(text, str)
    assert "x".encode(encoding)


def test_a_nul_stays_in_the_bytes_and_is_replaced_in_the_text() -> None:
    raw = cable(read(b"The barge\0 came back on Friday, and the ferry went down with all hands."))
    assert raw.text.startswith("The barge\ufffd came")
    assert b"\0" in raw.content


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "is empty"),
        (b" \r\n \n", "is empty"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\1\0\0\0\1\0\x08\6\0\0\0", "is not text"),
        (b"x" * 11, "is larger than 10 bytes"),
    ],
)
def test_what_is_refused(content: bytes, reason: str) -> None:
    assert refused(read(content, limits=Limits(cable=10 if b"xxx" in content else 1000))) == RefusedItem(
        "a.txt", reason, "text"
    )


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("07LIMA3229.txt", "07LIMA3229"),
        ("cables/2007/07LIMA3229.txt", "07LIMA3229"),
        ("07LIMA3229", "07LIMA3229"),
        ("07LIMA3229.cable.txt", "07LIMA3229"),
        ("1976LIMA01234.txt", "1976LIMA01234"),
        ("07STRELSAU12.txt", "07STRELSAU12"),
        ("notes.txt", None),
        ("README.md", None),
        ("scan 12.txt", None),
        ("07scan12.txt", None),
        ("-", None),
        ("", None),
    ],
)
def test_the_id_in_a_file_name(name: str, expected: str | None) -> None:
    assert published_id(name) == expected
