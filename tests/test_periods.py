"""Years, months and days as addresses and filters name them."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cables.periods import Period, covers_year

PARSED = [
    ("2007", Period(2007)),
    ("2007-09", Period(2007, 9)),
    ("2007-9", Period(2007, 9)),
    ("2007-09-24", Period(2007, 9, 24)),
    (" 2007 ", Period(2007)),
]
REFUSED = ["", "07", "20075", "1899", "2100", "2007-13", "2007-00", "2007-02-30", "2007-09-00", "last year", "٢٠٠٧"]


@pytest.mark.parametrize(("written", "period"), PARSED)
def test_parse(written: str, period: Period) -> None:
    assert Period.parse(written) == period


@pytest.mark.parametrize("written", REFUSED)
def test_parse_refuses(written: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        Period.parse(written)


@given(st.dates(datetime.date(1900, 1, 1), datetime.date(2099, 12, 31)))
def test_what_is_written_is_read_again(date: datetime.date) -> None:
    for period in (Period(date.year), Period(date.year, date.month), Period.of(date)):
        assert Period.parse(period.iso) == period
        assert period.first <= date <= period.last


@pytest.mark.parametrize(
    ("period", "name", "own", "short", "address"),
    [
        (Period(2007), "2007", "2007", "2007", "/date/2007/"),
        (Period(2007, 9), "September 2007", "September", "Sep", "/date/2007/09/"),
        (Period(2007, 9, 4), "4 September 2007", "4", "4", "/date/2007/09/04/"),
    ],
)
def test_names_and_address(period: Period, name: str, own: str, short: str, address: str) -> None:
    assert (str(period), period.own_name, period.short_name) == (name, own, short)
    assert period.get_absolute_url() == address


def test_ends() -> None:
    assert (Period(2008, 2).first, Period(2008, 2).last) == (datetime.date(2008, 2, 1), datetime.date(2008, 2, 29))
    assert (Period(2007).first, Period(2007).last) == (datetime.date(2007, 1, 1), datetime.date(2007, 12, 31))


@pytest.mark.parametrize(
    ("since", "until", "covered"),
    [
        (None, None, True),
        (Period(2007), Period(2007), True),
        (Period(2007, 1), None, True),
        (Period(2007, 2), None, False),
        (None, Period(2007, 11), False),
        (Period(2007, 1, 1), Period(2007, 12, 31), True),
    ],
)
def test_covers_year(since: Period | None, until: Period | None, covered: bool) -> None:
    assert covers_year(since.first if since else None, until.last if until else None, 2007) is covered
