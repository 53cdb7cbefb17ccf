"""Date on which a cable was sent, and its source."""

from __future__ import annotations

import re
from calendar import month_abbr
from collections.abc import Mapping
from datetime import date, datetime, timedelta

MONTHS = {name.upper(): month for month, name in enumerate(month_abbr) if name}
_PRELUDE = re.compile(
    r"\b(?:MON|TUES|WEDNES|THURS|FRI|SATUR|SUN)DAY,? (\d{1,2}) ([A-Z]{3})[A-Z]* (\d{4})"
    r"|\bDATE:\s{0,4}(?:(\d{4})-(\d\d)-(\d\d)|(\d{1,2}) ([A-Z]{3})[A-Z]* (\d{4})"
    r"|([A-Z]{3})[A-Z]*\.? (\d{1,2}),? (\d{4}))"
)
_PRELUDE_DAYS = ((1, 2, 3), (7, 8, 9), (11, 10, 12))  # groups of day, month and year
# Years outside these are slips of the date-time group. The last one is that of PARSER_VERSION and raised with it: what
# a text says may not depend on the day on which it is parsed.
_EARLIEST_YEAR, _LATEST_YEAR = 1900, 2026
_ISO = re.compile(r"(\d{4})-(\d\d)-(\d\d)")
_AMERICAN = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")
# As front matter, files of records and pages state it: June 5, 1979; 23 MAY 1974; 1975 June 5, 10:20 (Thursday).
_IN_WORDS = re.compile(
    r"\b(\d{4}) ([A-Z]{3})[A-Z]*\.? (\d{1,2})\b"
    r"|\b([A-Z]{3})[A-Z]*\.? (\d{1,2}),? (\d{4})\b|\b(\d{1,2}) ([A-Z]{3})[A-Z]*\.? (\d{4})\b"
)


def find_date(
    dtg: datetime | None, julian_day: int | None, prelude: str, stated: Mapping[str, str], year: int | None
) -> tuple[str | None, str | None]:
    """Return the cable's date in ISO form and its source, the surest that there is.

    dtg: the date-time group; page: what the source states beside the text; prelude: a weekday's date above the
    caption block, in capitals (120 cables); julian: the DE line's day of `year`; mrn: the year alone.
    """
    if dtg:
        return dtg.date().isoformat(), "dtg"
    if found := stated_day(stated.get("created", "")):
        return found, "page"
    if found := _prelude(prelude):
        return found, "prelude"
    if year is None:
        return None, None
    if julian_day and 1 <= julian_day <= 366:
        day = date(year, 1, 1) + timedelta(days=julian_day - 1)
        if day.year == year:
            return day.isoformat(), "julian"
    return str(year), "mrn"


def is_doubtful(day: date) -> bool:
    """Return whether no telegram can have been sent on a day: it lies before 1900, or in a year to come."""
    return not _EARLIEST_YEAR <= day.year <= _LATEST_YEAR


def day(iso: str | None) -> date | None:
    """Return the day that `find_date` found; None where that is a year alone."""
    return date.fromisoformat(iso) if iso and len(iso) == len("2007-09-24") else None


def day_of_year(day: date) -> int:
    """Return the number of a day within its year: 1 for the first of January."""
    return day.toordinal() - date(day.year, 1, 1).toordinal() + 1


def stated_day(created: str) -> str | None:
    """Return the day that a source states beside a text, as ISO: 1979-06-05, 6/5/1979, June 5, 1979, 23 MAY 1974."""
    if found := _ISO.search(created):
        return _iso(found[1], found[2], found[3])
    if found := _AMERICAN.search(created):
        return _iso(found[3], found[1], found[2])
    for found in _IN_WORDS.finditer(created.upper()):
        if found[1]:
            year, month, day = found[1], found[2], found[3]
        else:
            month, day, year = (found[4], found[5], found[6]) if found[4] else (found[8], found[7], found[9])
        if stated := _iso(year, str(MONTHS.get(month, 0)), day):
            return stated
    return None


def _prelude(upper: str) -> str | None:
    for found in _PRELUDE.finditer(upper):
        if found[4]:
            day = _iso(found[4], found[5], found[6])
        else:
            number, month, year = next(
                (found[day], found[name], found[last]) for day, name, last in _PRELUDE_DAYS if found[day]
            )
            day = _iso(year, str(MONTHS.get(month, 0)), number)
        if day:
            return day
    return None


def _iso(year: str, month: str, day: str) -> str | None:
    try:
        return date(int(year), int(month), int(day)).isoformat()
    except ValueError:
        return None
