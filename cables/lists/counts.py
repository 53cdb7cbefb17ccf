"""Counts of a list of cables, by month and in all: from the tallies where these suffice, else up to a limit."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from cables.db.prepared import PreparedQuery
from cables.lists.criteria import Criteria
from cables.models import Cable, Tally
from cables.periods import FIRST_YEAR, LAST_YEAR, Month, Period, covers_year

COUNTED_AT_MOST = 10_000

_tallies = PreparedQuery(
    Tally,
    lambda scope, key, first, last: (
        Tally.objects.filter(scope=scope, key=key, year__gte=first, year__lte=last)
        .order_by("year", "month")
        .values_list("year", "month", "cables")
    ),
)


@dataclass(frozen=True)
class Counts:
    """How many cables there are, and how many by year and month (month 0: only the year is known).

    Where `capped`, there are more than `total`. `months` may reach beyond the list's own dates, to the whole of their
    year; it is empty where counting it would take too long.
    """

    total: int
    capped: bool
    months: Mapping[Month, int]

    @cached_property
    def years(self) -> Mapping[int, int]:
        """Return cables by year."""
        by_year: Counter[int] = Counter()
        for (year, _), cables in self.months.items():
            by_year[year] += cables
        return by_year


def count(criteria: Criteria, around: Criteria) -> Counts:
    """Return the counts of the cables that meet the criteria, with the months of `around`, the same or wider in dates.

    Takes one query, or two or three where tallies do not suffice.
    """
    if len(criteria.scopes) > 1 or not around.by_month:
        return counted(criteria, around)
    months = tallied(around)
    if criteria.by_month:
        return Counts(sum(months[month] for month in months if meets(criteria, month)), False, months)
    return limited(criteria, months)


def meets(criteria: Criteria, month: Month) -> bool:
    """Return whether the month, or with month 0 the year as such, lies within the criteria's dates."""
    first, last = criteria.span
    if first is None and last is None:
        return True
    if not month[1]:
        return covers_year(first, last, month[0])
    period = Period(*month)
    return (first is None or first <= period.first) and (last is None or period.last <= last)


def tallied(criteria: Criteria) -> dict[Month, int]:
    """Return cables by month as tallied, of criteria with one scope and whole months."""
    ((scope, key),) = criteria.scopes
    first = criteria.since.year if criteria.since else FIRST_YEAR
    last = criteria.until.year if criteria.until else LAST_YEAR
    rows = _tallies(scope, key, first, last)
    return {(year, month): cables for year, month, cables in rows if meets(criteria, (year, month))}


def limited(criteria: Criteria, months: Mapping[Month, int]) -> Counts:
    """Return the counts with a total that is counted up to the limit."""
    total = criteria.rows()[: COUNTED_AT_MOST + 1].count()
    return Counts(min(total, COUNTED_AT_MOST), total > COUNTED_AT_MOST, months)


def counted(criteria: Criteria, around: Criteria) -> Counts:
    """Return cables by month, counted by rows; without months where there are more than the limit."""
    rows = around.rows()
    dates = list(rows.values_list("date", flat=True)[: COUNTED_AT_MOST + 1])
    if len(dates) > COUNTED_AT_MOST:
        return Counts(COUNTED_AT_MOST, True, {}) if criteria == around else limited(criteria, {})
    first, last = criteria.span
    total = sum((first or date) <= date <= (last or date) for date in dates)
    months = Counter((date.year, date.month) for date in dates)
    # Only now and only for those dates: to look up the cables of ten thousand links takes longer than all the rest.
    new_years = {date for date in dates if (date.month, date.day) == (1, 1)}
    year_only = rows.filter(date__in=new_years, **{f"{rows.path}date_source": Cable.DateSource.MRN})
    for date in year_only.values_list("date", flat=True) if new_years else ():
        months[date.year, 1] -= 1
        months[date.year, 0] += 1
        total -= (first or date) <= date <= (last or date) and not covers_year(first, last, date.year)
    return Counts(total, False, +months)
