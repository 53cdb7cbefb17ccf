"""Resemblance of texts by their words, and its bounds."""

from __future__ import annotations

import pytest

from cables.telegram.resemblance import LEAST, LIKELY, MOST, resemble, resemble_in_all_words, share, words_of


def numbered(first: int, last: int) -> list[str]:
    """Return the words `word1` and so on, as one text."""
    return [" ".join(f"word{number}" for number in range(first, last + 1))]


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        pytest.param((1, 30), (1, 30), True, id="the same"),
        pytest.param((1, 60), (1, 600), True, id="a part of the other"),
        pytest.param((1, 5000), (4001, 5000), True, id="a part of a giant"),
        pytest.param((1, 100), (31, 130), True, id="seven in ten"),
        pytest.param((1, 100), (51, 150), False, id="five in ten"),
        pytest.param((1, 5000), (4001, 9000), False, id="two in ten of giants"),
        pytest.param((1, 30), (31, 60), False, id="none"),
        pytest.param((1, LEAST - 1), (1, LEAST - 1), False, id="too few words"),
        pytest.param((1, 0), (1, 0), False, id="empty"),
    ],
)
def test_shared_words(one: tuple[int, int], other: tuple[int, int], expected: bool) -> None:
    words, others = words_of(numbered(*one)), words_of(numbered(*other))
    assert resemble(words, others) is resemble(others, words) is expected


def test_of_any_text_a_bounded_number_of_words_is_compared() -> None:
    assert [len(words) for words in words_of(numbered(1, 10_000))] == [MOST, MOST]


def test_capitals_layout_short_words_and_repetition_do_not_count() -> None:
    assert words_of(["The barges came, the BARGES went."]).long == words_of(["barges"]).long


def test_the_share_is_that_of_the_shorter_text() -> None:
    words, others = words_of(numbered(1, 20)), words_of(numbered(11, 90))
    assert share(words, others) == share(others, words) == 0.5
    assert (resemble(words, others), resemble(words, others, LIKELY)) == (False, True)
    assert share(words_of(numbered(1, LEAST - 1)), others) is None


@pytest.mark.parametrize(
    ("other", "expected"),
    [
        ("The toll is 5 crowns a ton.", True),
        ("The toll is 7 crowns a ton.", True),
        ("1. The toll is 5 crowns a ton, and as much for a mule as for two of the dogs of a toll man.", True),
        ("The fee is 7 marks a ton.", False),
        ("The toll of a ton is due in May.", False),
        ("", False),
    ],
)
def test_texts_of_few_long_words_are_compared_by_all(other: str, expected: bool) -> None:
    words, others = words_of(["The toll is 5 crowns a ton."]), words_of([other])
    assert resemble_in_all_words(words, others) is resemble_in_all_words(others, words) is expected
