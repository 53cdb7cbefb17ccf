"""Message reference numbers: canonical form, every spelling, and the other numbers to try."""

from __future__ import annotations

import json
from io import StringIO

import pytest
from django.core.management import call_command
from hypothesis import given
from hypothesis import strategies as st

from cables.telegram.mrn import Mrn, MrnReading, full_year, linked_numbers, normalise, spelt
from cables.telegram.vocabulary import DEFAULT

posts = st.sampled_from(sorted(DEFAULT.posts))
numbers = st.builds(Mrn, st.integers(1966, 2065), posts, st.integers(1, 9_999_999))


def test_canonical() -> None:
    assert str(Mrn(2007, "LIMA", 3229)) == "07LIMA3229"
    assert Mrn.parse("07LIMA3229") == Mrn(2007, "LIMA", 3229)
    assert Mrn.parse("66TEHRAN4") == Mrn(1966, "TEHRAN", 4)
    assert Mrn.parse("07STRELSAU12") == Mrn(2007, "STRELSAU", 12)


@pytest.mark.parametrize(
    "text", ["", "LIMA", "07LIMA", "07LIMA03", "7LIMA3", "07lima3", "07LIMA3 ", "2007LIMA3", "0708"]
)
def test_not_canonical(text: str) -> None:
    with pytest.raises(ValueError, match="not a canonical"):
        Mrn.parse(text)


@pytest.mark.parametrize(
    ("year", "citing", "full"),
    [
        (66, None, 1966),
        (99, 2007, 1999),
        (0, None, 2000),
        (65, None, 2065),
        (55, 2007, 2055),
        (55, 1974, 1955),
        (7, 1974, 2007),
    ],
)
def test_full_year(year: int, citing: int | None, full: int) -> None:
    assert full_year(year, citing) == full


@pytest.mark.parametrize(
    "spelling",
    [
        "07LIMA3229",
        "2007 LIMA 003229",
        "2007-LIMA-003229",
        "2007LIMA3229",
        "07 Lima 3229",
        "07/LIMA/3229",
        "07_lima_3229",
        "'07 LIMA 3229",
        "(07) LIMA 3229",
        "lima 3229 of 2007",
        "LIMA 3229 (07)",
        "LIMA 3229 (2007)",
        "LIMA 3229-07",
        "LIMA 3229/07",
        "LIMA 3229 07",
        "REF: 07 LIMA 3229",
        "REFTEL 07 AMEMBASSY LIMA 3229",
        "O7 LIMA 3229",
        "07REFLIMA3229",
        "07SECTION01OF02LIMA3229",
        "  07LIMA3229\t",
        # as public collections and people have it
        "07LIMA3229_a",
        "2007LIMA03229_E",
        "07LIMA3229_b2",
        "[07LIMA3229]",
        "<07LIMA3229>",
        "(07 LIMA 3229)",
        "“07 LIMA 3229”",
        "07 lima3229.",
        "07 LIMA 3229;",
        "MRN: 07 LIMA 3229",
        "mrn 07LIMA3229",
        "[MRN: 07 LIMA 3229]",
        "https://wikileaks.org/plusd/cables/07LIMA3229_a.html",
        "http://search.wikileaks.org/plusd/cables/07LIMA3229_a.html?x=1#y",
        "https://wikileaks.org/cable/2007/09/07LIMA3229.html",
        "www.example.org/plusd/cables/07LIMA3229_a.html",
        "/plusd/cables/07LIMA3229_a.html",
        "https://example.org/cable/07LIMA3229/",
        # damaged
        "0707LIMA3229",
        "0709LIMA3229",
        "0701OF02LIMA3229",
        "07LIMA003229ZDK164",
        "07LIMA003229ZFR763",
        "07LIMA3229 ZDK",
    ],
)
def test_spellings(spelling: str) -> None:
    reading = normalise(spelling)
    assert (reading.mrn, reading.post, reading.known_post) == ("07LIMA3229", "LIMA", True)
    assert reading.confidence == ("exact" if spelling.strip() == "07LIMA3229" else "normalised")


@pytest.mark.parametrize(
    ("raw", "mrn"),
    [
        ("1976LIMA01234", "76LIMA1234"),
        ("1976NEWDE01234", "76NEWDELHI1234"),
        ("1974USUNN00675", "74USUNNEWYORK675"),
        ("1973SANTIA05023_b", "73SANTIAGO5023"),
        ("1979SANTI05023_e", "79SANTIAGO5023"),
        ("1974STREL00012", "74STRELSAU12"),
        ("1974STRELS00012", "74STRELSAU12"),
        ("1979CAPEV00012", "79CAPEVARNEY12"),
        ("2007STREL00012", "07STREL12"),
        ("7575LIBREVILLE1895", "75LIBREVILLE1895"),
        ("8805KAMPALA1783", "88KAMPALA1783"),
        ("2005KAMPALA1783", "05KAMPALA1783"),
        ("0901OF02RPODUBAI288", "09RPODUBAI288"),
        ("06ZENDA001913ZFR1915", "06ZENDA1913"),
        ("05EMBASSYNOWHERE402", "05NOWHERE402"),
        ("05APPLEBURY402", "05APPLEBURY402"),
        ("1975STATE012345", "75STATE12345"),
        ("07LAGOSO1512", "07LAGOS1512"),
        ("LAGOS O1512 (07)", "07LAGOS1512"),
        ("07TOKYO12", "07TOKYO12"),
        ("09ST. PETERSBURG 45", "09STPETERSBURG45"),
        ("São Paulo 12 (08)", "08SAOPAULO12"),
        ("08USUN2", "08USUNNEWYORK2"),
        ("08UNVIE2", "08UNVIEVIENNA2"),
        ("07EFTORABAT171", "07RABAT171"),
        ("07SETION02OF02BAKU1501", "07BAKU1501"),
        ("09AMEMBASSYHANOI1284", "09HANOI1284"),
        ("09TILISI1526", "09TBILISI1526"),
        ("90STATE255577TOSEC140323", "90STATE255577"),
        ("90 STATE 255577 (TOSEC 140323)", "90STATE255577"),
        ("90TOSEC140323", "90TOSEC140323"),
        ("07STRELSAU12", "07STRELSAU12"),
    ],
)
def test_canonical_form(raw: str, mrn: str) -> None:
    assert normalise(raw).mrn == mrn


