"""Readings of a text: as a reader sees it and as it was sent, each with the offsets of the text."""

from __future__ import annotations

from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cables.rendering.garbles import words_of
from cables.search.index.document import document
from cables.search.index.normalise import RUN
from cables.search.index.normalise import words_of as words_in
from cables.search.index.readings import MOST_OTHERS, others, reading

TEXTS = st.text(alphabet="aB1é-\n\t &8,.", max_size=60)


@pytest.mark.parametrize(
    ("text", "shown", "sent_otherwise"),
    [
        ("the negotia-\ntions failed", "the negotiations failed", ["negotia tions"]),
        ("the negotia-\n  tions", "the negotiations", ["negotia tions"]),
        ("the negotia- \n\ntions", "the negotiations", ["negotia tions"]),
        ("a long-\nterm plan", "a long term plan", ["longterm"]),
        ("salt-\ntax, the salt-tax", "salt tax the salt tax", ["salttax"]),
        ("re-\nnego-\ntiations", "renegotiations", ["re nego tiations"]),
        ("a long-\nterm nego-\ntiation", "a long term negotiation", ["longterm", "nego tiation"]),
        ("in 1994-\n95", "in 1994 95", []),
        ("the barges -\nand the Duke", "the barges and the Duke", []),
        ("- one\n- two", "one two", []),
        ("he called it &a goat8 and left", "he called it a goat and left", ["goat8"]),
        ("he said &no,8 and left", "he said no and left", ["8"]),
        ("R&D in 2008", "R D in 2008", []),
        ("the Duke,s toll", "the Duke s toll", []),
        ("ein Über-\nfall", "ein Überfall", ["Über fall"]),
    ],
)
def test_both_readings(text: str, shown: str, sent_otherwise: list[str]) -> None:
    words = words_of([text])
    assert RUN.findall(reading(text, words).text) == shown.split()
    assert [" ".join(RUN.findall(other)) for other in others(text, words)] == sent_otherwise


@given(TEXTS)
def test_a_reading_is_as_long_as_its_text_and_its_words_begin_where_they_stand(text: str) -> None:
    for words in (None, words_of([text])):
        read = reading(text, words)
        assert len(read.text) == len(text)
        for word in RUN.finditer(read.text):
            end = read.ends.get(word.end(), word.end())
            sent = text[word.start() : end]
            assert "".join(RUN.findall(sent)).removesuffix("8") == word[0].removesuffix("8")
            assert sent[:1].isalnum() and (sent[-1:].isalnum())


@given(TEXTS)
def test_every_word_as_sent_is_in_the_document(text: str) -> None:
    stems = [stem for part in document(None, [(None, None, text)]).zones["U"] for stem in part]
    plain = [
        stem
        for part in document(None, [(None, None, text.replace("-", " ").replace("&", " "))]).zones["U"]
        for stem in part
    ]
    assert set(plain) <= set(stems)


def test_the_other_readings_of_a_text_are_limited_and_take_linear_time() -> None:
    text = "lan-\nterns and &goats8 " * 50_000
    start = process_time()
    found = list(others(text, words_of([text])))
    assert len(found) == MOST_OTHERS
    assert len(words_in(reading(text, words_of([text])).text)) == 150_000
    assert process_time() - start < 5


@pytest.mark.parametrize("shape", ["a-\n", "a" * 50 + "1-\n", "a1" * 30 + "-\n", "a-" + "\n" * 50, "&8", "a-\n1-\n"])
def test_hostile_texts_take_linear_time(shape: str) -> None:
    text = shape * (200_000 // len(shape))
    start = process_time()
    document(None, [(None, None, text)])
    assert process_time() - start < 5
