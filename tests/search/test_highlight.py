"""Where a query's words stand in a text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cables.search.highlight import Marker
from cables.search.index.normalise import beginning, behind, odd, odd_of, stem, stems, tokens, written
from cables.search.query.parse import parse_query

TEXT = "Growers of coca, COCA-leaf and Écocide: the co-operative grows; growers' coca leaf."


def marked(typed: str, text: str = TEXT, portion: str | None = None) -> list[str]:
    """What of the text a query marks."""
    return [text[start:end] for start, end in Marker(parse_query(typed).node).in_paragraph(text, portion)]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("coca", ["coca", "COCA", "coca"]),
        ("grower", ["Growers", "growers"]),
        ("grow*", ["Growers", "grows", "growers"]),
        ('"coca leaf"', ["COCA-leaf", "coca leaf"]),
        ('"coca leaf" OR leaf', ["COCA-leaf", "coca leaf"]),
        ("ecocide", ["Écocide"]),
        ("écoc*", ["Écocide"]),
        ("leaf -coca", ["leaf", "leaf"]),
        ('"coca growers"~3', ["Growers", "coca", "COCA", "growers", "coca"]),
        ("portion:S:coca", []),
        ("subject:coca", []),
        ("tag:SNAR", []),
        ("opium", []),
    ],
)
def test_what_is_marked(typed: str, expected: list[str]) -> None:
    assert marked(typed) == expected


def test_the_marking_of_a_paragraph_counts() -> None:
    assert marked("portion:S:coca", portion="S/NF") == ["coca", "COCA", "coca"]
    assert marked("portion:U:coca", portion="S/NF") == []


def test_what_marks_nothing_is_told() -> None:
    assert Marker(parse_query("coca").node)
    assert not Marker(parse_query("-coca").node)
    assert not Marker(parse_query("tag:SNAR").node)
    assert not Marker(None)


LETTERS = st.text(st.sampled_from("abAB1_ -é¹ß“\n"), max_size=40)


@given(LETTERS | st.text(max_size=200))
def test_the_words_that_are_looked_at_are_those_that_begin_so(text: str) -> None:
    wanted = [token for token in tokens(text) if text[token.start] in "aA1" or not text[token.start].isascii()]
    found = [run for run in beginning(frozenset("a1")).finditer(text) if stem(run[0])]
    assert [(run.start(), run.end()) for run in found] == [(token.start, token.end) for token in wanted]


@given(LETTERS | st.text(max_size=200))
def test_the_words_behind_a_place_are_the_words_of_the_text(text: str) -> None:
    assert [(run.start(), run.end()) for run in behind(text, 0)] == [(token.start, token.end) for token in tokens(text)]


@given(st.text(st.characters(max_codepoint=0x7F)) | st.text())
def test_words_as_written_have_the_stems_of_the_text(text: str) -> None:
    assert [stem(word) for word in written(text)] == stems(text) == [token.stem for token in tokens(text)]


def test_words_that_differ_from_their_stem_are_odd() -> None:
    words = [*written("Growers, growers"), *written("Leaf, leaf; Écocides; São x5s")]
    assert odd(words) == odd_of((word, stem(word)) for word in words) == {"growers": "grower", "ecocides": "ecocid"}


@given(st.from_regex(r"\A[A-Za-z0-9][^\W_]{0,20}\Z"))
def test_a_word_begins_like_its_stem(word: str) -> None:
    assert stem(word)[0] == word[0].lower()
