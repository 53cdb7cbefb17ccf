"""Portion markings in words."""

import pytest

from cables.rendering.portion_marks import level, meaning

MARKINGS = [
    ("U", "U", "Unclassified"),
    ("SBU", "SBU", "Sensitive but unclassified"),
    ("C", "C", "Confidential"),
    ("LOU", "LOU", "Limited official use"),
    ("S", "S", "Secret"),
    ("TS", "TS", "Top secret"),
    ("C/NF", "C", "Confidential, not for foreign nationals"),
    ("S//NF", "S", "Secret, not for foreign nationals"),
    ("S-NF", "S", "Secret, not for foreign nationals"),
    ("SBU/NOFORN", "SBU", "Sensitive but unclassified, not for foreign nationals"),
    ("U//FOUO", "U", "Unclassified, for official use only"),
    ("C - ENTIRE TEXT", "C", "Confidential, the entire text"),
    ("S//REL TO USA, AUS", "S", "Secret, releasable to USA, AUS"),
    ("C/REL USA, GBR/NF", "C", "Confidential, not for foreign nationals, releasable to USA, GBR"),
    ("SECRET", "S", "Secret"),
    ("LIMITED OFFICIAL USE", "LOU", "Limited official use"),
    ("CONFIDENTIAL/NOFORN", "C", "Confidential, not for foreign nationals"),
    ("c/nf", "C", "Confidential, not for foreign nationals"),
    ("C/HEDGEHOG", "C", "Confidential, HEDGEHOG"),
    ("HEDGEHOG", "", "HEDGEHOG"),
    ("", "", ""),
]


@pytest.mark.parametrize(("portion", "expected_level", "expected_meaning"), MARKINGS)
def test_markings(portion: str, expected_level: str, expected_meaning: str) -> None:
    assert level(portion) == expected_level
    assert meaning(portion) == expected_meaning
