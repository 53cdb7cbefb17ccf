"""Message attributes: where they begin and end, and what they state."""

from __future__ import annotations

import pytest

from cables.telegram.clean import clean
from cables.telegram.message_attributes import end_of_attributes, parse_attributes
from cables.telegram.vocabulary import DEFAULT

LINES = """\
Automatic Decaptioning: X
Concepts: TOLLS, BARGES,
BRIDGES
Drafter: n/a
Enclosure:
Film Number: D750079-0663
From: ZENDA OR-P
Handling Restrictions: n/a
Subject: THE DUKE OF STRELSAU\\'S WISH: HIS
BRIDGES
TAGS: PINT, BL, (ROE, JANE)
To: STATE
Review Markings:
Jane Q. Roe
Declassified/Released
Markings: Jane Q. Roe Declassified/Released US Department of State EO Systematic Review 20 Mar 2014
"""
STATED = {
    "film_number": "D750079-0663",
    "from": "ZENDA OR-P",
    "to": "STATE",
    "subject": "THE DUKE OF STRELSAU'S WISH: HIS BRIDGES",
    "tags": "PINT, BL, (ROE, JANE)",
    "concepts": "TOLLS, BARGES, BRIDGES",
    "markings": "Jane Q. Roe Declassified/Released US Department of State EO Systematic Review 20 Mar 2014",
}


@pytest.mark.parametrize("title", ["Message Attributes\n", "      Message Attributes\n", "\fMessage Attributes\n\n\n"])
def test_what_is_stated(title: str) -> None:
    cleaned = clean(f"1. THE DUKE.\nROE\n\n{title}{LINES}", DEFAULT)
    assert cleaned.text == "1. THE DUKE.\nROE\n"
    assert cleaned.attributes == STATED


def test_a_stamp_of_the_next_page_is_no_part_of_a_value() -> None:
    text = "Concepts: TOLLS,\n\nJane Q. Roe Declassified/Released\n\fBARGES\nSubject: FERRIES\nDeclassified/Released\n"
    assert parse_attributes(text, 0, len(text)) == {"subject": "FERRIES", "concepts": "TOLLS,"}


def test_the_first_value_of_a_key_counts() -> None:
    text = "Film Number: D1\nFilm Number: D2\n"
    assert parse_attributes(text, 0, len(text)) == {"film_number": "D1"}


def test_they_end_where_the_next_record_begins() -> None:
    source = f"1. THE DUKE.\nMessage Attributes\n{LINES}\nMessage Text\nFM AMCONSUL ZENDA\n"
    cleaned = clean(source, DEFAULT)
    assert cleaned.text == "1. THE DUKE.\n\nFM AMCONSUL ZENDA\n"
    assert cleaned.attributes == STATED


@pytest.mark.parametrize("below", ["", "\n", "1. (U) Text", "Concepts: one key alone\n", "What: \nWho: \nWhen: \n"])
def test_a_title_without_keys_below_it_is_text(below: str) -> None:
    assert end_of_attributes(f"Message Attributes\n{below}", 0) is None
