"""Date of a cable and its source."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cables.telegram.sent_date import day_of_year, find_date, is_doubtful

GROUP = datetime(2007, 9, 24, 13, 26, tzinfo=UTC)
WEEKDAY = "WEDNESDAY, 26 SEPTEMBER 2007, 13:59\nSECRET ZENDA 12"
PAGE = {"created": "2007-09-25 13:01"}

DATES = [
    ((GROUP, 200, WEEKDAY, PAGE, 2007), ("2007-09-24", "dtg")),
    ((None, 200, WEEKDAY, PAGE, 2007), ("2007-09-25", "page")),
    ((None, 200, WEEKDAY, {"created": "9/25/2007 13:01"}, 2007), ("2007-09-25", "page")),
    ((None, 200, WEEKDAY, {"created": "September 25, 2007"}, 2007), ("2007-09-25", "page")),
    ((None, 200, WEEKDAY, {"created": "25 SEP 2007"}, 2007), ("2007-09-25", "page")),
    ((None, 200, WEEKDAY, {"created": "2007 September 25, 10:20 (Tuesday)"}, 2007), ("2007-09-25", "page")),
    ((None, 200, WEEKDAY, {"created": "unknown 7 2007"}, 2007), ("2007-09-26", "prelude")),
    ((None, 200, WEEKDAY, {"created": "unknown"}, 2007), ("2007-09-26", "prelude")),
    ((None, 200, "ID: 12\nDATE: 2007-09-26 10:00", {}, 2007), ("2007-09-26", "prelude")),
    ((None, 200, "DATE: 26 SEP 2007", {}, 2007), ("2007-09-26", "prelude")),
    ((None, 200, "WEDNESDAY, 31 SEPTEMBER 2007", {}, 2007), ("2007-07-19", "julian")),
    ((None, 366, "", {}, 2008), ("2008-12-31", "julian")),
    ((None, 366, "", {}, 2007), ("2007", "mrn")),
    ((None, 0, "", {}, 2007), ("2007", "mrn")),
    ((None, None, "", {}, 2007), ("2007", "mrn")),
    ((None, 200, "", {}, None), (None, None)),
]


@pytest.mark.parametrize(("known", "said"), DATES)
def test_the_surest_source_wins(
    known: tuple[datetime | None, int | None, str, dict[str, str], int | None], said: tuple[str | None, str | None]
) -> None:
    assert find_date(*known) == said


@given(st.dates())
def test_the_day_of_the_year_is_counted_from_its_first(day: date) -> None:
    assert day_of_year(day) == day.timetuple().tm_yday


@pytest.mark.parametrize(
    ("day", "doubtful"),
    [
        (date(107, 9, 24), True),
        (date(1899, 12, 31), True),
        (date(1900, 1, 1), False),
        (date(1973, 9, 24), False),
        (date(2026, 12, 31), False),
        (date(2027, 1, 1), True),
        (date(2065, 9, 24), True),
    ],
)
def test_a_day_of_another_age_is_doubtful_whenever_it_is_parsed(day: date, doubtful: bool) -> None:
    assert is_doubtful(day) is doubtful
