"""Plain text files: encodings, unchanged bytes, ids from file names."""

from __future__ import annotations

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cables.sources.limits import Limits
from cables.sources.raw import RawCable, RefusedItem
from cables.sources.text import NO_TEXT, cables, decode, published_id
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
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\1\0\0\0\1\0\x08\6\0\0\0", NO_TEXT),
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


FIRST, SECOND = (
    f"R 051020Z JUN 07\nFM AMCONSUL ZENDA\nTO SECSTATE WASHDC\nUNCLAS ZENDA {serial}\n\nSUBJECT: SALT\n\n1. Salt.\n"
    for serial in (841, 842)
)


def test_a_file_of_two_telegrams_is_divided_and_each_says_on_which_line_it_begins() -> None:
    items = list(cables(io.BytesIO(f"{FIRST}NNNN\n{SECOND}".encode("latin-1")), "two.txt", Limits()))
    assert [(item.where, item.text) for item in items if isinstance(item, RawCable)] == [
        ("two.txt:1", f"{FIRST}NNNN\n"),
        ("two.txt:10", SECOND),
    ]
    assert all(isinstance(item, RawCable) and item.content.decode() == item.text for item in items)


def test_a_file_that_may_have_two_telegrams_is_refused_unless_its_name_is_a_number() -> None:
    content = f"{FIRST}{SECOND}".replace(
        "R 051020Z JUN 07\nFM AMCONSUL ZENDA\nTO SECSTATE WASHDC\nUNCLAS ZENDA 842",
        "FM AMEMBASSY STRELSAU\nUNCLAS ZENDA 842",
    ).encode()
    [refused] = cables(io.BytesIO(content), "two.txt", Limits())
    assert isinstance(refused, RefusedItem)
    assert "second telegram, whose heading is on line 9" in refused.reason
    [raw] = cables(io.BytesIO(content), "07ZENDA841.txt", Limits())
    assert isinstance(raw, RawCable)
