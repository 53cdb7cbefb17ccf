"""Paragraphs of the body without numbers, and that nothing of the body is lost."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cables.telegram import parse
from cables.telegram.paragraphs import split_body
from tests.telegram.bodies import HARVEST, TOLLS, body, numbers, shape


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


PILCROWS = [
    ("¶1. (C) He comes on June\n¶15. Nobody asked.\n\n¶2. (C) b.", ["He comes on June\n15. Nobody asked.", "b."]),
    ("¶1. (C) Two things:\n\n¶A. The toll.\n\n¶B. The lock.", ["Two things:\n\nA. The toll.\n\nB. The lock."]),
    ("¶1. (C) Two things:\n\n¶1. a.\n\n¶2. b.\n\n¶2. (C) c.", ["Two things:\n\n1. a.\n\n2. b.", "c."]),
    ("1. (C) It was built in ¶1908. It leaks.", ["It was built in 1908. It leaks."]),
    ("1. (C) As ¶ 6 of the treaty says.", ["As ¶ 6 of the treaty says."]),
    ("1. (C) a.\n\n¶ 2007\n\n----\n\n2. (C) b.", ["a.", "b."]),
]


@pytest.mark.parametrize(("text", "expected"), PILCROWS)
def test_pilcrows_of_a_publisher_that_mark_no_paragraph_are_dropped(text: str, expected: list[str]) -> None:
    telegram = parse(text)
    assert [paragraph.text for paragraph in telegram.paragraphs] == expected
    assert not any("¶" in (paragraph.heading or "") for paragraph in telegram.paragraphs)


def test_what_follows_a_dropped_pilcrow_is_found_in_the_raw_text() -> None:
    text = "¶1. (C) On June\r\n¶15. See ref A.\r\n\r\n¶2. (C) Since\r\n¶1908 it leaks."
    telegram = parse(text)
    for paragraph in telegram.paragraphs:
        for index, character in enumerate(paragraph.text):
            assert text[telegram.source_map.to_source(paragraph.start + index)] in (character, "\r")


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
    words = " ".join(f"{p.heading or ''} {p.text}" for p in body(text)).split()
    for word in re.findall(r"[A-Za-z]{2,}", text):
        assert any(word in piece for piece in words) or word in ("NF", "ENTIRE", "TEXT")
