"""Cables cited by number in free text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cables.telegram.cable_numbers import CitingCable, find_citations
from cables.telegram.vocabulary import DEFAULT

LIMA = CitingCable(2007, "LIMA", 3229)


def cited(text: str, citing: CitingCable = LIMA) -> list[str | None]:
    return [citation.resolved(citing, DEFAULT)[0] for citation in find_citations(text, DEFAULT, citing.year)]


@pytest.mark.parametrize(
    ("text", "mrn"),
    [
        ("QUITO 701", "07QUITO701"),
        ("Quito 0701", "07QUITO701"),
        ("QUITO701", "07QUITO701"),
        ("QUITO O7O1", "07QUITO701"),
        ("06 QUITO 701", "06QUITO701"),
        ("06QUITO 701", "06QUITO701"),
        ("O6 QUITO 701", "06QUITO701"),
        ("'06 QUITO 701", "06QUITO701"),
        ("(06) QUITO 701", "06QUITO701"),
        ("06-QUITO-701", "06QUITO701"),
        ("[06] QUITO 701", "06QUITO701"),
        ("['06] QUITO 701", "06QUITO701"),
        ("QUITO 701 [06]", "06QUITO701"),
        ("QUITO 07/701", "07QUITO701"),
        ("QUITO'S 701", "07QUITO701"),
        ("QUITO’s 701", "07QUITO701"),
        ("DEPTEL 701", "07STATE701"),
        ("SEE DEPTEL NO. 701", "07STATE701"),
        ("06 DEPTEL 701", "06STATE701"),
        ("DEPT 701", "07STATE701"),
        ("EMBTEL 701", "07LIMA701"),
        ("EMBTEL 3300", "06LIMA3300"),
        ("EMBTEL 701 OF DECEMBER 4, 2006", "06LIMA701"),
        ("IAEA VIENNA 701", "07IAEAVIENNA701"),
        ("OECD PARIS 701", "07OECDPARIS701"),
        ("EC BRUSSELS 701", "07ECBRUSSELS701"),
        ("QUITO 99/12345", "99QUITO12345"),
        ("2006-QUITO 701", "06QUITO701"),
        ("12-06-QUITO 701", "07QUITO701"),
        ("('06) QUITO 701", "06QUITO701"),
        ("2006 QUITO 701", "06QUITO701"),
        ("2006QUITO701", "06QUITO701"),
        ("99 QUITO 701", "99QUITO701"),
        ("QUITO 701 (06)", "06QUITO701"),
        ("QUITO 701 ('06)", "06QUITO701"),
        ("QUITO 701 (2006)", "06QUITO701"),
        ("QUITO 118 OF DECEMBER 4, 2006", "06QUITO118"),
        ("QUITO 118 (DEC 06)", "06QUITO118"),
        ("QUITO 118 DTG 041020Z DEC 06", "06QUITO118"),
        ("QUITO 2004 DATED 12/4/06", "06QUITO2004"),
        ("05 QUITO 118 OF DECEMBER 4, 2006", "05QUITO118"),
        ("QUITO 00118--17/NOV/2006", "06QUITO118"),
        ("QUITO (06) 188014", "06QUITO188014"),
        ("QUITO ('06) 118", "06QUITO118"),
        ("QUITO [06] 118", "06QUITO118"),
        ("QUITO (C) 0118", "07QUITO118"),
        ("QUITO, 1106", "07QUITO1106"),
        ("0SLO 118", "07OSLO118"),
        ("07 0SLO 118", "07OSLO118"),
        ("CASA 118", "07CASABLANCA118"),
        ("DUBAI RPO 118", "07RPODUBAI118"),
        ("QUITO 4525-91", "91QUITO4525"),
        ("QUITO 4525/91", "91QUITO4525"),
        ("QUITO 07701 99", "99QUITO7701"),
        ("QUITO 701 of 2006", "06QUITO701"),
        ("QUITO 2006 701", "06QUITO701"),
        ("QUITO 06 4701", "06QUITO4701"),
        ("QUITO: 701", "07QUITO701"),
        ("QUITO #701", "07QUITO701"),
        ("QUITO NO. 701", "07QUITO701"),
        ("QUITO CABLE 701", "07QUITO701"),
        ("QUITO\n  701", "07QUITO701"),
        ("BUENOS AIRES 701", "07BUENOSAIRES701"),
        ("PORT-AU-PRINCE 701", "07PORTAUPRINCE701"),
        ("ST. PETERSBURG 701", "07STPETERSBURG701"),
        ("USMISSION USUN NEW YORK 701", "07USUNNEWYORK701"),
        ("SANTIAG0 465", "07SANTIAGO465"),
        ("AS REPORTED BY EMBASSY QUITO 701", "07QUITO701"),
    ],
)
def test_one(text: str, mrn: str) -> None:
    assert cited(text) == [mrn]


@pytest.mark.parametrize(
    ("text", "mrns"),
    [
        ("QUITO 12, QUITO 13", ["07QUITO12", "07QUITO13"]),
        ("QUITO 12 AND 13", ["07QUITO12", "07QUITO13"]),
        ("06 QUITO 12/13", ["06QUITO12", "06QUITO13"]),
        ("06 QUITO 812/13", ["06QUITO812", "06QUITO813"]),
        ("DEPTELS 4567 AND 4568", ["07STATE4567", "07STATE4568"]),
        ("EMBTELS 77, 78", ["07LIMA77", "07LIMA78"]),
        ("STATE'S 4567, QUITO'S 123", ["07STATE4567", "07QUITO123"]),
        ("QUITO 12; DAO QUITO 13; LIMA 14", ["07QUITO12", "07LIMA14"]),
        ("QUITO 121/126/133", ["07QUITO121", "07QUITO126", "07QUITO133"]),
        ("QUITO 121 (NOTAL), 126", ["07QUITO121", "07QUITO126"]),
        ("QUITO 123-24", ["07QUITO123", "07QUITO124"]),
        ("QUITO 123-125", ["07QUITO123", "07QUITO125"]),
        ("06 QUITO 12 AND LIMA 13", ["06QUITO12", "07LIMA13"]),
        ("QUITO 1012, 1013, AND 1014", ["07QUITO1012", "07QUITO1013", "07QUITO1014"]),
        ("QUITO CABLES 0266 AND 02259 (2006)", ["07QUITO266", "06QUITO2259"]),
        ("QUITO 12 (06) LIMA 13", ["06QUITO12", "07LIMA13"]),
        ("07 QUITO 12 (06) LIMA 13", ["07QUITO12", "06LIMA13"]),
        ("QUITO 12; (06) LIMA 13", ["07QUITO12", "06LIMA13"]),
        ("QUITO 39 06 LIMA 35", ["07QUITO39", "06LIMA35"]),
        ("QUITO 12 AND PREVIOUS 06 LIMA 13", ["07QUITO12", "06LIMA13"]),
        ("QUITO 07718 99, QUITO 05986 00", ["99QUITO7718", "00QUITO5986"]),
        ("DILI 25 SUVA 12", ["07DILI25", "07SUVA12"]),
    ],
)
def test_several(text: str, mrns: list[str]) -> None:
    assert cited(text) == mrns


@pytest.mark.parametrize(
    "text",
    [
        "QUITO",
        "701",
        "2006 QUITO",
        "QUITO 9/28",
        "QUITO 02/16/2006",
        "06 QUITO 02/16/06",
        "QUITO 051506Z JUN 06",
        "QUITO 12 MARCH 2006",
        "QUITO 2006 HUMAN RIGHTS REPORT",
        "MARKTHALLE 12",
        "QUITO 0",
        "QUITO 123456789",
        "QUITO 12.5",
        "QUITO 10:30",
    ],
)
def test_none(text: str) -> None:
    assert cited(text) == []


def test_an_unmarked_year_is_the_citing_cables() -> None:
    assert cited("QUITO 9999") == ["07QUITO9999"]
    assert cited("QUITO 9999", CitingCable()) == [None]


def test_an_own_serial_above_the_cables_own_is_of_the_year_before() -> None:
    assert cited("LIMA 3230") == ["06LIMA3230"]
    assert cited("LIMA 3229") == ["07LIMA3229"]
    assert cited("07 LIMA 3230") == ["07LIMA3230"]


def test_old_cables_cite_the_fifties() -> None:
    assert cited("55 QUITO 12", CitingCable(1974, "LIMA", 1)) == ["55QUITO12"]


def test_other_numbers_to_try() -> None:
    (citation,) = find_citations("BRUSSELS 12", DEFAULT, 2007)
    assert citation.resolved(LIMA, DEFAULT) == ("07BRUSSELS12", ("07USEUBRUSSELS12",))


@pytest.mark.parametrize("post", ["STATE", "HALVERBAD", None])
def test_an_embtel_is_of_the_citing_embassy_alone(post: str | None) -> None:
    assert cited("EMBTEL 701", CitingCable(2007, post, 3229)) == [None]


@pytest.mark.parametrize("text", ["COMMERCE DEPT 701", "DAO QUITO 701", "06 FBIS QUITO 701", "DAO 06 QUITO 701"])
def test_no_citations_of_other_departments_and_offices(text: str) -> None:
    assert cited(text) == []


@given(st.text("QUITOLMA 0126'()/-,;.\n", max_size=60), st.none() | st.integers(1950, 2030))
def test_spans_are_in_order_and_slice_what_they_cite(text: str, year: int | None) -> None:
    end = 0
    for citation in find_citations(text, DEFAULT, year):
        assert end <= citation.start < citation.end <= len(text)
        assert citation.digits in text[citation.start : citation.end].upper()
        end = citation.end


@given(
    st.sampled_from(["", "06 ", "2006 ", "99 "]),
    st.sampled_from(["QUITO", "Lima", "SECSTATE", "SAO PAULO", "KIN"]),
    st.integers(1, 9_999_999),
)
def test_the_plain_form_is_parsed_as_within_a_text(year: str, post: str, serial: int) -> None:
    (alone,) = find_citations(f"{year}{post} {serial}", DEFAULT, 2007)
    (within,) = find_citations(f"{year}{post} {serial}.", DEFAULT, 2007)
    assert (alone.year, alone.post, alone.serial, alone.start) == (
        within.year,
        within.post,
        within.serial,
        within.start,
    )
