"""Headings printed above paragraphs."""

from __future__ import annotations

import pytest

from tests.telegram.bodies import HARVEST, TOLLS, numbers, shape


def numbers_and_headings(text: str) -> list[tuple[int | None, str | None]]:
    return [(number, heading) for number, _, heading, _ in shape(text)]


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
        ("//WHO PAYS//\n\n", "WHO PAYS"),
        ("//Who pays the tolls//\n", "Who pays the tolls"),
        ("--WHO PAYS--\n\n", "WHO PAYS"),
        ("-- Who Pays --\n\n", "Who Pays"),
        ("WHO PAYS THE TOLL\n————————\n\n", "WHO PAYS THE TOLL"),
        ("————————\nWho pays\n————————\n", "Who pays"),
        ("What the barons say\n\n", "What the barons say"),
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


@pytest.mark.parametrize("heading", ["WHAT THE BARONS SAY", "COMMENT", "//WHAT NOW//"])
def test_a_heading_in_capitals_right_below_a_sentence(heading: str) -> None:
    assert shape(f"1. (C) {HARVEST}\n{heading}\n2. (C) {TOLLS}") == [
        (1, "C", None, HARVEST),
        (2, "C", heading.strip("/"), TOLLS),
    ]


def test_a_heading_in_title_case_right_below_a_sentence_has_a_blank_line_below() -> None:
    assert numbers_and_headings(f"1. (C) {HARVEST}\nThe Tolls of Zenda\n\n2. (C) b.") == [
        (1, None),
        (2, "The Tolls of Zenda"),
    ]
    assert numbers_and_headings(f"1. (C) {HARVEST}\nThe Tolls of Zenda\n2. (C) b.") == [(1, None), (2, None)]
    assert numbers_and_headings("1. (C) Present:\nFritz Tarlenheim\n\n2. (C) b.") == [(1, None), (2, None)]


@pytest.mark.parametrize(
    ("above", "heading"),
    [
        ("-- Fritz Tarlenheim, Consul\n-- Osra Helsing, DCM\n", "WHAT HE SAID"),
        ("He took the goat to Halverbad.\n", "What Comes Next"),
        ("He took the goat;\nthe goat; and the boat.\n", "What comes\nnext"),
        ("He took the goat, which was\nold, to the castle\n", "WHAT COMES NEXT"),
        ("END NOTE.\n", "WHAT COMES NEXT"),
        ("", "A VISIT TO THE U.S.\nAND WHAT CAME OF IT"),
        ("", "WHO PAYS?\nTHE BARONS..."),
    ],
)
def test_a_heading_with_a_rule_swallows_no_prose(above: str, heading: str) -> None:
    text = f"1. (C) {HARVEST}\n\n{above}{heading}\n------------\n\n2. (C) {TOLLS}"
    own = f"{HARVEST}\n\n{above}".rstrip()
    assert shape(text) == [(1, "C", None, own), (2, "C", heading, TOLLS)]


def test_the_end_of_a_note_before_a_rule_is_no_heading() -> None:
    text = f"1. (C) {HARVEST}\n\nEND NOTE. ----------\n\nTHE TOLLS ----------\n\n2. (C) {TOLLS}"
    assert shape(text) == [(1, "C", None, f"{HARVEST}\n\nEND NOTE."), (2, "C", "THE TOLLS", TOLLS)]


def test_a_table_is_no_heading() -> None:
    text = f"1. (C) {HARVEST}\n\nBarge      Toll\n-----------------\nSarn I     12\n\n2. (C) {TOLLS}"
    assert numbers(text) == [1, 2]
