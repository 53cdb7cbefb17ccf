"""Numbered marks of paragraphs: their spellings, their portion markings, and those that are text."""

from __future__ import annotations

import pytest

from tests.telegram.bodies import HARVEST, TOLLS, body, numbers, problems, shape


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


@pytest.mark.parametrize("text", ["1. (C - ENTIRE TEXT).\n\n2. {}", "(C - ENTIRE TEXT).\n\n2. {}", "1. (C). \n2. {}"])
def test_the_full_stop_of_a_mark_that_stands_alone_is_no_text(text: str) -> None:
    assert [p.text for p in body(text.format(TOLLS)) if p.text] == [TOLLS]


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
        ("¶1. (C) a.\n\n¶2. (C) b.\n\n¶3. (C) c.\n\n¶4. (C) d.\n\n¶2. (C) e.", [1, 2, 3, 4, 2]),
        ("¶1. (C) a.\n\n¶2. (C) b.\n\n¶7. (C) c.\n\n¶8. (C) d.\n\n¶8. (C) e.", [1, 2, 7, 8, 8]),
        ("1. (C) a.\n\n2. (C) b on\n7. (C) of it.\n\n3. (C) c.", [1, 2, 3]),
    ],
)
def test_a_number_counts_where_it_fits_the_sequence(text: str, expected: list[int]) -> None:
    assert numbers(text) == expected


def test_what_claims_to_be_a_mark_but_does_not_fit_is_text_and_a_problem() -> None:
    text = "1. (C) a.\n\n2. (C) It began in\n¶2003. Despite it, b.\n\n3. (C) c."
    [problem] = problems(text)
    assert problem.code == "paragraph-out-of-sequence"
    assert text[problem.offset :].startswith("¶2003.")
    assert body(text)[1].text == "It began in\n¶2003. Despite it, b."


def test_a_paragraph_that_does_not_fit_is_a_problem_too() -> None:
    text = "1. (C) a.\n\n2. (C) b.\n\n9. (C) c."
    [problem] = problems(text)
    assert text[problem.offset :].startswith("9. (C)")


def test_a_list_is_no_problem_but_once_where_pilcrows_were_put_into_it() -> None:
    assert problems("1. (C) a:\n1. x\n2. y\n3. z\n\n2. (C) b.") == []
    assert len(problems("1. (C) a:\n¶1. x\n¶2. y\n¶3. z\n\n2. (C) b.")) == 1
