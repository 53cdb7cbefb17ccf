"""Posts by the spellings of their names."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cables.telegram.posts import PostReading, despaced, is_last_word, linked, recognise, recognise_damaged
from cables.telegram.vocabulary import DEFAULT


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("St. Petersburg", "STPETERSBURG"),
        ("Port-au-Prince", "PORTAUPRINCE"),
        ("N'DJAMENA", "NDJAMENA"),
        ("São Paulo", "SAOPAULO"),
        ("", ""),
    ],
)
def test_despaced(name: str, expected: str) -> None:
    assert despaced(name) == expected


@pytest.mark.parametrize(
    ("name", "post", "confidence"),
    [
        ("LIMA", "LIMA", "exact"),
        ("SECSTATE", "STATE", "normalised"),
        ("SECSTATEWASHDC", "STATE", "normalised"),
        ("USUN", "USUNNEWYORK", "normalised"),
        ("UNVIE", "UNVIEVIENNA", "normalised"),
        ("AMEMBASSYHANOI", "HANOI", "normalised"),
        ("USEMBASSYLIMA", "LIMA", "normalised"),
        ("REFTELQUITO", "QUITO", "normalised"),
        ("REOBASRAH", "BASRAH", "normalised"),
        ("COLOMBOCABLES", "COLOMBO", "normalised"),
        ("SANTIAG0", "SANTIAGO", "normalised"),
        ("ROMEIT", "ROME", "normalised"),  # with the geographic tag of its country
        ("KIEV", "KIEV", "exact"),  # renamed, but a post
        ("SECDEF", "SECDEF", "exact"),
    ],
)
def test_known(name: str, post: str, confidence: str) -> None:
    assert recognise(name, DEFAULT) == PostReading(post, known=True, confidence=confidence)


def test_ambiguous_names_stay_as_spelt() -> None:
    reading = recognise("KIN", DEFAULT)
    assert (reading.post, reading.known, reading.confidence) == ("KIN", False, "ambiguous")
    assert set(reading.candidates) == {"KINSHASA", "KINGSTON"}


def test_codes_count_in_their_years() -> None:
    assert recognise("PORTA", DEFAULT, 1975).post == "PORTAUPRINCE"
    assert recognise("PORTA", DEFAULT, 2008).confidence == "ambiguous"
    assert recognise("PORTO", DEFAULT, 1975).candidates == ("PORTOALEGRE", "PORTOFSPAIN")


def test_unknown_names_stay_as_spelt() -> None:
    assert recognise("STRELSAUHOF", DEFAULT) == PostReading("STRELSAUHOF", known=False, confidence="exact")


@pytest.mark.parametrize(
    ("name", "post"),
    [
        ("RUSSELS", "BRUSSELS"),  # a letter lost
        ("BERLN", "BERLIN"),  # lost, rather than added to BERN
        ("KABUQ", "KABUL"),  # changed
        ("LIMMA", "LIMA"),  # added
        ("NIAORBI", "NIAORBI"),  # two slips
        ("PERTORIA", "PRETORIA"),  # swapped
        ("SEUBRUSSELS", "USEUBRUSSELS"),  # not the shorter post within
        ("SETION02OF02BAKU", "BAKU"),
        ("SECTIOQ1OF06HARARE", "HARARE"),
        ("SECTION02OF02TILISI", "TBILISI"),
        ("EFTOTILISI", "TBILISI"),
        ("XXQUITOXX", "QUITO"),
    ],
)
def test_damaged_names(name: str, post: str) -> None:
    assert recognise_damaged(name, DEFAULT).post == post


def test_damaged_names_near_several_posts_are_ambiguous() -> None:
    assert recognise_damaged("DAKA", DEFAULT) == PostReading(
        "DAKA", known=False, confidence="ambiguous", candidates=("DAKAR", "DHAKA")
    )


def test_damaged_names_are_unknown_in_running_text() -> None:
    assert not recognise("TILISI", DEFAULT).known


def test_linked_are_posts_only() -> None:
    assert linked("KYIV", DEFAULT) == ("KIEV",)
    assert linked("BUENOSAIRES", DEFAULT) == ()  # BA leads to it, but no cable is stored under BA


@pytest.mark.parametrize("word", ["Aires", "PAULO", "Petersburg", "LIMA", "York", "SECSTATE"])
def test_last_words(word: str) -> None:
    assert is_last_word(word, DEFAULT)


@given(st.text(max_size=40), st.none() | st.integers(1950, 2020))
def test_never_raises(name: str, year: int | None) -> None:
    recognise_damaged(despaced(name), DEFAULT, year)


@given(st.sampled_from(sorted(DEFAULT.posts)))
def test_every_post_is_itself(post: str) -> None:
    assert recognise_damaged(post, DEFAULT) == PostReading(post, known=True, confidence="exact")
