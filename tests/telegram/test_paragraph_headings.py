"""Headings printed above paragraphs."""

from __future__ import annotations

import pytest

from tests.telegram.bodies import HARVEST, TOLLS, numbers, shape


@pytest.mark.parametrize(
    ("printed", "heading"),
    [
        ("STRIKES THREATENED\n\n", "STRIKES THREATENED"),
        ("Comment:\n\n", "Comment:"),
        ("Comment\n\n", "Comment"),
        ("Two Barges and a Ferry\n\n", "Two Barges and a Ferry"),
        ("Who Pays?\n\n", "Who Pays?"),
        ("------------------\nWhat the barons say\n------------------\n\n", "What the barons say"),
        ("What the barons say\n-------------------\n\n", "What the barons say"),
        ("WHAT THE BARONS SAY\n--------------------------------------------- ----\n", "WHAT THE BARONS SAY"),
        ("-------\nSUMMARY\n-------\n", "SUMMARY"),
        ("=======\nSummary\n=======\n\n", "Summary"),
        ("WHAT THE BARONS SAY,\nAND WHAT THEY DO\n----------------\n\n", "WHAT THE BARONS SAY,\nAND WHAT THEY DO"),
        ("ECONOMY\n-------\n\nTolls\n-----\n\n", "ECONOMY\nTolls"),
        ("COMMENT: THE DUKE STAYS ----------------- \n\n", "COMMENT: THE DUKE STAYS"),
        ("(SBU) TOLLS\n\n", "(SBU) TOLLS"),
        ("\n-----\n\n", None),
        ("-\n", None),
    ],
)
def test_the_heading_printed_above_a_paragraph_belongs_to_it(printed: str, heading: str | None) -> None:
    text = f"1. (C) {HARVEST}\n\n{printed}2. (C) {TOLLS}"
    assert shape(text) == [(1, "C", None, HARVEST), (2, "C", heading, TOLLS)]


def test_a_heading_at_the_end_of_a_line_between_rules() -> None:
    text = f"1.(C) {HARVEST} -------- Training --------\n\n2.(U) {TOLLS}"
    assert shape(text) == [(1, "C", None, HARVEST), (2, "U", "Training", TOLLS)]


@pytest.mark.parametrize(
    "last",
    [
        "END SUMMARY",
        "- the ferryman of Zenda",
        "They met the following:\n\nThe Duke\nThe Ferryman of Zenda",
        "the tolls, which everyone pays",
    ],
)
def test_what_is_no_heading_stays_in_the_paragraph_before(last: str) -> None:
    text = f"1. (C) {HARVEST}\n\n{last}\n\n2. (C) {TOLLS}"
    assert shape(text) == [(1, "C", None, f"{HARVEST}\n\n{last}"), (2, "C", None, TOLLS)]


def test_an_unnumbered_section_under_a_ruled_heading_is_a_paragraph() -> None:
    text = f"1. (C) {HARVEST}\n\nCOMMENT\n-------\n\n{TOLLS}"
    assert shape(text) == [(1, "C", None, HARVEST), (None, None, "COMMENT", TOLLS)]


def test_a_table_is_no_heading() -> None:
    text = f"1. (C) {HARVEST}\n\nBarge      Toll\n-----------------\nSarn I     12\n\n2. (C) {TOLLS}"
    assert numbers(text) == [1, 2]
