"""Spans of a raw text by what they were taken for."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from cables.telegram import parse
from cables.telegram.spans import SpanKind, find_spans
from tests.builders import telegram

TEXT = telegram(
    "07LIMA101",
    refs=["07 LIMA 99", "BOGOTA 12"],
    paragraphs=["(U) As ref B said, the barges came back."],
    classified_by="Ambassador Jane Roe, reasons 1.4(b) and (d).",
)


def said(text: str) -> dict[SpanKind, list[str]]:
    found: dict[SpanKind, list[str]] = {}
    for span in find_spans(text, parse(text)):
        found.setdefault(span.kind, []).append(text[span.start : span.end])
    return found


def test_every_part_is_found_where_it_stands() -> None:
    found = said(TEXT)
    assert found[SpanKind.HEADING][0].startswith("P 150930Z JUN 07\nFM AMEMBASSY LIMA")
    assert found[SpanKind.CLASSIFICATION] == ["UNCLAS LIMA 000101"]
    assert found[SpanKind.CAPTIONS] == ["SIPDIS"]
    assert found[SpanKind.EXECUTIVE_ORDER] == ["E.O. 12958: N/A"]
    assert found[SpanKind.TAGS] == ["TAGS: PREL, ECON, PE"]
    assert found[SpanKind.SUBJECT] == ["SUBJECT: TOLL BARGES RETURN TO THE LOWER SARN"]
    assert found[SpanKind.REFERENCES] == ["REF: A. 07 LIMA 99\n     B. BOGOTA 12"]
    assert found[SpanKind.CLASSIFIED_BY][0].startswith("Classified By: Ambassador Jane Roe")
    assert found[SpanKind.MENTION] == ["ref B"]
    assert found[SpanKind.SIGNATURE] == ["ROE"]


def test_offsets_are_those_of_the_raw_text() -> None:
    found = said(TEXT.replace("\n", "\r\n"))
    assert found[SpanKind.TAGS] == ["TAGS: PREL, ECON, PE"]
    assert found[SpanKind.SIGNATURE] == ["ROE"]


def test_a_text_that_is_no_telegram_has_few() -> None:
    assert SpanKind.SUBJECT not in said("Nothing of this is a telegram.")


@given(st.lists(st.sampled_from([*TEXT.splitlines(), "", "1. (C) See ref A.", "\r", "TAGS: PE"])).map("\n".join))
def test_spans_are_apart_in_order_and_within_the_text(text: str) -> None:
    end = 0
    for span in find_spans(text, parse(text)):
        assert end <= span.start < span.end <= len(text)
        end = span.end
