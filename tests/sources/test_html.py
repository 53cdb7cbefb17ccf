"""Published pages: both layouts, links and entities in the text, pages without a cable."""

from __future__ import annotations

import io

from cables.sources.html import cables
from cables.sources.limits import Limits
from cables.sources.raw import RawCable, RefusedItem
from tests.sources.builders import BODY, HEADING, cable, page, refused


def read(content: bytes, limits: Limits | None = None) -> RawCable | RefusedItem:
    [item] = cables(io.BytesIO(content), "a.html", limits or Limits())
    return item


def test_the_five_columns() -> None:
    raw = cable(read(page()))
    assert raw.published_id == "07LIMA101"
    assert raw.stated == {
        "created": "2007-09-24 13:13",
        "released": "2011-08-30 01:44",
        "classification": "UNCLASSIFIED",
        "origin": "Embassy Lima",
    }
    assert (raw.where, raw.format, raw.encoding) == ("a.html", "html", "utf-8")


def test_the_four_columns_of_the_older_layout() -> None:
    columns = {
        "Reference ID": "07LIMA101",
        "Created": "2007-09-24 13:13",
        "Classification": "UNCLASSIFIED",
        "Origin": "Embassy Lima",
    }
    raw = cable(read(page(columns=columns)))
    assert raw.published_id == "07LIMA101"
    assert raw.stated == {
        "created": "2007-09-24 13:13",
        "classification": "UNCLASSIFIED",
        "origin": "Embassy Lima",
    }


def test_the_text_is_heading_and_body_without_their_markup() -> None:
    raw = cable(read(page()))
    assert raw.text == f"{HEADING}\n\n{BODY}"
    assert raw.content == raw.text.encode()


def test_a_page_in_latin_1() -> None:
    raw = cable(read(page(body=BODY + " café").decode().encode("latin-1")))
    assert raw.text.endswith("ROE café")


def test_a_page_without_a_table_is_a_cable_without_an_id() -> None:
    raw = cable(read(page(columns={})))
    assert (raw.published_id, raw.stated) == (None, {})


def test_pages_that_hold_no_cable() -> None:
    assert "without preformatted text" in refused(read(b"<html><body><p>Not found</p></body></html>")).reason
    assert "without preformatted text" in refused(read(page("", " \n"))).reason
    assert refused(read(page(), Limits(cable=100))).reason == "is larger than 100 bytes"
