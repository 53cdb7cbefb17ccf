"""Links of references: groups of meanings, and the decision between stored cables."""

from __future__ import annotations

import datetime

import pytest

from cables.references import link_rules
from cables.references.link_rules import NO_LINK, ReferenceLink, compared, decide, may_be_said_as, meanings
from cables.telegram.mrn import Mrn

STORED = {"07LIMA909": 1, "06LIMA909": 2, "06LIMA77": 3, "07TAIPEI5": 4, "07AITTAIPEI5": 5, "07AITTAIPEI6": 6}


@pytest.mark.parametrize(
    ("mrn", "inferred", "month", "expected"),
    [
        pytest.param("07LIMA909", True, 1, ReferenceLink("exact", 1), id="the same year is held"),
        pytest.param("07LIMA77", True, 1, ReferenceLink("year-before", 3), id="January, only the year before is held"),
        pytest.param("07LIMA77", True, 2, ReferenceLink("year-before", 3), id="February"),
        pytest.param("07LIMA77", True, 3, ReferenceLink("none"), id="March"),
        pytest.param("07LIMA77", False, 1, ReferenceLink("none"), id="the year is written"),
        pytest.param("07LIMA77", True, None, ReferenceLink("none"), id="the month is not known"),
        pytest.param(
            "07TAIPEI5", False, 6, ReferenceLink("ambiguous", None, (4, 5)), id="stored under both names of the post"
        ),
        pytest.param("07TAIPEI6", False, 6, ReferenceLink("spelling", 6), id="stored under the other name alone"),
        pytest.param("07LIMA1", False, 6, ReferenceLink("none"), id="not held"),
    ],
)
def test_decide(mrn: str, inferred: bool, month: int | None, expected: ReferenceLink) -> None:
    citing = datetime.date(2007, month, 15) if month else None
    assert decide(meanings(mrn, (), inferred, citing), STORED, {}) == expected


def test_a_year_before_that_was_inferred_already_is_not_changed_again() -> None:
    assert decide(meanings("07LIMA77", (), True, datetime.date(2008, 1, 3)), STORED, {}) == NO_LINK
    assert link_rules.meanings_before("07LIMA77", (), True, datetime.date(2008, 6, 3)) == []
    assert link_rules.meanings_before("07LIMA77", (), False, datetime.date(2007, 6, 3)) == []
    assert link_rules.meanings_before("07LIMA77", (), True, datetime.date(2007, 6, 3)) == [
        [("06LIMA77", "year-before")]
    ]


EXACT, DIFFERS = ReferenceLink("exact", 1), ReferenceLink("date-differs", 1)


@pytest.mark.parametrize(
    ("cited", "citing", "sent", "expected"),
    [
        pytest.param(None, "2007-06-15", "2007-06-15", EXACT, id="the same day"),
        pytest.param(None, "2007-06-15", "2007-06-16", DIFFERS, id="sent after the citing cable"),
        pytest.param(None, None, "2007-06-16", EXACT, id="the citing cable's day is not known"),
        pytest.param(None, "2007-06-15", None, EXACT, id="the target's day is not known"),
        pytest.param("2007-06-01", "2007-06-15", None, EXACT, id="nor is it compared with the entry's"),
        pytest.param("2007-06-01", "2007-06-15", "2007-06-03", EXACT, id="two days later"),
        pytest.param("2007-06-03", "2007-06-15", "2007-06-01", EXACT, id="two days earlier"),
        pytest.param("2007-06-01", "2007-06-15", "2007-06-04", DIFFERS, id="three days later"),
        pytest.param("2007-06-01", None, "2007-05-29", DIFFERS, id="three days earlier"),
        pytest.param("2007-05", "2007-06-15", "2007-01-03", EXACT, id="a month is no day"),
    ],
)
def test_compared(cited: str | None, citing: str | None, sent: str | None, expected: ReferenceLink) -> None:
    days = [datetime.date.fromisoformat(day) if day else None for day in (citing, sent)]
    assert compared(EXACT, cited, *days) == expected
    assert compared(NO_LINK, cited, *days) == NO_LINK


def test_the_candidates_of_an_ambiguous_entry_count_like_other_names() -> None:
    groups = meanings("07BA909", ("07LIMA909", "07QUITO909"), False, datetime.date(2007, 6, 15))
    assert decide(groups, STORED, {}) == ReferenceLink("spelling", 1)


@pytest.mark.parametrize("mrn", [*STORED, "99KYIV12", "00CALCUTTA3"])
def test_numbers_that_lead_to_a_cable_are_symmetric(mrn: str) -> None:
    for saying in may_be_said_as(mrn):
        citing = datetime.date(Mrn.parse(saying).year, 1, 15)
        link = decide(meanings(saying, (), True, citing), {mrn: 1}, {})
        assert link.target == 1, saying


def test_years_turn_over_with_the_century() -> None:
    assert link_rules.year_before("00LIMA5") == "99LIMA5"
    assert link_rules.year_after("99LIMA5") == "00LIMA5"
