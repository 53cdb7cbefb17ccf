"""Normalisation of words: their stems, and patterns that find them."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from cables.search.index.normalise import (
    starting_with,
    stem,
    stems,
    tokens,
    unlike_stem,
    unlike_stem_of,
    words_from,
    words_of,
)

LETTERS = st.text(st.sampled_from("abAB1_ -é¹ß“\n"), max_size=40)


@given(LETTERS | st.text(max_size=200))
def test_words_that_start_with_some_letters(text: str) -> None:
    wanted = [token for token in tokens(text) if text[token.start] in "aA1" or not text[token.start].isascii()]
    found = [run for run in starting_with(frozenset("a1")).finditer(text) if stem(run[0])]
    assert [(run.start(), run.end()) for run in found] == [(token.start, token.end) for token in wanted]


@given(LETTERS | st.text(max_size=200))
def test_the_words_from_an_offset_are_the_words_of_the_text(text: str) -> None:
    assert [(run.start(), run.end()) for run in words_from(text, 0)] == [
        (token.start, token.end) for token in tokens(text)
    ]


@given(st.text(st.characters(max_codepoint=0x7F)) | st.text())
def test_words_have_the_stems_of_the_text(text: str) -> None:
    assert [stem(word) for word in words_of(text)] == stems(text) == [token.stem for token in tokens(text)]


def test_words_that_differ_from_their_stem() -> None:
    words = [*words_of("Growers, growers"), *words_of("Leaf, leaf; Écocides; São x5s")]
    assert (
        unlike_stem(words)
        == unlike_stem_of((word, stem(word)) for word in words)
        == {"growers": "grower", "ecocides": "ecocid"}
    )


@given(st.from_regex(r"\A[A-Za-z0-9][^\W_]{0,20}\Z"))
def test_a_word_begins_like_its_stem(word: str) -> None:
    assert stem(word)[0] == word[0].lower()
