"""The sentence of a difference."""

from __future__ import annotations

import pytest

from cables.verification.difference import differs


@pytest.mark.parametrize(
    ("stored", "expected", "sentence"),
    [
        pytest.param(None, "a", "It is empty and should be “a”.", id="nothing"),
        pytest.param(1, [2], "It is 1 and should be [2].", id="other values"),
        pytest.param("a\nb", "a", "It is “a b” and should be “a”.", id="on one line"),
        pytest.param(
            "x" * 100 + "mud",
            "x" * 100 + "sun",
            f"It is “…{'x' * 20}mud” and should be “…{'x' * 20}sun”.",
            id="long texts where they part",
        ),
    ],
)
def test_sentences(stored: object, expected: object, sentence: str) -> None:
    assert differs("It", stored, expected) == sentence
