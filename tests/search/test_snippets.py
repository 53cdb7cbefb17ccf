"""Snippets: which stretches of a text are shown, cut at words, on one line, with the words where they stand."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cables.search.highlight import Marker
from cables.search.query.parse import parse_query
from cables.search.snippets import LOOKED_AT, WIDTH, Passage, Snippet, snippet, snippets

FILLER = "and the river went on as it always had in those parts of the country "


def marker(typed: str) -> Marker:
    """What marks the words of a query."""
    return Marker(parse_query(typed).node)


def shown(text: str, typed: str) -> Snippet:
    """The snippet of a text for a query."""
    return snippet(text, marker(typed).in_paragraph(text, None))


def words(found: Snippet) -> list[str]:
    """What stands at the spans of a snippet."""
    return [found.text[start:end] for start, end in found.spans]


def test_a_short_text_is_shown_whole() -> None:
    found = shown("Salt is dear;\n  the miners say so.", "miner salt")
    assert found == Snippet("Salt is dear; the miners say so.", ((0, 4), (18, 24)))


def test_a_long_text_is_cut_at_words() -> None:
    found = shown(FILLER * 9 + "Salt is dear. " + FILLER * 9, "salt")
    assert found.text.startswith("… ") and found.text.endswith(" …")
    assert words(found) == ["Salt"]
    assert set(found.text.strip("… ").split()) <= set((FILLER + "Salt is dear.").split())
    assert WIDTH - 40 < len(found.text) < WIDTH + 10


def test_the_stretch_with_most_of_the_different_words_is_shown() -> None:
    text = "Salt, salt and salt. " + FILLER * 9 + "Salt and cheese. " + FILLER * 9
    assert words(shown(text, "salt cheese")) == ["Salt", "cheese"]


def test_a_phrase_over_lines_stands_on_one() -> None:
    found = shown("The salt\n   mines.", '"salt mines"')
    assert (found.text, words(found)) == ("The salt mines.", ["salt mines"])


def test_three_at_most_of_those_with_most_of_the_words_in_order() -> None:
    texts = ["Salt.", "Nothing.", "Salt and cheese.", "Salt.", "Salt.", "Cheese with salt."]
    passages = [Passage(place, text, None) for place, text in enumerate(texts)]
    assert [place for place, _ in snippets(passages, marker("salt cheese"))] == [0, 2, 5]


def test_words_count_in_paragraphs_of_their_marking_alone() -> None:
    passages = [Passage(0, "Salt.", "U"), Passage(1, "Salt.", "S/NF")]
    assert [place for place, _ in snippets(passages, marker("portion:S salt"))] == [1]


def test_a_giant_text_is_not_looked_through_to_its_end() -> None:
    passages = iter([Passage(0, "Salt.", None), Passage(1, "x " * LOOKED_AT, None), Passage(2, "Salt and rye.", None)])
    assert [place for place, _ in snippets(passages, marker("salt rye"))] == [0]
    assert next(passages).place == 2


TEXTS = st.lists(st.sampled_from(["salt", "cheese", "toll", " ", "\n", "  ", "river.", "x" * 90, "-"]), max_size=200)


@given(TEXTS.map("".join), st.sampled_from(["salt", "salt cheese", '"salt cheese"', "to* OR river"]))
def test_a_snippet_is_a_stretch_of_its_text(text: str, typed: str) -> None:
    spans = marker(typed).in_paragraph(text, None)
    if not spans:
        return
    found = snippet(text, spans)
    assert " ".join(found.text.strip("… ").split()) in " ".join(text.split())
    assert found.spans
    marked = {" ".join(text[start:end].split()) for start, end in spans}
    assert set(words(found)) <= marked
    longest = max(end - start for start, end in spans)
    assert len(found.text) <= WIDTH + longest + 4


@pytest.mark.parametrize("size", [0, 1])
def test_nothing_has_no_snippets(size: int) -> None:
    assert snippets([Passage(0, "Rye.", None)] * size, marker("salt")) == []
