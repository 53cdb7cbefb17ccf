"""The sentence around a citation."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cables.references.cited_by import LONGEST_EXCERPT, excerpt_around

CASES = [
    (
        "The lock was shut. The keeper said so (ref A) on Friday. Nobody came.",
        "The keeper said so (|ref A|) on Friday.",
    ),
    (
        "As ref A has it, the lock\nwas shut for a week and a day. So be it.",
        "As |ref A| has it, the lock was shut for a week and a day.",
    ),
    (
        "The lock was shut for a week and a day. (Ref A)",
        "The lock was shut for a week and a day. (|Ref A|)",
    ),
    (
        "Mr. J. Roe of the U.S. Embassy read ref A to the Regent. She slept.",
        "Mr. J. Roe of the U.S. Embassy read |ref A| to the Regent.",
    ),
    (
        "See ref A.",
        "See |ref A|.",
    ),
    (
        "The keeper has read it aloud. See ref A.",
        "The keeper has read it aloud. See |ref A|.",
    ),
    (
        "THE TOLL AND WHAT CAME OF IT\n\nThe keeper of the lock had read ref A. He wept.",
        "The keeper of the lock had read |ref A|.",
    ),
    (
        'He said: "I have read ref A, and I did not like it." He left.',
        'He said: "I have read |ref A|, and I did not like it."',
    ),
]


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_sentences(text: str, expected: str) -> None:
    start = text.lower().index("ref a")
    excerpt = excerpt_around(text, start, start + 5)
    assert f"{excerpt.before}|{excerpt.hit}|{excerpt.after}" == expected


def test_long_sentences_are_cut_at_words_on_both_sides() -> None:
    text = f"{'salt and ' * 200}ref A{' and cheese' * 200}."
    start = text.index("ref A")
    excerpt = excerpt_around(text, start, start + 5)
    assert excerpt.before.startswith("… ")
    assert excerpt.before.endswith("salt and ")
    assert excerpt.after.endswith(" …")
    assert len(excerpt.before) + len(excerpt.after) < LONGEST_EXCERPT + 10


@given(st.text(max_size=600), st.data())
def test_an_excerpt_is_bounded_and_made_of_the_text(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    excerpt = excerpt_around(text, start, end)
    assert len(excerpt.before) + len(excerpt.hit) + len(excerpt.after) <= 2 * LONGEST_EXCERPT + 10
    for part in (excerpt.before, excerpt.after):
        assert "".join(part.strip("… ").split()) in "".join(text.split())
