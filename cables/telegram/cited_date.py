"""Date that a citation gives of what it cites: `OF DECEMBER 4, 2006`, `(DEC 06)`, `DTD 211400Z OCT 77`, `OF 11/30/73`.

Of 66 references of 1973-79 15 have one, 8 of them of another year than the cable that cites. Of a day whose year the
text does not give (`DATED FEBRUARY 13`, 1 of them) the year is the last one in which it fits before the citing cable.
"""

from __future__ import annotations

import re
from datetime import date
from typing import NamedTuple

from cables.telegram.mrn import full_year
from cables.telegram.sent_date import MONTHS


class CitedDate(NamedTuple):
    """A date as ISO, a day or a month (`2006-12`), with its year and where it begins and ends in the text.

    Where the text gives no year, `year` is None and the date is `--02-13`: see `dated_before`.
    """

    iso: str
    year: int | None
    start: int
    end: int


_MONTH = (
    r"(?P<{0}>JAN(?:UARY)?|FEB(?:RUARY)?|MAR(?:CH)?|APR(?:IL)?|MAY|JUNE?|JULY?|AUG(?:UST)?|SEPT?(?:EMBER)?|OCT(?:OBER)?|"
    r"(?:NOV|DEC)(?:EMBER)?)"
)
_GAP = r"[\s.,/-]{0,3}"
_TH = r"(?:ST|ND|RD|TH)?"


def _year(name: str) -> str:
    return rf"['’]?(?P<{name}>(?:19|20)[0-9]{{2}}|[0-9]{{2}})(?![0-9])"


_FORMS = "|".join(
    (
        rf"(?:[FOPR]\s?)?(?P<d1>[0-9]{{2}})[0-9]{{4}}Z{_GAP}{_MONTH.format('m1')}{_GAP}{_year('y1')}",  # 041020Z DEC 06
        r"(?P<y2>(?:19|20)[0-9]{2})-(?P<m2>[01][0-9])-(?P<d2>[0-3][0-9])(?![0-9])",
        # 12/4/06, and 30/11/73, since there is no thirtieth month
        rf"(?P<m3>[0-9]{{1,2}})(?P<sign>[/.-])(?P<d3>[0-9]{{1,2}})(?P=sign){_year('y3')}",
        rf"(?P<d4>[0-9]{{1,2}}){_TH}{_GAP}{_MONTH.format('m4')}{_GAP}{_year('y4')}",  # 2 JAN 08, 17/NOV/2007
        rf"{_MONTH.format('m5')}{_GAP}(?P<d5>[0-9]{{1,2}}){_TH}[\s,/]{{1,3}}{_year('y5')}",  # DECEMBER 4, 2006
        # DEC 06; but FEBRUARY 13 is a day
        rf"{_MONTH.format('m6')}[\s.,]{{1,3}}(?P<y6>(?:19|20)[0-9]{{2}}|['’][0-9]{{2}}|0[0-9]|3[2-9]|[4-9][0-9])(?![0-9])",
    )
)
_DATE = re.compile(rf"(?<![A-Z0-9/])(?:{_FORMS})(?![A-Z])", re.IGNORECASE)
# A day without its year, and no year, time or further number after it: only where a word, brackets or a comma introduce
# it (`OF 23 MAY`, `(151200Z AUG)`, `, AUGUST 3`), and one in figures only behind a word (`OF 8/20`).
_DAY = re.compile(
    rf"(?:{_MONTH.format('m1')}[\s.]{{1,3}}(?P<d1>[0-3]?[0-9]){_TH}|(?P<d2>[0-3]?[0-9]){_TH}[\s.]{{0,3}}{_MONTH.format('m2')}"
    rf"|(?P<d3>[0-3][0-9])[0-9]{{4}}Z{_GAP}{_MONTH.format('m3')}|(?P<m4>[0-9]{{1,2}})/(?P<d4>[0-9]{{1,2}}))"
    r"(?![A-Z0-9])(?![\s,./-]{0,3}['’]?[0-9])",
    re.IGNORECASE,
)
_LEAP_YEAR = 2000  # in which every day of the calendar is
_LATER = 2  # days by which the date of a citation may be later than the cable that has it
# What stands between a number and its date, the date's brackets included.
_LEAD = re.compile(
    r"(?:[\s,:–-]|\(?\b(?:NOTAL|EXDIS|NODIS|LIMDIS)\b\)?){0,6}(?P<open>[([])?\s?"
    r"(?P<word>(?:\b(?:OF|DATED?|DTD|DTG|FROM|SENT)\b[\s.:]{0,3}){0,2})",
    re.IGNORECASE,
)
_CLOSING = re.compile(r"\s?[)\]]")
# A date that neither a word nor brackets introduce is that of what follows: `LIMA 909, 12/4/06 ROE E-MAIL`.
_GOES_ON = re.compile(r"[ \t/-]{0,3}(?!AND|ET|NOTAL|EXDIS|NODIS|LIMDIS)[A-Z]{2}", re.IGNORECASE)


