"""A cable as the index sees it, with no database."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from cables.search.document import GAP_LENGTH, LAST_POSITION, Vector, document, vectors

STEMS = st.lists(st.sampled_from(["barg", "toll", "sarn"]), max_size=9)


@given(st.lists(st.tuples(STEMS, st.sampled_from("ABCD"))), st.integers(0, LAST_POSITION + 20))
def test_each_stem_stands_at_its_place_with_its_weight(passages: list[tuple[list[str], str]], before: int) -> None:
    vector = Vector(last=before)
    expected: dict[str, list[str]] = {}
    for stems, weight in passages:
        vector.add(stems, weight)
        for stem in stems:
            before += 1
            expected.setdefault(stem, []).append(f"{min(before, LAST_POSITION)}{weight}")
    assert (vector.positions, vector.last) == (expected, before)


def test_a_cable_as_a_vector() -> None:
    made = document("Toll barges", [("S", "Tolls", "Barges and barges")])
    first, second, third = (2 + GAP_LENGTH * number for number in (1, 2, 3))
    words = [
        ("¤", "1"),
        *[("toll", f"{first}D"), ("barg", f"{first + 1}D"), ("toll", f"{second + 2}D")],
        *[("barg", f"{third + 3}A"), ("and", f"{third + 4}A"), ("barg", f"{third + 5}A")],
    ]
    whole = " ".join(f"'{stem}':{place}" for stem, place in words)
    assert vectors(made) == [(0, False, whole, "'toll':1D 'barg':2D")]
    assert made.words == {"tolls": "toll", "barges": "barg"}


def test_a_long_cable_is_cut_into_slices_that_fit() -> None:
    rows = vectors(document(None, [(None, None, "barges " * 300)]))
    assert [(number, long) for number, long, _, _ in rows] == [(0, True), (1, True), (2, True)]
