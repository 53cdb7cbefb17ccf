"""Links of references: groups of meanings, and the decision between stored cables."""

from __future__ import annotations

import pytest

from cables.references import link_rules
from cables.references.link_rules import ReferenceLink, decide, may_be_said_as, meanings

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
    assert decide(meanings(mrn, (), inferred, month), STORED, {}) == expected


def test_the_candidates_of_an_ambiguous_entry_count_like_other_names() -> None:
    groups = meanings("07BA909", ("07LIMA909", "07QUITO909"), False, 6)
    assert decide(groups, STORED, {}) == ReferenceLink("spelling", 1)


@pytest.mark.parametrize("mrn", [*STORED, "99KYIV12", "00CALCUTTA3"])
def test_numbers_that_lead_to_a_cable_are_symmetric(mrn: str) -> None:
    for saying in may_be_said_as(mrn):
        link = decide(meanings(saying, (), True, 1), {mrn: 1}, {})
        assert link.target == 1, saying


def test_years_turn_over_with_the_century() -> None:
    assert link_rules.year_before("00LIMA5") == "99LIMA5"
    assert link_rules.year_after("99LIMA5") == "00LIMA5"
