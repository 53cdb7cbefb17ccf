"""Dates in the forms and languages of notes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cables.citations.dates import Day, dates_at, follows


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("March 20, 1979, 2145Z", ["1979-03-20"]),
        ("Sept.14,1978", ["1978-09-14"]),
        ("20 March 1979", ["1979-03-20"]),
        ("1st May 1979", ["1979-05-01"]),
        ("8 Apr 74;", ["1974-04-08"]),
        ("24 SEP 07", ["2007-09-24"]),
        ("1983 July 12", ["1983-07-12"]),
        ("4.xi.77", ["1977-11-04"]),
        ("14.3.1975", ["1975-03-14"]),
        ("5/28/09", ["2009-05-28"]),
        ("28/5/1979", ["1979-05-28"]),
        ("2009-08-05", ["2009-08-05"]),
        ("DTG 210433Z Jun 73", ["1973-06-21"]),
        ("May 1976", ["1976-05"]),
        ("24 de septiembre de 2007", ["2007-09-24"]),
        ("9 de maio de 1977", ["1977-05-09"]),
        ("22. Oktober 2009", ["2009-10-22"]),
        ("3 février 2006", ["2006-02-03"]),
        ("7 Aprii 1976", ["1976-04-07"]),
        ("25, 26 and 28 July 1975", ["1975-07-25", "1975-07-26", "1975-07-28"]),
        ("April 4 and 6, 1977", ["1977-04-04", "1977-04-06"]),
        ("17 October", [None]),
        ("21 June.\n25. Telegram", [None]),
        ("8 March 09MADRID869", [None]),
    ],
)
def test_a_date_is_read(text: str, days: list[str | None]) -> None:
    found = dates_at(text, 0)
    assert found is not None
    assert [day.iso() for day in found.days] == days


@pytest.mark.parametrize(
    "text", ["31 February 2006", "12 Angry Men", "Lima 3229", "1975", "3229, 24", "", "13.13.1975"]
)
def test_other_words_are_no_date(text: str) -> None:
    assert dates_at(text, 0) is None


def test_a_day_is_named_by_the_one_before() -> None:
    other = Day(1975, 12, 31)
    assert follows((Day(relation="same"), Day(relation="next"), Day(1976, 1, 4)), other) == (
        other,
        Day(1976, 1, 1),
        Day(1976, 1, 4),
    )


@given(st.text(alphabet="0123456789 ,./-andMayJuneIVxi'’Z\n", max_size=40))
def test_a_date_ends_within_the_text(text: str) -> None:
    found = dates_at(text, 0)
    assert found is None or 0 < found.end <= len(text)
