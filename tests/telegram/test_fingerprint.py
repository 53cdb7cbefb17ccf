"""Fingerprints of texts: the same for the same letters and digits in any layout."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cables.telegram.fingerprint import LENGTH, fingerprint, folded

TEXT = "UNCLAS ZENDA 0101\n\n1. The toll-barge cost 35 crowns.\n"


@pytest.mark.parametrize(
    "other",
    [
        TEXT.replace("\n", "\r\n"),
        f"\ufeff{TEXT}",
        TEXT.replace(" ", "    "),
        TEXT.replace("toll-barge", "toll-\nbarge"),
        TEXT.replace("toll-barge", "toll\u00adbarge").replace(" ", "\u00a0"),
        TEXT.replace("35", "\uff13\uff15"),
        TEXT.lower(),
        f"_______\n{TEXT}\n* * *\f",
        f"\u00b6{TEXT}\ud83d\u2013",
    ],
)
def test_another_layout_has_the_same_fingerprint(other: str) -> None:
    assert fingerprint(other) == fingerprint(TEXT)


@pytest.mark.parametrize("other", [TEXT.replace("35", "53"), TEXT + "ROE", TEXT.replace("cost", "c\u00f4st"), ""])
def test_other_letters_have_another_fingerprint(other: str) -> None:
    assert fingerprint(other) != fingerprint(TEXT)


@pytest.mark.parametrize("marks", [0, 1, 29, 30, 31, 100])
def test_marks_that_combine_do_not_count_however_many_they_are(marks: int) -> None:
    assert fingerprint("z" + "\u0301\u0316" * marks + TEXT) == fingerprint(("\u017a" if marks else "z") + TEXT)


@given(st.text())
def test_any_text_has_a_fingerprint_that_its_blanks_do_not_change(text: str) -> None:
    assert fingerprint(f"\n {text}\t") == fingerprint(text)
    assert len(fingerprint(text)) == LENGTH


@given(st.text(alphabet=st.characters(max_codepoint=127)))
def test_both_ways_of_making_it_agree(text: str) -> None:
    assert fingerprint(f"{text}\u2014") == fingerprint(text)


@given(st.text(alphabet=st.characters(max_codepoint=0x10FF)))
def test_it_is_made_of_the_letters_and_digits_of_the_folded_text(text: str) -> None:
    assert fingerprint(text) == fingerprint("".join(filter(str.isalnum, folded(text))))
