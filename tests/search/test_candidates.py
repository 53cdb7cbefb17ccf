"""Which words of a text are looked at for those that are sought: all that have one of the stems, and few others."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cables.search.highlight import akin, candidates
from cables.search.index.normalise import stem, tokens

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


def looked_at(text: str, *words: str) -> list[str]:
    """The words of the text that may be those that are sought."""
    return [run[0] for run in candidates(frozenset(map(stem, words)), text)]


@pytest.mark.parametrize("word", ENGLISH.split())
def test_a_stem_is_the_beginning_of_its_word_but_for_two_letters(word: str) -> None:
    assert looked_at(f"Or {word.upper()}.", word) == [word]


@given(WORDS)
def test_so_it_is_of_words_with_any_ending(word: str) -> None:
    assert {token.stem for token in tokens(word)} <= {stem(found) for found in looked_at(word, *word.split("'"))}


@given(st.lists(st.sampled_from(["coca", "cocoa", "co", "c", "leaf", "90days"]), min_size=1), st.text(max_size=100))
def test_no_word_that_is_sought_is_passed_over(sought: list[str], text: str) -> None:
    text += " ".join(sought)
    wanted = frozenset(map(stem, sought))
    places = [(run.start(), run.end()) for run in candidates(wanted, text) if stem(run[0]) in wanted]
    assert places == [(token.start, token.end) for token in tokens(text) if token.stem in wanted]


def test_words_that_begin_otherwise_are_not_looked_at() -> None:
    assert looked_at("Growers of coca, cocoa and co-ops: Escocia", "coca") == ["coca", "cocoa", "co"]
    assert not list(akin(frozenset({"п"})).finditer("coca"))