def date_at(text: str, start: int, citing_year: int | None) -> CitedDate | None:
    """Return the date that follows the number which ends at `start`, None where something else does.

    `citing_year` is the year of the cable that cites; what it cites is not dated in a later one.
    """
    lead = _LEAD.match(text, start)
    if lead is None:
        return None
    found = _DATE.match(text, lead.end())
    introduced = bool(lead["word"] or lead["open"])
    if found is None:
        day = _DAY.match(text, lead.end()) if introduced or "," in lead[0] else None
        stated = _day(day) if day and (lead["word"] or not day["m4"]) else None
    else:
        stated = _stated(found, citing_year)
    if stated is None or (not introduced and _GOES_ON.match(text, stated.end)):
        return None
    closed = _CLOSING.match(text, stated.end) if lead["open"] else None
    return stated._replace(start=start, end=closed.end() if closed else stated.end)


def dated_before(iso: str, citing: date | int) -> str | None:
    """Return the date `--02-13` with the last year in which it is no later than the citing cable.

    `citing` is the day on which that was sent, or its year where only that is known. A day that this year does not
    have (29 February) is None. Two days later is still before: drafts were dated otherwise than they were sent.
    """
    month, day = int(iso[2:4]), int(iso[5:])
    year = citing if isinstance(citing, int) else citing.year
    try:
        found = date(year, month, day)
        if not isinstance(citing, int) and (found - citing).days > _LATER:
            found = date(year - 1, month, day)
    except ValueError:
        return None
    return found.isoformat()


def find_date(text: str, citing_year: int | None) -> CitedDate | None:
    """Return the first date anywhere in `text`."""
    return next((stated for found in _DATE.finditer(text) if (stated := _stated(found, citing_year))), None)


def _stated(found: re.Match[str], citing_year: int | None) -> CitedDate | None:
    """Return the date of a match, None where there is no such day or it lies in a year after the citing cable's."""
    form = next(k for k in range(1, 7) if found[f"y{k}"])
    year = full_year(int(found[f"y{form}"].strip("'’")), citing_year)
    if citing_year is not None and year > citing_year:
        return None
    named = found[f"m{form}"].upper()
    month = int(named) if named.isdecimal() else MONTHS[named[:3]]
    if form == 6:
        return CitedDate(f"{year}-{month:02d}", year, found.start(), found.end())
    day = int(found[f"d{form}"])
    if form == 3 and month > 12:
        month, day = day, month
    try:
        return CitedDate(date(year, month, day).isoformat(), year, found.start(), found.end())
    except ValueError:
        return None


def _day(found: re.Match[str]) -> CitedDate | None:
    """Return the day of a match without its year, None where the calendar has no such day."""
    form = next(k for k in range(1, 5) if found[f"d{k}"])
    named, day = found[f"m{form}"].upper(), int(found[f"d{form}"])
    month = int(named) if named.isdecimal() else MONTHS[named[:3]]
    if form == 4 and month > 12:
        month, day = day, month
    try:
        date(_LEAP_YEAR, month, day)
    except ValueError:
        return None
    return CitedDate(f"--{month:02d}-{day:02d}", None, found.start(), found.end())
