"""Words of a telegram in another order: the lines of one reading in the other."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cables.telegram.word_order import WordOrder, compare

ROWS = "BARGES 12 14\nMULES 30 31\n1. The clerks counted both in March, and the toll-\nhouse is shut.\n"
COLUMNS = "BARGES\nMULES\n12\n30\n14\n31\n1. The clerks counted both in March, and the toll-\nhouse is shut.\n"


@pytest.mark.parametrize(
    ("text", "other", "expected"),
    [
        pytest.param(ROWS, ROWS, WordOrder.SAME, id="itself"),
        pytest.param(COLUMNS, ROWS, WordOrder.SAME, id="a table by columns"),
        pytest.param(ROWS, COLUMNS, WordOrder.WHOLE, id="a table by rows"),
        pytest.param("STAMP\n" + ROWS, ROWS + "STAMP\n", WordOrder.SAME, id="a stamp elsewhere"),
        pytest.param(ROWS.replace("toll-\nhouse", "tollhouse"), COLUMNS, WordOrder.WHOLE, id="a word divided"),
        pytest.param(COLUMNS.replace("MULES", "M U L E S"), ROWS, WordOrder.SAME, id="a word letter by letter"),
        pytest.param(ROWS.replace("MULES 30", "MULES30"), COLUMNS, WordOrder.WHOLE, id="words run together"),
        pytest.param(ROWS.replace("\u0131", "i"), ROWS.replace("12", "\uff11\uff12"), WordOrder.SAME, id="wide digits"),
        pytest.param(ROWS.replace("clerks counted", "counted clerks"), ROWS, WordOrder.OTHER, id="words exchanged"),
        pytest.param(ROWS.replace("30", "31", 1), ROWS, WordOrder.OTHER, id="a number corrected"),
        pytest.param(ROWS.replace("12 14", "21 14"), ROWS, WordOrder.OTHER, id="digits exchanged"),
        pytest.param(ROWS.replace("both", "bot"), ROWS, WordOrder.OTHER, id="a letter fewer"),
        pytest.param("ab", "a", WordOrder.OTHER, id="a part alone"),
        pytest.param("", "", WordOrder.SAME, id="empty"),
    ],
)
def test_a_text_beside_another(text: str, other: str, expected: WordOrder) -> None:
    assert compare(text, other) is expected


@given(st.lists(st.text(alphabet="ABC 12\u00e9", max_size=12)), st.randoms())
def test_lines_may_stand_in_any_order(lines: list[str], chance: random.Random) -> None:
    shuffled = chance.sample(lines, len(lines))
    assert compare("\n".join(shuffled), "\n".join(lines)) is WordOrder.SAME


@given(st.text(), st.text())
def test_any_two_texts_can_be_compared(one: str, other: str) -> None:
    assert (compare(one, other) is WordOrder.OTHER) is (compare(other, one) is WordOrder.OTHER)


def test_many_words_in_parts_are_no_reading() -> None:
    # As of texts made to be slow: each word would be looked for in the parts of all.
    whole, parts = " ".join(["abcdefgh" * 8] * 20_000), " ".join(["abcdefgh"] * 160_000)
    assert compare(whole, parts) is compare(parts, whole) is WordOrder.OTHER
