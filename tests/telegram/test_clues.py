"""Where in the running text citations may stand."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cables.telegram import clues


@pytest.mark.parametrize(
    ("text", "keywords", "numbers"),
    [
        ("see ref A and reftel", [("ref", 4), ("ref", 14)], []),
        ("Para 6; SEPTEL; REF B", [("ref", 16), ("para", 0), ("septel", 8)], []),
        ("they prefer a parapet", [("para", 14)], []),
        ("_ref of çref", [], []),
        ("LIMA 1053 and LIMA  22, Quito33", [], [(4, 5), (18, 20), (29, 29)]),
        ("LIMA   1053, LIMA 7, (1053)", [], []),
        ("100 Köln\n99", [], [(8, 9)]),
    ],
)
def test_what_a_text_has(text: str, keywords: list[tuple[str, int]], numbers: list[tuple[int, int]]) -> None:
    assert clues.find(["nothing", text]).get(1, clues.Clues([], [])) == (keywords, numbers)


def test_a_text_without_clues_is_left_out() -> None:
    assert list(clues.find(["nothing", "ref A", "", "nothing", "LIMA 1053"])) == [1, 4]


def test_a_number_at_the_beginning_of_a_text_follows_no_word_of_the_text_before() -> None:
    assert not clues.find(["LIMA", "1053 r", "ef", "\0", "99"])


@given(st.lists(st.text("refpatsl LIMA0123\0\n¶é語")))
def test_texts_have_the_same_clues_together_as_alone(texts: list[str]) -> None:
    alone = {position: clues.find([text])[0] for position, text in enumerate(texts) if clues.find([text])}
    assert clues.find(texts) == alone
