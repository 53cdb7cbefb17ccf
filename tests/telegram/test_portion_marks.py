"""Portion markings: which are recognised, and how they are normalised."""

from __future__ import annotations

import re

from cables.telegram.portion_marks import FOR_ENTIRE_TEXT, MARK, normalise_marking

# As written, normalised, and whether it is for the entire text.
MARKINGS = [
    ("C", "C", False),
    ("SBU", "SBU", False),
    ("Unclassified", "UNCLASSIFIED", False),
    ("S/NF", "S/NF", False),
    ("s / nf", "S/NF", False),
    ("SNF", "SNF", False),
    ("S  NF", "S NF", False),
    ("C//REL TO USA, AUS", "C//REL TO USA, AUS", False),
    ("C // REL TO\nUSA", "C//REL TO USA", False),
    ("U/FOUO", "U/FOUO", False),
    ("C - ENTIRE TEXT", "C", True),
    ("SBU - ENTIRE\nTEXT", "SBU", True),
    ("C/NF - Entire Message", "C/NF", True),
]
NONE = ["", "X", "CD", "C AND S", "US", "SECRETARY", "S1", "NOFORN", "ENTIRE TEXT", "C/NF/PRIVATE"]


def test_marks_are_recognised_and_normalised() -> None:
    for mark, normalised, entire in MARKINGS:
        assert re.fullmatch(MARK, mark.upper()), mark
        assert normalise_marking(mark) == (normalised, entire), mark


def test_other_words_are_none() -> None:
    assert [mark for mark in NONE if re.fullmatch(MARK, mark)] == []


def test_only_the_one_for_the_entire_text_needs_no_brackets() -> None:
    found = {mark for mark, _, _ in MARKINGS if re.fullmatch(FOR_ENTIRE_TEXT, mark.upper())}
    assert found == {"C - ENTIRE TEXT", "SBU - ENTIRE\nTEXT"}
