"""Snippets: which part of a text is shown, cut at words, on one line, with the spans of the words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cables.search.highlight import Highlighter
from cables.search.query.parser import parse_query
from cables.search.snippets import EXAMINED, WIDTH, Snippet, SnippetText, snippet, snippets

FILLER = "and the river went on as it always had in those parts of the country "


def highlighter(typed: str) -> Highlighter:
    """Return the highlighter of a query."""
    return Highlighter(parse_query(typed).node)


def shown(text: str, typed: str) -> Snippet:
    """Return the snippet of a text for a query."""
    return snippet(text, highlighter(typed).in_paragraph(text, None))


def words(found: Snippet) -> list[str]:
    """Return the words at the spans of a snippet."""
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


def test_the_part_with_most_of_the_different_words_is_shown() -> None:
    text = "Salt, salt and salt. " + FILLER * 9 + "Salt and cheese. " + FILLER * 9
    assert words(shown(text, "salt cheese")) == ["Salt", "cheese"]


def test_a_phrase_over_lines_is_on_one() -> None:
    found = shown("The salt\n   mines.", '"salt mines"')
    assert (found.text, words(found)) == ("The salt mines.", ["salt mines"])


def test_three_at_most_of_those_with_most_of_the_words_in_order() -> None:
    paragraphs = ["Salt.", "Nothing.", "Salt and cheese.", "Salt.", "Salt.", "Cheese with salt."]
    texts = [SnippetText(index, text, None) for index, text in enumerate(paragraphs)]
    assert [index for index, _ in snippets(texts, highlighter("salt cheese"))] == [0, 2, 5]


def test_words_count_in_paragraphs_of_their_portion_marking_alone() -> None:
    texts = [SnippetText(0, "Salt.", "U"), SnippetText(1, "Salt.", "S/NF")]
    assert [index for index, _ in snippets(texts, highlighter("portion:S salt"))] == [1]


def test_a_giant_text_is_not_examined_to_its_end() -> None:
    texts = iter(
        [SnippetText(0, "Salt.", None), SnippetText(1, "x " * EXAMINED, None), SnippetText(2, "Salt and rye.", None)]
    )
    assert [index for index, _ in snippets(texts, highlighter("salt rye"))] == [0]
    assert next(texts).index == 2


TEXTS = st.lists(st.sampled_from(["salt", "cheese", "toll", " ", "\n", "  ", "river.", "x" * 90, "-"]), max_size=200)


@given(TEXTS.map("".join), st.sampled_from(["salt", "salt cheese", '"salt cheese"', "to* OR river"]))
def test_a_snippet_is_a_part_of_its_text(text: str, typed: str) -> None:
    spans = highlighter(typed).in_paragraph(text, None)
    if not spans:
        return
    found = snippet(text, spans)
    assert " ".join(found.text.strip("… ").split()) in " ".join(text.split())
    assert found.spans
    highlighted = {" ".join(text[start:end].split()) for start, end in spans}
    assert set(words(found)) <= highlighted
    longest = max(end - start for start, end in spans)
    assert len(found.text) <= WIDTH + longest + 4


@pytest.mark.parametrize("size", [0, 1])
def test_nothing_has_no_snippets(size: int) -> None:
    assert snippets([SnippetText(0, "Rye.", None)] * size, highlighter("salt")) == []