@pytest.mark.parametrize(
    "raw",
    [
        "",
        "LIMA",
        "07 LIMA",
        "3229",
        "07LIMA0",
        "07LIMA12345678",
        "lorem ipsum " * 40,
        "07",
        "¶",
        "MRN:",
        "[]",
        "07LIMA_a",
        "https://example.org/plusd/cables/",
        "https://example.org/plusd/cables/index.html",
        "https://example.org/07LIMA3229.html",
        "x/" * 5000 + "cables/07LIMA3229",
        # airgrams, which have numbers of their own
        "78 STATE A-226",
        "LA PAZ A-87",
        "1978 LIMA A - 012",
    ],
)
def test_no_number(raw: str) -> None:
    assert normalise(raw).mrn is None


def test_without_a_year_the_post_is_parsed() -> None:
    assert normalise("Lima 3229") == MrnReading(None, "LIMA", known_post=True, confidence="normalised")


def test_ambiguous_posts_stay_as_spelt() -> None:
    reading = normalise("09KIN123")
    assert (reading.mrn, reading.confidence) == ("09KIN123", "ambiguous")
    assert set(reading.candidates) == {"09KINSHASA123", "09KINGSTON123"}


def test_one_post_is_never_rewritten_into_another() -> None:
    assert normalise("06KIEV12") == MrnReading("06KIEV12", "KIEV", True, "exact", ("06KYIV12",))
    assert normalise("06TAIPEI12").candidates == ("06AITTAIPEI12",)
    assert normalise("06IRANRPODUBAI12").mrn == "06IRANRPODUBAI12"
    assert normalise("06VIENNA12").candidates == ()


@pytest.mark.parametrize(
    ("mrn", "other"),
    [
        ("06KIEV12", "06KYIV12"),
        ("05BRUSSELS9", "05USEUBRUSSELS9"),
        ("09BA123", "09BUENOSAIRES123"),
        ("09PARISFR1", "09UNESCOPARISFR1"),
    ],
)
def test_linked_numbers_in_both_directions(mrn: str, other: str) -> None:
    assert other in linked_numbers(mrn, DEFAULT)
    assert mrn in linked_numbers(other, DEFAULT)


def test_linked_numbers_of_others() -> None:
    assert linked_numbers("07LIMA3229", DEFAULT) == ()
    assert linked_numbers("no number", DEFAULT) == ()


@pytest.mark.parametrize(
    ("raw", "mrn"),
    [
        ("07LIMA3229", "07LIMA3229"),
        ("74PART2004", "74PART2004"),
        ("1974 part 02004", "74PART2004"),
        ("MRN: 74 Part 2004.", "74PART2004"),
        ("PART 2004 OF 1974", "74PART2004"),
        ("7474PART2004", "74PART2004"),
        ("74PART2004_e", "74PART2004"),
        ("74 La Paz 12 TOSEC 140323", "74LAPAZ12"),
        ("PART 2004", None),
        ("74 PART A-226", None),
        ("74 () 5", None),
        ("salt", None),
        (f"74{'X' * 130}5", None),
        ("", None),
    ],
)
def test_a_number_as_it_is_spelt(raw: str, mrn: str | None) -> None:
    assert spelt(raw) == mrn


@given(numbers)
def test_round_trip(number: Mrn) -> None:
    assert Mrn.parse(str(number)) == number
    reading = normalise(str(number))
    assert (reading.mrn, reading.confidence) == (str(number), "exact")


@given(numbers)
def test_linked_numbers_are_symmetrical(number: Mrn) -> None:
    assert all(str(number) in linked_numbers(other, DEFAULT) for other in linked_numbers(str(number), DEFAULT))


@given(st.text(max_size=200) | st.from_regex(r"\A['(]?(?:19|20)?[0-9O]{2}[ )-]?[A-Za-z .']{1,20}[0-9O]{1,8}.{0,8}\Z"))
def test_normalising_never_raises_and_is_idempotent(raw: str) -> None:
    reading = normalise(raw)
    if reading.mrn:
        assert str(Mrn.parse(reading.mrn)) == reading.mrn
        assert normalise(reading.mrn).mrn == reading.mrn


def test_command_prints_in_the_order_given() -> None:
    out = StringIO()
    call_command("mrn", "2007 LIMA 003229", "", stdout=out)
    first, second = (json.loads(line) for line in out.getvalue().splitlines())
    assert first == {
        "input": "2007 LIMA 003229",
        "mrn": "07LIMA3229",
        "post": "LIMA",
        "known_post": True,
        "confidence": "normalised",
        "candidates": [],
    }
    assert second["mrn"] is None
