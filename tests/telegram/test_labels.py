"""REF blocks cut at their labels."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cables.telegram.labels import cut

Entries = list[tuple[str | None, str]]


def entries(block: str) -> Entries:
    return [(label, " ".join(text.split()).rstrip(" -")) for label, text in cut(block)]


AB: Entries = [("A", "LIMA 12"), ("B", "QUITO 13")]


@pytest.mark.parametrize(
    "block",
    [
        "A. LIMA 12 B. QUITO 13",
        "A. LIMA 12\nB. QUITO 13\n",
        "A. LIMA 12\n     ¶B. QUITO 13",
        "¶A. LIMA 12 ¶B. QUITO 13",
        "A.LIMA 12 B.QUITO 13",
        "A) LIMA 12 B) QUITO 13",
        "(A) LIMA 12 (B) QUITO 13",
        "(A)LIMA 12 (B)QUITO 13",
        "-  (A) LIMA 12\n-  (B) QUITO 13",
        "A.) LIMA 12\nB.) QUITO 13",
        "A: LIMA 12 B: QUITO 13",
        "A - LIMA 12 B - QUITO 13",
        "A LIMA 12 B QUITO 13",
        "A. A) LIMA 12 B. B) QUITO 13",
        "A. (A) LIMA 12\n¶B. (B) QUITO 13",
        "A. A. LIMA 12 B. B. QUITO 13",
        "A. A: LIMA 12 B. B: QUITO 13",
        "A. REF A LIMA 12 B. REF B QUITO 13",
        "REF A: LIMA 12 REF B: QUITO 13",
        "a. LIMA 12 b. QUITO 13",
        "a) LIMA 12 b) QUITO 13",
        "(a) LIMA 12\n(b) QUITO 13",
        "A. LIMA 12 (B) QUITO 13",
        "A. LIMA 12B. QUITO 13",
    ],
)
def test_forms(block: str) -> None:
    assert entries(block) == AB


@pytest.mark.parametrize(
    ("block", "expected"),
    [
        ("LIMA 12", [(None, "LIMA 12")]),
        ("LIMA 12; QUITO 13", [(None, "LIMA 12; QUITO 13")]),
        ("LIMA 12 A. QUITO 13", [(None, "LIMA 12"), ("A", "QUITO 13")]),
        ("(1) LIMA 12, (2) QUITO 13", [("1", "LIMA 12,"), ("2", "QUITO 13")]),
        ("1. LIMA 12 2. QUITO 13", [("1", "LIMA 12"), ("2", "QUITO 13")]),
        ("LIMA 1091: QUITO 263: BOGOTA 1603", [(None, "LIMA 1091: QUITO 263: BOGOTA 1603")]),
        ("A. LIMA 12 C. QUITO 13", [("A", "LIMA 12"), ("C", "QUITO 13")]),
        ("A. LIMA 12\nA. QUITO 13", [("A", "LIMA 12"), ("A", "QUITO 13")]),
        ("B. QUITO 13", [("B", "QUITO 13")]),
        ("A. LIMA 12 B. TOLL TALKS", [("A", "LIMA 12"), ("B", "TOLL TALKS")]),
        ("A. TOLL TALKS\nB. LIMA 12", [("A", "TOLL TALKS"), ("B", "LIMA 12")]),
        ("A. 07 XXXXXXXXXXXX 167 B. QUITO 13", [("A", "07 XXXXXXXXXXXX 167"), ("B", "QUITO 13")]),
    ],
)
def test_sequence(block: str, expected: Entries) -> None:
    assert entries(block) == expected


@pytest.mark.parametrize(
    ("block", "expected"),
    [
        ("A. ST. PETERSBURG 12 B. PORT A 13", [("A", "ST. PETERSBURG 12"), ("B", "PORT A 13")]),
        ("A. U.S. MISSION NOTE B. QUITO 13", [("A", "U.S. MISSION NOTE"), ("B", "QUITO 13")]),
        ("A. WASHINGTON D.C. TALKS B. QUITO 13", [("A", "WASHINGTON D.C. TALKS"), ("B", "QUITO 13")]),
        ("A. RUDOLF B. RASSEN E-MAIL B. QUITO 13", [("A", "RUDOLF B. RASSEN E-MAIL"), ("B", "QUITO 13")]),
        ("A. (S) LIMA 12 B. (C) QUITO 13", [("A", "(S) LIMA 12"), ("B", "(C) QUITO 13")]),
        ("A. LIMA 12 (C) B. QUITO 13", [("A", "LIMA 12 (C)"), ("B", "QUITO 13")]),
        ("(C) LIMA 12", [(None, "(C) LIMA 12")]),
    ],
)
def test_letters_that_are_no_labels(block: str, expected: Entries) -> None:
    assert entries(block) == expected


@given(st.text("AaBbC .):(-¶1239\nREFLIMA", max_size=80))
def test_nothing_but_labels_is_dropped(block: str) -> None:
    kept = "".join(text for _, text in cut(block))
    rest = iter(block)
    assert all(sign in rest for sign in kept)
