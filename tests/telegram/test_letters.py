from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cables.telegram.letters import capitals


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ""),
        ("Ref: Zenda 12", "REF: ZENDA 12"),
        ("¶1. São Tomé", "¶1. SÃO TOMÉ"),
        ("Straße", "STRAßE"),  # SS would move what follows
        ("“Straße” and Łódź", "“STRAßE” AND ŁÓDŹ"),
        ("ﬁne", "ﬁNE"),
        ("7 ÷ 2", "7 ÷ 2"),
    ],
)
def test_a_text_in_capitals(text: str, expected: str) -> None:
    assert capitals(text) == expected


@given(st.text(max_size=300))
def test_every_offset_is_kept(text: str) -> None:
    assert len(capitals(text)) == len(text)


@given(st.text(st.characters(max_codepoint=0x17F), max_size=300))
def test_each_letter_is_that_of_python_where_it_has_one_of_its_own_alphabet(text: str) -> None:
    for letter, capital in zip(text, capitals(text), strict=True):
        assert capital in (letter, letter.upper())
        if letter.isascii():
            assert capital == letter.upper()


def test_a_long_text_is_taken_in_pieces() -> None:
    assert capitals("“a”" * 60_000) == "“A”" * 60_000
