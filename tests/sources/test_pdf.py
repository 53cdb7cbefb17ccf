"""The text of a PDF as it is printed, and the files that have none."""

from __future__ import annotations

import pytest

from cables.sources import Limits
from cables.sources.pdf import text_of
from cables.sources.raw import RefusedFileError
from tests.sources.pdf_files import encrypted, of_contents, of_objects, pdf, scan

STAMP = "Declassified/Released"


def shown(content: bytes, limits: Limits | None = None) -> str:
    text, _ = text_of(content, limits or Limits())
    return text


def reason(content: bytes, limits: Limits | None = None) -> str:
    with pytest.raises(RefusedFileError) as refused:
        text_of(content, limits or Limits())
    return str(refused.value)


@pytest.mark.parametrize(
    "page",
    [
        "FM AMEMBASSY STRELSAU",
        "1. FIRST.\nSTILL FIRST.\n\n2. SECOND.\nSTILL SECOND.",
        "ONE\nTWO\n\n\nFOUR\nFIVE\nSIX",
        "FLUSH\n     INDENTED\nFLUSH",
        "PAGE 01        ZENDA   00118   041020Z",
        "WORDS (IN BRACKETS) AND A \\ STROKE",
        "AN ACCOMPLISH-\nMENT",
        "TO RUEHC/SECSTATE WASHDC 1234\nINFO RUEHZEN/AMCONSUL ZENDA 99",
        "Odile Br\u00e9montier",
    ],
)
def test_lines_are_as_printed(page: str) -> None:
    assert shown(pdf([page])) == f"{page}\n\f"


def test_blank_lines_are_told_by_the_distance_of_lines_on_all_pages() -> None:
    assert shown(pdf(["1. ONE\nTWO\nTHREE\nFOUR", "A\n\nB\n\nC"])).endswith("\fA\n\nB\n\nC\n\f")


def test_pages_end_with_a_form_feed() -> None:
    assert shown(pdf(["ONE", "TWO"])) == "ONE\n\fTWO\n\f"


def test_lines_stand_where_they_are_printed_in_whatever_order_they_are_drawn() -> None:
    first, *rest = shown(pdf(["FIRST\nLAST"], STAMP)).split("\n")
    assert (first, rest[:2], rest[-2]) == (STAMP, ["FIRST", "LAST"], STAMP)


@pytest.mark.parametrize(
    ("turned", "matrix"), [(90, "0 1 -1 0 100 100"), (180, "-1 0 0 -1 500 500"), (270, "0 -1 1 0 100 500")]
)
def test_turned_pages_are_read_upright(turned: int, matrix: str) -> None:
    content = f"BT /F1 10 Tf {matrix} Tm (FIRST LINE) Tj 0 -12 Td (SECOND LINE) Tj ET"
    assert shown(of_contents([content.encode()], f"/Rotate {turned}")) == "FIRST LINE\nSECOND LINE\n\f"


def test_letters_that_are_placed_one_by_one_are_words() -> None:
    content = b"BT /F1 10 Tf 36 700 Td [(Z) -20 (ENDA) -700 (118)] TJ ET"
    assert shown(of_contents([content])) == "ZENDA 118\n\f"


def test_pages_that_are_pictures_are_stated_beside_the_text() -> None:
    assert text_of(scan("TEXT"), Limits()) == ("TEXT\n\f\f", {"pages_without_text": "2"})


@pytest.mark.parametrize(
    ("content", "part"),
    [
        (scan(), "only pictures of its pages: let a text recognition (OCR) add one"),
        (pdf([""]), "has no text on its pages; get it again"),
        (encrypted(), "is encrypted: store it without its password"),
        (pdf(["ONE"])[:300], "is broken, or no whole PDF; get it again"),
        (b"%PDF-1.4", "is broken, or no whole PDF; get it again"),
        (b"%PDF-1.4\n" + bytes(range(256)) * 40, "is broken, or no whole PDF"),
        (of_objects([b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [] /Count 900000000 >>"]), "broken"),
    ],
)
def test_what_has_no_text_is_refused_with_what_to_do(content: bytes, part: str) -> None:
    assert "is encrypted" in reason(encrypted()), "whose fault is not taken for that of the next"
    assert part in reason(content)


def test_a_broken_table_of_offsets_is_repaired() -> None:
    whole = pdf(["ONE"])
    assert shown(whole.replace(b"startxref\n", b"startxref\n9")) == shown(whole)
    assert shown(whole[: whole.index(b"xref")] + b"trailer << /Root 1 0 R >>") == shown(whole)


def test_more_pages_than_are_allowed_are_not_read() -> None:
    assert reason(pdf(["ONE"] * 3), Limits(pages=2)) == "has 3 pages, more than 2: divide it into its telegrams"
