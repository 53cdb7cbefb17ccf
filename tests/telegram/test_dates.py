"""On which day a cable was sent, and how that is known."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from cables.telegram.dates import find

GROUP = datetime(2007, 9, 24, 13, 26, tzinfo=UTC)
WEEKDAY = "WEDNESDAY, 26 SEPTEMBER 2007, 13:59\nSECRET ZENDA 12"
PAGE = {"created": "2007-09-25 13:01"}

DATES = [
    ((GROUP, 200, WEEKDAY, PAGE, 2007), ("2007-09-24", "dtg")),
    ((None, 200, WEEKDAY, PAGE, 2007), ("2007-09-25", "page")),
    ((None, 200, WEEKDAY, {"created": "9/25/2007 13:01"}, 2007), ("2007-09-25", "page")),
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


@pytest.mark.parametrize(("known", "date"), DATES)
def test_the_surest_source_wins(
    known: tuple[datetime | None, int | None, str, dict[str, str], int | None], date: tuple[str | None, str | None]
) -> None:
    assert find(*known) == date
