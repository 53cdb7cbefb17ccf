"""Blacked out: the words, wherever and however they are written, and nothing else."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cables.telegram.blackout import MARK, black_out, spans

texts = st.text("abAB é.-_\n", max_size=60)


@pytest.mark.parametrize(
    ("text", "phrases", "expected"),
    [
        ("Otto Grellow spoke.", ["otto grellow"], f"{MARK} spoke."),
        ("OTTO\n   GRELLOW spoke.", ["Otto Grellow"], f"{MARK} spoke."),
        ("ROE in EUROPE, ROES", ["Roe"], f"{MARK} in EUROPE, ROES"),
        ("Roe, (Roe) and Roe's", ["Roe"], f"{MARK}, ({MARK}) and {MARK}'s"),
        ("06_jane_roe-2.txt, Jane-Roe", ["Jane Roe"], f"06_{MARK}-2.txt, {MARK}"),
        ("+51 1 5550 199 or 5550 1990", ["5550 199"], f"+51 1 {MARK} or 5550 1990"),
        ("a (x) b", ["(x)"], f"a {MARK} b"),
        ("Jane Roe Doe", ["Jane Roe", "Roe Doe"], MARK),
        ("Roe Doe Jane", ["Roe", "Roe Doe"], f"{MARK} Jane"),
        ("Roe Doe", ["Roe", "Doe"], f"{MARK} {MARK}"),
        ("Señor Roe", ["SEÑOR"], f"{MARK} Roe"),
        ("nothing", [], "nothing"),
        ("nothing", [" "], "nothing"),
    ],
)
def test_black_out(text: str, phrases: list[str], expected: str) -> None:
    assert black_out(text, phrases) == expected


@given(texts, st.lists(texts, max_size=4))
def test_nothing_of_it_stands_afterwards(text: str, phrases: list[str]) -> None:
    assert spans(black_out(text, phrases), phrases) == []


@given(texts, st.lists(texts, max_size=4))
def test_what_is_not_blacked_out_is_as_it_was(text: str, phrases: list[str]) -> None:
    found = spans(text, phrases)
    assert all(start < end for start, end in found)
    assert all(end <= start for (_, end), (start, _) in pairwise(found))
    kept = [text[end:start] for (_, end), (start, _) in zip([(0, 0), *found], [*found, (len(text), 0)], strict=True)]
    assert black_out(text, phrases) == MARK.join(kept)
