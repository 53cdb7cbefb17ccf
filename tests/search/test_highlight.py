"""Highlights of a query's words in a text, and which words are examined for them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cables.search.highlight import Highlighter, candidates, pattern_for
from cables.search.index.normalise import stem, tokens
from cables.search.query.parser import parse_query

TEXT = "Growers of coca, COCA-leaf and Écocide: the co-operative grows; growers' coca leaf."


def highlighted(typed: str, text: str = TEXT, portion: str | None = None) -> list[str]:
    """Return the words of the text that a query highlights."""
    return [text[start:end] for start, end in Highlighter(parse_query(typed).node).in_paragraph(text, portion)]


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
def test_what_is_highlighted(typed: str, expected: list[str]) -> None:
    assert highlighted(typed) == expected


DIVIDED = "The trade negotia-\ntions failed; a long-\nterm negotia-\ntion of &salt and tolls8 went on."


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("negotiations", ["negotia-\ntions", "negotia-\ntion"]),
        ("negotia", ["negotia", "negotia"]),
        ("negot*", ["negotia-\ntions", "negotia-\ntion"]),
        ("tions OR negotiations", ["negotia-\ntions", "negotia-\ntion"]),
        ('"trade negotiations failed"', ["trade negotia-\ntions failed"]),
        ('"long term negotiation"', ["long-\nterm negotia-\ntion"]),
        ("term", ["term"]),
        ("longterm", ["long-\nterm"]),
        ("toll", ["tolls"]),
        ("tolls8", ["tolls8"]),
        ('"tolls went on"', ["tolls8 went on"]),
        ("failed", ["failed"]),
    ],
)
def test_both_readings_are_highlighted_where_they_stand(typed: str, expected: list[str]) -> None:
    assert highlighted(typed, DIVIDED) == expected


def test_the_portion_marking_of_a_paragraph_counts() -> None:
    assert highlighted("portion:S:coca", portion="S/NF") == ["coca", "COCA", "coca"]
    assert highlighted("portion:U:coca", portion="S/NF") == []


def test_queries_without_words_highlight_nothing() -> None:
    assert Highlighter(parse_query("coca").node)
    assert not Highlighter(parse_query("-coca").node)
    assert not Highlighter(parse_query("tag:SNAR").node)
    assert not Highlighter(None)


ENDINGS = (
    "ability ably alism ality ally ancy ate ated ating ation ational ator bly eed eedly ence ency ently ful fulness "
    "fully iability ibility ible ibly icality ically icate icity ied ies ing ingly iveness ivity ize ized izer izing "
    "less lessly ly ness ogy ology ous ously ousness tional ying"
)
ENGLISH = (
    "dying lying tying skis skies idly gently ugly early only singly news howe atlas possibility ability mobility "
    "nobility stability hopping hoping agreed flies ties controlling relational conditional digitizer vileness"
)

ROOTS = st.text(st.sampled_from("abeilnorstuy"), min_size=1, max_size=6)
WORDS = st.builds("".join, st.tuples(ROOTS, st.sampled_from(["", *ENDINGS.split()]), st.sampled_from(["", "s", "'s"])))


def examined(text: str, *words: str) -> list[str]:
    """Return the words of the text that may match."""
    return [run[0] for run in candidates(frozenset(map(stem, words)), text)]


@pytest.mark.parametrize("word", ENGLISH.split())
def test_a_stem_is_the_beginning_of_its_word_but_for_two_letters(word: str) -> None:
    assert examined(f"Or {word.upper()}.", word) == [word]


@given(WORDS)
def test_so_it_is_of_words_with_any_ending(word: str) -> None:
    assert {token.stem for token in tokens(word)} <= {stem(found) for found in examined(word, *word.split("'"))}


@given(st.lists(st.sampled_from(["coca", "cocoa", "co", "c", "leaf", "90days"]), min_size=1), st.text(max_size=100))
def test_no_word_is_missed(words: list[str], text: str) -> None:
    text += " ".join(words)
    wanted = frozenset(map(stem, words))
    spans = [(run.start(), run.end()) for run in candidates(wanted, text) if stem(run[0]) in wanted]
    assert spans == [(token.start, token.end) for token in tokens(text) if token.stem in wanted]


def test_words_that_begin_otherwise_are_not_examined() -> None:
    assert examined("Growers of coca, cocoa and co-ops: Escocia", "coca") == ["coca", "cocoa", "co"]
    assert not list(pattern_for(frozenset({"п"})).finditer("coca"))
