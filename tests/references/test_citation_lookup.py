"""What the archive holds of the telegrams that a text cites, and where note and cable differ."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cables.citations import find_citations
from cables.references.citation_lookup import LookedUp, look_up
from cables.telegram.vocabulary import DEFAULT
from tests.builders import store, telegram
from tests.stored_archives import stored_once

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("archive")]


@stored_once
def archive() -> None:
    """Store cables of two posts in two years, of which one cites a missing one."""
    store(
        telegram(
            "07ZENDA10",
            date="2007-09-24",
            subject="SALT TOLLS",
            signer="ROE",
            refs=["ZENDA 5"],
            paragraphs=["(U) One.", "(U) Two."],
        ),
        telegram("06ZENDA44", date="2006-02-03", subject="BARGES", signer="DOE"),
        telegram("07ZENDA20", date="2007-09-26"),
        telegram("07STRELSAU44", date="2007-01-03"),
    )


def found(text: str, year: int | None = None) -> list[LookedUp]:
    return look_up(find_citations(text, DEFAULT, year), DEFAULT)


def only(text: str, year: int | None = None) -> LookedUp:
    (each,) = found(text, year)
    return each


@pytest.mark.parametrize(
    ("note", "status", "mrn"),
    [
        ("07ZENDA10", "held", "07ZENDA10"),
        ("Zenda 10, 24 September 2007", "held", "07ZENDA10"),
        ("07ZENDA5", "missing", None),
        ("07ZENDA13", "unknown", None),
        ("Zenda 44", "ambiguous", None),
    ],
)
def test_a_citation_is_held_or_missing_or_unknown(note: str, status: str, mrn: str | None) -> None:
    each = only(note)
    assert (each.status, each.cable.mrn if each.cable else None) == (status, mrn)


def test_the_citing_cables_of_a_missing_one_are_counted() -> None:
    assert only("07ZENDA5").citing == 1


def test_an_unknown_number_has_its_neighbours() -> None:
    assert [(each.before, each.after) for each in found("07ZENDA13; 07ZENDA1; 07ZENDA99; 99ZENDA1")] == [
        ("07ZENDA10", "07ZENDA20"),
        (None, "07ZENDA10"),
        ("07ZENDA20", None),
        (None, None),
    ]


def test_a_number_without_a_year_may_be_of_any() -> None:
    assert [each.cable.mrn for each in only("telegram 44 from Zenda").candidates] == ["06ZENDA44"]
    other = found("07ZENDA10; telegram 44 from Zenda")[1]
    assert [each.cable.mrn for each in other.candidates] == ["06ZENDA44"], "though the year of the first is offered"


@pytest.mark.parametrize(
    ("note", "differences"),
    [
        ("Zenda 10, 24 September 2007", []),
        ("Zenda 10, September 2007", []),
        ("Zenda 10, 23 September 2007", ["The note has 23 September 2007, the cable 24 September 2007."]),
        ("Embassy Zenda to State, “Salt Tolls,” telegram 10, 24 September 2007", []),
        (
            "Consulate Zenda to Embassy Strelsau, telegram 10, 24 September 2007",
            ["The note has it sent to Embassy Strelsau; the cable names SECSTATE WASHDC."],
        ),
        (
            "Consulate Zenda to State, “Lanterns,” telegram 10, 24 September 2007",
            ["The note has the title “Lanterns”, the cable “SALT TOLLS”."],
        ),
        (
            "Embassy Strelsau to State, 07ZENDA10",
            ["The note names Embassy Strelsau as its sender; the number is of Consulate Zenda."],
        ),
        ("07ZENDA10, para. 2", []),
        ("07ZENDA10, para. 7", ["The note names paragraph 7; the last one of the cable is 2."]),
        ("07ZENDA10, signed Roe", []),
        ("07ZENDA10, signed Doe", ["The note names Doe; the cable is signed ROE."]),
    ],
)
def test_what_a_note_states_is_compared_with_the_cable(note: str, differences: list[str]) -> None:
    assert only(note).differences == differences


def test_a_citation_without_a_number_has_candidates_with_reasons() -> None:
    each = only("Consulate Zenda to State, early February 2006, signed Doe")
    assert [(candidate.cable.mrn, candidate.reasons) for candidate in each.candidates] == [
        ("06ZENDA44", ("sent by Consulate Zenda", "to that addressee", "signed DOE")),
    ]
    assert only("Zenda to State, 3 May 1999").candidates == []


def test_queries_do_not_grow_with_the_text() -> None:
    def queries(text: str) -> int:
        with CaptureQueriesContext(connection) as captured:
            found(text)
        return len(captured)

    kinds = "07ZENDA10, para. 2; 07ZENDA5; 07ZENDA13; Zenda 44; Zenda to State, 3 February 2006; "
    many = "".join(f"07ZENDA1{n}; Zenda to State, {n + 1} May 2006; 07STRELSAU4{n}, para. 1; " for n in range(10))
    assert queries(kinds) == queries(kinds + many) <= 9
    assert queries("nothing") == 0
