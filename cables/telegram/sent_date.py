"""Date on which a cable was sent, and its source."""

from __future__ import annotations

import re
from calendar import month_abbr
from collections.abc import Mapping
from datetime import date, datetime, timedelta

MONTHS = {name.upper(): month for month, name in enumerate(month_abbr) if name}
_PRELUDE = re.compile(
    r"\b(?:MON|TUES|WEDNES|THURS|FRI|SATUR|SUN)DAY,? (\d{1,2}) ([A-Z]{3})[A-Z]* (\d{4})"
    r"|\bDATE:\s{0,4}(?:(\d{4})-(\d\d)-(\d\d)|(\d{1,2}) ([A-Z]{3})[A-Z]* (\d{4}))"
)
_ISO = re.compile(r"(\d{4})-(\d\d)-(\d\d)")
_AMERICAN = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")


def find_date(
    dtg: datetime | None, julian_day: int | None, prelude: str, stated: Mapping[str, str], year: int | None
) -> tuple[str | None, str | None]:
    """Return the cable's date in ISO form and its source, the surest that there is.

    dtg: the date-time group; page: what the source states beside the text; prelude: a weekday's date above the
    caption block, in capitals (120 cables); julian: the DE line's day of `year`; mrn: the year alone.
    """
    if dtg:
        return dtg.date().isoformat(), "dtg"
    if found := _stated(stated.get("created", "")):
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


def day_of_year(day: date) -> int:
    """Return the number of a day within its year: 1 for the first of January."""
    return day.toordinal() - date(day.year, 1, 1).toordinal() + 1


def _stated(created: str) -> str | None:
    if found := _ISO.search(created):
        return _iso(found[1], found[2], found[3])
    found = _AMERICAN.search(created)
    return _iso(found[3], found[1], found[2]) if found else None


def _prelude(upper: str) -> str | None:
    for found in _PRELUDE.finditer(upper):
        if found[4]:
            day = _iso(found[4], found[5], found[6])
        else:
            number, month, year = (found[1], found[2], found[3]) if found[1] else (found[7], found[8], found[9])
            day = _iso(year, str(MONTHS.get(month, 0)), number)
        if day:
            return day
    return None


def _iso(year: str, month: str, day: str) -> str | None:
    try:
        return date(int(year), int(month), int(day)).isoformat()
    except ValueError:
        return None
