"""Paragraphs of the body: numbers, portion markings, headings, and that nothing of the body is lost."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cables.telegram.paragraphs import split_body
from cables.telegram.parts import OffsetProblem, Paragraph

HARVEST = "The harvest on the Sarn was poor."
TOLLS = "The Duke will lower the tolls."


def body(text: str) -> list[Paragraph]:
    return split_body(text, 0, len(text))[0]


def findings(text: str) -> list[OffsetProblem]:
    return split_body(text, 0, len(text))[1]


def shape(text: str) -> list[tuple[int | None, str | None, str | None, str]]:
    return [(p.number, p.portion, p.heading, p.text) for p in body(text)]


def numbers(text: str) -> list[int | None]:
    return [p.number for p in body(text)]


@pytest.mark.parametrize(
    ("mark", "portion"),
    [
        ("¶2. (C) ", "C"),
        ("¶2.  (C) ", "C"),
        ("2. (SBU) ", "SBU"),
        ("2.(S/NF) ", "S/NF"),
        ("2. (S//NF) ", "S//NF"),
        ("2. (S / NF) ", "S/NF"),
        ("2. (c) ", "C"),
        ("2. (C-NF) ", "C-NF"),
        ("2. (SBU/NOFORN) ", "SBU/NOFORN"),
        ("2. (U//FOUO) ", "U//FOUO"),
        ("2. (S//REL TO USA, AUS, GBR) ", "S//REL TO USA, AUS, GBR"),
        ("2. (C/REL TO USA,\nAUS) ", "C/REL TO USA, AUS"),
        ("2. (CONFIDENTIAL) ", "CONFIDENTIAL"),
        ("2. (LOU) ", "LOU"),
        ("2. [C] ", "C"),
        ("2. C) ", "C"),
        ("2 (C) ", "C"),
        ("2  (C) ", "C"),
        ("2, (C) ", "C"),
        ("2) (C) ", "C"),
        ("(C) 2. ", "C"),
        ("  2. (C) ", "C"),
        ("2. ", None),
        ("¶2. ", None),
        ("2.", None),
    ],
)
def test_spellings_of_a_mark(mark: str, portion: str | None) -> None:
    assert shape(f"1. (U) {HARVEST}\n\n{mark}{TOLLS}") == [(1, "U", None, HARVEST), (2, portion, None, TOLLS)]


def test_marks_with_a_closing_bracket_alone_count_where_there_are_no_others() -> None:
    assert numbers(f"1) {HARVEST}\n2) {TOLLS}\n3) {HARVEST}") == [1, 2, 3]
    assert numbers(f"1. {HARVEST}\n2) {TOLLS}\n2. {HARVEST}") == [1, 2]


def test_a_mark_within_a_line_whose_line_ends_were_lost() -> None:
    assert shape(f"1. (C) {HARVEST} 2. (S) {TOLLS}") == [(1, "C", None, HARVEST), (2, "S", None, TOLLS)]


def test_a_mark_without_a_portion_within_a_line_counts_where_its_number_is_missing() -> None:
    text = f"1. {HARVEST}\n\n2. {HARVEST} 3. {TOLLS}\n\n4. {TOLLS}"
    assert [(p.number, p.text) for p in body(text)] == [(1, HARVEST), (2, HARVEST), (3, TOLLS), (4, TOLLS)]
    assert numbers(f"1. {HARVEST} 2. {TOLLS}") == [1]


@pytest.mark.parametrize("level", ["(C - ENTIRE TEXT)", "C - ENTIRE TEXT.", "(C, ENTIRE TEXT)", "(c-entire text)"])
def test_a_mark_for_the_entire_text_counts_where_there_is_no_other(level: str) -> None:
    paragraphs = body(f"1. {level} {HARVEST}\n\n2. {TOLLS}\n\n3. (U) {TOLLS}")
    assert [p.portion for p in paragraphs] == ["C", "C", "U"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1. (C) a.\n\n2. (C) It began in\n¶2003. Despite it, b.\n\n3. (C) c.", [1, 2, 3]),
        ("1. (C) a.\n\n2. (C) Resolution\n¶1441. Then b.\n\n3. (C) c.", [1, 2, 3]),
        ("9. (C) a on\n¶10. of May.\n\n10. (C) b.", [9, 10]),
        ("1. (C) a.\n\n2. (C) b.\n\n2. (C) b again.\n\n3. (C) c.", [1, 2, 2, 3]),
        ("1. (C) a.\n\n2. (C) b.\n\n4. (C) d.\n\n5. (C) e.", [1, 2, 4, 5]),
        ("5. (C) a.\n\n6. (C) b.", [5, 6]),
        ("1. a.\n\n2. b:\n1. x\n2. y\n3. z\n\n3. c.", [1, 2, 3]),
        ("1. (C) a:\n1. v\n2. w\n3. x\n\n2. (C) b:\n1. v\n2. w\n3. x\n4. y\n\n3. (C) c.", [1, 2, 3]),
        ("1. (C) a.\n\n2. (C) b:\n1. v\n2. w\n3. x\n4. y", [1, 2]),
        ("1. (C) a.\n\n2. (C) b.\n\n3. (C) c.\n\n1. (C) d.\n\n2. (C) e.\n\n3. (C) f.", [1, 2, 3, 1, 2, 3]),
        ("1. (C) It costs\n2.5 crowns.\n\n2. (C) At\n3.15 p.m.", [1, 2]),
        ("1. (C) a:\nA. x\n¶B. y\n(1) z\n-- 2. w\n\n2. (C) b.", [1, 2]),
    ],
)
def test_a_number_counts_where_it_fits_the_sequence(text: str, expected: list[int]) -> None:
    assert numbers(text) == expected


def test_what_claims_to_be_a_mark_but_does_not_fit_is_text_and_a_problem() -> None:
    text = "1. (C) a.\n\n2. (C) It began in\n¶2003. Despite it, b.\n\n3. (C) c."
    [finding] = findings(text)
    assert finding.code == "paragraph-out-of-sequence"
    assert text[finding.offset :].startswith("¶2003.")
    assert body(text)[1].text == "It began in\n¶2003. Despite it, b."


def test_a_list_is_no_problem_but_once_where_pilcrows_were_put_into_it() -> None:
    assert findings("1. (C) a:\n1. x\n2. y\n3. z\n\n2. (C) b.") == []
    assert len(findings("1. (C) a:\n¶1. x\n¶2. y\n¶3. z\n\n2. (C) b.")) == 1


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


def test_a_mark_without_a_number_begins_a_paragraph() -> None:
    text = f"1. (C) {HARVEST}\n\n(S) {TOLLS}\n\n2. (C) {HARVEST}"
    assert shape(text) == [(1, "C", None, HARVEST), (None, "S", None, TOLLS), (2, "C", None, HARVEST)]


def test_the_third_item_of_a_list_is_no_mark() -> None:
    assert numbers("1. (U) a:\n\n(A) x\n\n(B) y\n\n(C) z\n\n2. (U) b.") == [1, 2]


def test_text_without_numbers_is_split_at_blank_lines() -> None:
    text = "SUMMARY\n\nThe barges came back.\n\n- one\n\n- two\n\nThe ferry did not.\n\nand sank later."
    assert shape(text) == [
        (None, None, "SUMMARY", "The barges came back.\n\n- one\n\n- two"),
        (None, None, None, "The ferry did not.\n\nand sank later."),
    ]


def test_text_before_the_first_number_is_a_paragraph() -> None:
    text = f"(U) This cable is not for the press.\n\nSUMMARY\n\n1. (C) {HARVEST}"
    assert shape(text) == [
        (None, "U", None, "This cable is not for the press."),
        (1, "C", "SUMMARY", HARVEST),
    ]


def test_only_the_given_span_is_parsed() -> None:
    text = f"REF: A. ZENDA 1\n1. (C) {HARVEST}\nSAPT"
    start, end = text.index("1. (C)"), text.index("\nSAPT")
    [paragraph] = split_body(text, start, end)[0]
    assert (paragraph.start, paragraph.text) == (text.index(HARVEST), HARVEST)


LINES = st.sampled_from(
    [
        *("", " ", "-", "-----", "---- --", "===", "* * *", "x ----- Y -----", "HEAD ------"),
        *("1. (C) Tolls.", "¶2. (S/NF) The", "3. x", "2) y", "(C) 5. w", "6 (C) u", "Duke said. 4. (C) He", "¶2003. z"),
        *("1. (C - ENTIRE TEXT) v", "(U) Note", "A. b", "-- item", "Name     Toll", "http://zenda.example/ a"),
        *("COMMENT", "Comment:", "END SUMMARY", "the tolls."),
    ]
)
TEXTS = st.lists(LINES, max_size=14).map("\n".join) | st.text(alphabet="1¶.()C-\n aA*2", max_size=60)


@given(text=TEXTS, before=st.integers(0, 5), after=st.integers(0, 5))
@settings(max_examples=400)
def test_texts_are_slices_in_order(text: str, before: int, after: int) -> None:
    start, end = min(before, len(text)), max(min(before, len(text)), len(text) - after)
    at = start
    for paragraph in split_body(text, start, end)[0]:
        assert text[paragraph.start : paragraph.start + len(paragraph.text)] == paragraph.text
        assert at <= paragraph.start
        at = paragraph.start + len(paragraph.text)
    assert at <= end


@given(text=TEXTS)
@settings(max_examples=400)
def test_nothing_but_marks_and_rules_is_lost(text: str) -> None:
    kept = " ".join(f"{p.heading or ''} {p.text}" for p in body(text)).split()
    for word in re.findall(r"[A-Za-z]{2,}", text):
        assert any(word in piece for piece in kept) or word in ("NF", "ENTIRE", "TEXT")
