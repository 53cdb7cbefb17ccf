"""Periods: years, months and days, as in the URLs under /date/ and in the date filters."""

from __future__ import annotations

import calendar
import datetime
import re
from dataclasses import dataclass
from typing import Self

from cables.reverse import url

BAD_DATE = "“{}” is no date: write it as 2007, 2007-09 or 2007-09-24."
FIRST_YEAR, LAST_YEAR = 1900, 2099
ISO = re.compile(r"([0-9]{4})(?:-([0-9]{1,2})(?:-([0-9]{1,2}))?)?")

Month = tuple[int, int]  # a year and one of its months; month 0 where only the year is known


@dataclass(frozen=True, order=True, slots=True)
class Period:
    """A year, one of its months, or a day of that. Raises ValueError where the calendar has no such day."""

    year: int
    month: int = 0
    day: int = 0

    def __post_init__(self) -> None:
        if not FIRST_YEAR <= self.year <= LAST_YEAR:
            raise ValueError(f"{self.year} is not a year of this archive")
        if self.day and not self.month:
            raise ValueError("a day needs a month")
        datetime.date(self.year, self.month or 1, self.day or 1)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Return the period of a text such as `2007`, `2007-09` or `2007-09-24`; raise ValueError for anything else."""
        match = ISO.fullmatch(text.strip())
        if not match:
            raise ValueError(f"{text!r} is not a year, a month or a day")
        year, month, day = (int(part) if part is not None else None for part in match.groups())
        if 0 in (month, day):
            raise ValueError("months and days are counted from 1")
        return cls(year or 0, month or 0, day or 0)

    @classmethod
    def of(cls, date: datetime.date) -> Self:
        """Return the day of a date."""
        return cls(date.year, date.month, date.day)

    @property
    def iso(self) -> str:
        """Return it as `parse` takes it."""
        parts = [f"{self.year}", *(f"{part:02}" for part in (self.month, self.day) if part)]
        return "-".join(parts)

    @property
    def first(self) -> datetime.date:
        """Return its first day."""
        return datetime.date(self.year, self.month or 1, self.day or 1)

    @property
    def last(self) -> datetime.date:
        """Return its last day."""
        month = self.month or 12
        return datetime.date(self.year, month, self.day or calendar.monthrange(self.year, month)[1])

    def __str__(self) -> str:
        month = calendar.month_name[self.month] if self.month else ""
        return " ".join(part for part in (str(self.day or ""), month, str(self.year)) if part)

    @property
    def own_name(self) -> str:
        """Return its name within the longer period around it: 24, September or 2007."""
        return str(self.day or (calendar.month_name[self.month] if self.month else self.year))

    @property
    def short_name(self) -> str:
        """Return its short name for an axis: 24, Sep or 2007."""
        return str(self.day or (calendar.month_abbr[self.month] if self.month else self.year))

    def get_absolute_url(self) -> str:
        """Return the URL of its page under /date/."""
        if self.day:
            return url("day", self.year, self.month, self.day)
        if self.month:
            return url("month", self.year, self.month)
        return url("year", self.year)


def covers_year(first: datetime.date | None, last: datetime.date | None, year: int) -> bool:
    """Return whether a span, open where an end is None, contains every day of the year."""
    begins = first is None or first <= datetime.date(year, 1, 1)
    return begins and (last is None or last >= datetime.date(year, 12, 31))
