"""Annotated texts: no character is lost, and each piece has its kind."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cables.admin import annotated_text
from cables.admin.annotated_text import annotate
from cables.telegram.parts import Problem
from cables.telegram.spans import ParsedSpan, SpanKind


def test_pieces_are_those_of_spans_and_of_lines_with_problems() -> None:
    found = annotate(
        "FM LIMA\r\nTAGS: PE\r\nend",
        [ParsedSpan(9, 17, SpanKind.TAGS)],
        [Problem("x", 2, "odd"), Problem("y", 3, "odd")],
    )
    assert [(piece.text, piece.kind, piece.line) for piece in found.pieces] == [
        ("FM LIMA\r\n", None, None),
        ("TAGS: PE", SpanKind.TAGS, 2),
        ("\r\n", None, None),
        ("end", None, 3),
    ]
    assert found.kinds == [SpanKind.TAGS]
    assert found.pieces[1].style == "tags"


def test_what_it_holds_cannot_break_out() -> None:
    [piece] = annotate("<script>\u202e", [], []).pieces
    assert piece.html.startswith("&lt;script&gt;<bdi")


def test_a_long_text_is_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(annotated_text, "MAX_SHOWN", 5)
    found = annotate("FM LIMA", [ParsedSpan(0, 2, SpanKind.HEADING), ParsedSpan(3, 7, SpanKind.TAGS)], [])
    assert ["".join(piece.text for piece in found.pieces), found.cut] == ["FM LI", True]


@given(st.text("ab\n\r", max_size=30), st.lists(st.integers(0, 30)), st.sets(st.integers(1, 9)))
def test_nothing_is_lost(text: str, places: list[int], lines: set[int]) -> None:
    bounds = sorted({min(place, len(text)) for place in places})
    spans = [ParsedSpan(start, end, SpanKind.MENTION) for start, end in zip(bounds[::2], bounds[1::2], strict=False)]
    found = annotate(text, spans, [Problem("x", line, "odd") for line in lines])
    assert "".join(piece.text for piece in found.pieces) == text
    assert "".join(piece.text for piece in found.pieces if piece.kind) == "".join(
        text[span.start : span.end] for span in spans
    )
