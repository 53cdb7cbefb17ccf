"""Garbles are corrected for display."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cables.rendering.garbles import capitals_of, is_compound, without_garbles, words_of


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("the Duke,s toll", "the Duke’s toll"),
        ("THE DUKE,S TOLL", "THE DUKE’S TOLL"),
        ("he didn,t pay", "he didn’t pay"),
        ("the Duke, so he said", "the Duke, so he said"),
        ("the Dukes, sons", "the Dukes, sons"),
        ("he called it &a goat8 and left", "he called it “a goat” and left"),
        ("he called it &a goat,8 and left", "he called it “a goat,” and left"),
        ("Black & White and 8 barges", "Black & White and 8 barges"),
        ("R&D in 2008", "R&D in 2008"),
        ("AT&T has 18 barges", "AT&T has 18 barges"),
    ],
)
def test_garbled_marks_are_mended(text: str, read: str) -> None:
    assert without_garbles(text) == read


@given(st.text(alphabet="a,s t&8.\nS"))
def test_offsets_stay(text: str) -> None:
    assert len(without_garbles(text)) == len(text)


@pytest.mark.parametrize(
    ("parts", "is_one"),
    [
        ("pro-hibit", False),
        ("pro-jects", False),
        ("ex-change", False),
        ("post-poned", False),
        ("through-out", False),
        ("there-fore", False),
        ("govern-ment", False),
        ("toll-house", False),
        ("pro-ruritanian", True),
        ("pro-government", True),
        ("ex-minister", True),
        ("ex-president", True),
        ("post-war", True),
        ("self-sustaining", True),
        ("salt-barge", True),
        ("like-minded", True),
        ("duchy-financed", True),
        ("inter-american", True),
        ("inter-national", False),
        ("re-funded", False),
        ("with-held", False),
    ],
)
def test_a_hyphen_at_the_end_of_a_line_is_one_of_a_compound(parts: str, is_one: bool) -> None:
    words = {"through", "out", "there", "salt", "barge", "tollhouse", "toll", "house", "like-minded"}
    head, rest = parts.split("-")
    assert is_compound(head, rest, words) is is_one


def test_words_are_those_of_whole_lines() -> None:
    assert words_of(["A Long-standing wish of comple-\nmentation"]) == {"a", "long-standing", "wish", "of"}


def test_no_words_are_looked_for_where_no_line_ends_with_a_hyphen() -> None:
    assert words_of(["A long-standing wish\n- of all"]) == frozenset()


def test_capitals_are_those_of_a_text_in_small_letters() -> None:
    text = "The SALTCO of Zenda met the SALTCO-DUKE group. The Duke left it to CHEESECO."
    assert capitals_of([text], "SALTCO, THE DUKE, CHEESE AND BEER") == {"SALTCO"}
    assert capitals_of([text], "SALTCO'S DUKE/SALTCO TALKS") == {"SALTCO"}
    cited = "As reported in STRELSAU 902 and STRELSAU\n887, the toll was paid."
    assert capitals_of([cited], "STRELSAU AND THE TOLL") == frozenset()
    assert capitals_of([cited + " STRELSAU is late."], "STRELSAU AND THE TOLL") == {"STRELSAU"}
    assert capitals_of(["THE SALTCO OF ZENDA MET."], "SALTCO MEETS") == frozenset()
