"""Documents as tsvectors, with no database."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from cables.search.backends.tsvectors import LAST_POSITION, Vector, formatted, vectors
from cables.search.index.document import GAP_LENGTH, document

STEMS = st.lists(st.sampled_from(["barg", "toll", "сарн"]), max_size=9)


@given(st.lists(st.tuples(STEMS, st.sampled_from("ABCD"))), st.integers(0, LAST_POSITION + 20))
def test_each_stem_has_its_positions_and_weights(texts: list[tuple[list[str], str]], before: int) -> None:
    vector = Vector(last=before)
    expected: dict[str, list[str]] = {}
    for stems, weight in texts:
        vector.add(stems, weight)
        for stem in stems:
            before += 1
            where = f"{min(before, LAST_POSITION)}{weight}"
            if expected.setdefault(stem, [])[-1:] != [where]:
                expected[stem].append(where)
    found = {stem: list(map(formatted, vector.of(stem))) for stem in vector.occurrences}
    assert (found, vector.last) == (expected, before)
    limited = {stem: list(map(formatted, vector.limited().of(stem))) for stem in vector.occurrences}
    assert unpacked(bytes(vector.limited())) == limited
    for stem, occurrences in limited.items():
        assert [int(each[:-1]) for each in occurrences] == sorted({int(each[:-1]) for each in expected[stem]})
        assert set(occurrences) <= set(expected[stem])


def unpacked(sent: bytes) -> dict[str, list[str]]:
    """Return the lexemes and occurrences that PostgreSQL reads (`tsvectorrecv`).

    First comes their count; each has an end, a count of occurrences, and these.
    """
    found: dict[str, list[str]] = {}
    count, rest = int.from_bytes(sent[:4]), sent[4:]
    for _ in range(count):
        stem, _, rest = rest.partition(b"\0")
        end = 2 + 2 * int.from_bytes(rest[:2])
        occurrences = [int.from_bytes(rest[at : at + 2]) for at in range(2, end, 2)]
        found[stem.decode()] = [f"{each % (LAST_POSITION + 1)}{'DCBA'[each >> 14]}" for each in occurrences]
        rest = rest[end:]
    assert not rest
    return found


def test_a_cable_as_a_vector() -> None:
    made = document("Toll barges", [("S", "Tolls", "Barges and barges")])
    first, second, third = (2 + GAP_LENGTH * number for number in (1, 2, 3))
    whole = (f"'¤':1D 'toll':{first}D,{second + 2}D 'barg':{first + 1}D,{third + 3}A,{third + 5}A 'and':{third + 4}A",)
    assert [(number, long, str(words), str(subject)) for number, long, words, subject in vectors(made)] == [
        (0, False, *whole, "'toll':1D 'barg':2D")
    ]
    assert made.words == {"tolls": "toll", "barges": "barg"}


def test_a_long_cable_is_cut_into_slices_that_fit() -> None:
    rows = vectors(document(None, [(None, None, "barges " * 300)]))
    assert [(number, long) for number, long, _, _ in rows] == [(0, True), (1, True), (2, True)]


def test_slice_0_of_a_long_cable_has_the_first_occurrence_of_each_weight() -> None:
    (_, _, words, _), *_ = vectors(document(None, [("S", None, "tolls"), (None, None, "barges tolls " * 8_192)]))
    assert str(words) == f"'¤':1D 'barg':{2 + GAP_LENGTH}D 'toll':{3 + GAP_LENGTH}D,{LAST_POSITION}A"
