"""Paragraphs of the body without numbers, and that nothing of the body is lost."""

from __future__ import annotations

import re

from hypothesis import given, settings
from hypothesis import strategies as st

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
