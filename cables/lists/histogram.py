"""Bars of counts by year, month or day, each with the URL of the list that it counts."""

from __future__ import annotations

import calendar
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from cables.periods import Month, Period

FULL = 100  # units of the drawing's height
LEAST = 2  # height of a single cable beside thousands
LONGEST_AXIS = 90  # years that are drawn with their gaps; a stray date a century off must not flatten the rest
MOST_LABELS = 12


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: `height` of FULL, `top` the rest above it; `label` is its label on the axis, empty for none."""

    name: str
    label: str
    cables: int
    height: int
    url: str
    current: bool

    @property
    def top(self) -> int:
        """Return the room above the bar."""
        return FULL - self.height


def bars(
    periods: Iterable[Period],
    counts: Mapping[Period, int],
    url: Callable[[Period], str],
    current: Callable[[Period], bool] = lambda period: False,
) -> list[Bar]:
    """Return a bar for every period, also where the count is 0 (then without a URL)."""
    listed = list(periods)
    highest = max(counts.values(), default=0)
    every = max(1, -(-len(listed) // MOST_LABELS))
    drawn = []
    for index, period in enumerate(listed):
        cables = counts.get(period, 0)
        labelled = every == 1 or (index % every if period.month else period.year % step(every)) == 0
        drawn.append(
            Bar(
                name=str(period),
                label=period.short_name if labelled else "",
                cables=cables,
                height=max(LEAST, round(FULL * cables / highest)) if cables else 0,
                url=url(period) if cables else "",
                current=current(period),
            )
        )
    return drawn


def of_months(
    months: Mapping[Month, int],
    year: int | None,
    url: Callable[[Period], str],
    current: Callable[[Period], bool] = lambda month: False,
) -> list[Bar]:
    """Return a bar for every month of the year, else for every year, of cables by year and month."""
    if year:
        counts = {Period(*month): cables for month, cables in months.items() if month[0] == year and month[1]}
        return bars(months_of(year), counts, url, current)
    by_year: Counter[Period] = Counter()
    for month, cables in months.items():
        by_year[Period(month[0])] += cables
    return bars(years(period.year for period in by_year), by_year, url)


def peak(drawn: Sequence[Bar]) -> Bar | None:
    """Return the highest bar, the first of equals: it gives the others their scale."""
    highest = max(drawn, key=lambda bar: bar.cables, default=None)
    return highest if highest and highest.cables else None


def step(every: int) -> int:
    """Return a round number of years between labels, at least `every`."""
    return next((years for years in (1, 2, 5, 10, 20, 50) if years >= every), 100)


def years(counted: Iterable[int]) -> list[Period]:
    """Return the years from the first to the last; those counted alone where the span is beyond LONGEST_AXIS."""
    known = sorted(counted)
    if not known:
        return []
    if known[-1] - known[0] >= LONGEST_AXIS:
        return [Period(year) for year in known]
    return [Period(year) for year in range(known[0], known[-1] + 1)]


def months_of(year: int) -> list[Period]:
    """Return the twelve months of the year."""
    return [Period(year, month) for month in range(1, 13)]


def days_of(year: int, month: int) -> list[Period]:
    """Return the days of the month."""
    return [Period(year, month, day) for day in range(1, calendar.monthrange(year, month)[1] + 1)]
