"""Dates that citations give of what they cite."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cables.telegram.cited_date import date_at, dated_before, find_date

CITING_YEAR = 2008


@pytest.mark.parametrize(
    ("after", "iso", "length"),
    [
        (" OF DECEMBER 4, 2006", "2006-12-04", 20),
        (" of December 4, 2006, is", "2006-12-04", 20),
        (" DECEMBER 4 2006", "2006-12-04", 16),
        (", NOVEMBER 23, 1971", "1971-11-23", 19),
        (" (MAY 24, 1978)", "1978-05-24", 15),
        (" OF DEC. 4, '06", "2006-12-04", 15),
        (" OF 2 JAN 08", "2008-01-02", 12),
        (" OF 2ND JANUARY 2008", "2008-01-02", 20),
        ("--17/NOV/2007", "2007-11-17", 13),
        (" OF 4DEC06", "2006-12-04", 10),
        (" DATED 12/4/06", "2006-12-04", 14),
        (" (11/30/07) AND PREVIOUS", "2007-11-30", 11),
        (" OF 30/11/73", "1973-11-30", 12),
        (" (2006-12-04)", "2006-12-04", 13),
        (" DTG 041020Z DEC 06", "2006-12-04", 19),
        (" DTG: R 041020Z DEC 06", "2006-12-04", 22),
        (" DTD 211400Z OCT 77", "1977-10-21", 19),
        (" 310241Z AUG 77", "1977-08-31", 15),
        (" 051506ZJUN2008", "2008-06-05", 15),
        (" R162245Z OCT 07", "2007-10-16", 16),
        (" (NOTAL) OF 11/30/73", "1973-11-30", 20),
        (" (DEC 06)", "2006-12", 9),
        (" OF DECEMBER, 2006", "2006-12", 18),
        (" (OCT 77)", "1977-10", 9),
    ],
)
def test_date_after_a_number(after: str, iso: str, length: int) -> None:
    found = date_at(after, 0, CITING_YEAR)
    assert found is not None
    assert (found.iso, found.year, found.start, found.end) == (iso, int(iso[:4]), 0, length)


@pytest.mark.parametrize(
    "after",
    [
        "",
        " FEBRUARY 13",  # of which neither a word nor brackets say that it is a date of the number
        " OF FEBRUARY 30",
        " OF FEBRUARY 131200Z",
        " OF 12/4/09",  # later than the cable that cites
        " (FEB 30, 2006)",  # no such day
        " OF 31/31/06",
        ", 12/4/06 ROE E-MAIL",  # the date of what follows
        "\n12/4/06 ROE E-MAIL",
        "; 12/4/06",
        ". DECEMBER 4, 2006 WAS A MONDAY",
        " (NOTAL)",
        " 242015Z",
        " 151200Z AUG",  # a page banner's time and the text after it
        " (1/2)",  # a section
        ", 8/20",
        " OF 8/20/3",
        " OF 13/13",
        ", MARCH 3 ROE E-MAIL",
        " 12 MARCH",
        " AND 2764",
    ],
)
def test_no_date_after_a_number(after: str) -> None:
    assert date_at(after, 0, CITING_YEAR) is None


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("ROE MEMO OF JAN. 3, 1974", "1974-01-03"),
        ("RASSEN/ROE TELCON 3/14/79", "1979-03-14"),
        ("FLEET MSG 221205Z AUG 06", "2006-08-22"),
        ("ROE MEMO", None),
        ("ROE MEMO OF JANUARY 3", None),
    ],
)
def test_date_anywhere(text: str, iso: str | None) -> None:
    found = find_date(text, CITING_YEAR)
    assert (found and found.iso) == iso


@given(st.text(alphabet="0123456789/-.,()Z DECMAY'", max_size=60), st.sampled_from([None, 1974, 2008]))
def test_any_text(text: str, year: int | None) -> None:
    for found in (date_at(text, 0, year), find_date(text, year)):
        assert found is None or 0 <= found.start < found.end <= len(text)


@pytest.mark.parametrize(
    ("after", "iso", "length"),
    [
        (" DATED FEBRUARY 13", "--02-13", 18),
        (" DATED FEBRUARY 13, AND PREVIOUS", "--02-13", 18),
        (" (DEC 12)", "--12-12", 9),
        (" OF 13TH FEB.", "--02-13", 12),
        (" OF FEB. 29 ON SALT", "--02-29", 11),
        (", 12 MARCH", "--03-12", 10),
        (", AUGUST 3; LIMA 12", "--08-03", 10),
        (" (151200Z AUG)", "--08-15", 14),
        (" DTG 151200Z AUG", "--08-15", 16),
        (" OF 8/20", "--08-20", 8),
        (" DATED 20/8", "--08-20", 11),
    ],
)
def test_a_day_without_its_year(after: str, iso: str, length: int) -> None:
    found = date_at(after, 0, CITING_YEAR)
    assert found is not None
    assert (found.iso, found.year, found.start, found.end) == (iso, None, 0, length)


@pytest.mark.parametrize(
    ("iso", "citing", "expected"),
    [
        ("--02-13", datetime.date(2008, 3, 8), "2008-02-13"),
        ("--03-10", datetime.date(2008, 3, 8), "2008-03-10"),
        ("--03-11", datetime.date(2008, 3, 8), "2007-03-11"),
        ("--02-13", 2008, "2008-02-13"),
        ("--02-29", 2007, None),
        ("--02-29", datetime.date(2008, 1, 3), None),
    ],
)
def test_a_day_is_dated_before_what_cites_it(iso: str, citing: datetime.date | int, expected: str | None) -> None:
    assert dated_before(iso, citing) == expected
