"""Dates in a note, in the forms and languages of notes: `Apr. 20, 1974`, `4.xi.77`, `24 de septiembre de 2007`."""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence
from typing import NamedTuple

from cables.citations.words import MONTHS, ROMAN_MONTHS, folded
from cables.telegram.mrn import full_year

_LEAP_YEAR = 2000  # in which every day of the calendar is


class Day(NamedTuple):
    """A date as a note states it: parts that it leaves out are None. `relation` is `same` or `next` to another day."""

    year: int | None = None
    month: int | None = None
    day: int | None = None
    relation: str | None = None

    def iso(self, year: int | None = None) -> str | None:
        """Return the date as ISO, a day or a month, completed by `year`; None where year or month is not known."""
        year = self.year or year
        if year is None or self.month is None:
            return None
        if self.day is None:
            return f"{year}-{self.month:02d}"
        try:
            return datetime.date(year, self.month, self.day).isoformat()
        except ValueError:
            return None

    def after(self) -> Day:
        """Return the day after this one, of the same known parts."""
        if self.month is None or self.day is None:
            return self
        following = datetime.date(self.year or _LEAP_YEAR - 1, self.month, self.day) + datetime.timedelta(days=1)
        return Day(following.year if self.year else None, following.month, following.day)


class Dates(NamedTuple):
    """The days that one expression names (`25, 26 and 28 July 1975`), and where it ends."""

    days: tuple[Day, ...]
    end: int


_WORD = r"(?P<{0}>[^\W\d_]{{1,11}}1?[^\W\d_]{{0,4}})\.?"
_OF = r"(?:\s{1,3}(?:de|von|del)\b)?"
_YEAR = r"(?P<{0}>(?:1[789]|20)[0-9]{{2}}(?![0-9]))"
_TIME = r"(?:,?\s{0,2}[0-2][0-9]:?[0-5][0-9]\s?(?:Z|UTC|GMT)\b)?"
_TH = r"(?:st|nd|rd|th|er|º|o)?\.?"

_GROUP = re.compile(r"(?:DTG:?\s{0,2})?([0-3][0-9])[0-9]{4}Z\s{0,2}([A-Za-z]{3,9})\.?\s{0,2}'?((?:19|20)?[0-9]{2})\b")
_ISO = re.compile(r"((?:19|20)[0-9]{2})-([01][0-9])-([0-3][0-9])(?![0-9])")
_FIGURES = re.compile(r"([0-3]?[0-9])([./])([0-9]{1,2}|[ivx]{1,4})\2((?:1[789]|20)[0-9]{2}|[0-9]{2})(?![0-9])")
_MORE_DAYS = re.compile(r"(?:[0-3]?[0-9],\s{1,2}){0,8}[0-3]?[0-9],?\s{1,2}(?:and|&|et|y|e|und|en)\s{1,2}")
_MORE_BEHIND = re.compile(
    rf"(?P<days>(?:,\s{{1,2}}[0-3]?[0-9](?![0-9])){{0,8}},?\s{{1,2}}(?:and|&)\s{{1,2}}[0-3]?[0-9](?![0-9]))"
    rf"(?:,?\s{{1,2}}{_YEAR.format('year')})?"
)
# A year of two digits does not follow the end of a sentence: 21 June. 25. Telegram 8990.
_BEFORE_SHORT = r"(?:(?<!\.),? ?|(?<=\.) ?(?=['’]))"
_DAY_FIRST = re.compile(
    rf"(?P<day>[0-3]?[0-9]){_TH}{_OF}\s{{0,3}}{_WORD.format('month')}"
    rf"(?:,?{_OF}\s{{0,3}}{_YEAR.format('year')}|{_BEFORE_SHORT}(?P<short>['’]?[0-9]{{2}})(?![0-9]))?{_TIME}"
)
_MONTH_FIRST = re.compile(
    rf"{_WORD.format('month')},?\s{{0,3}}(?P<day>[0-3]?[0-9](?![0-9]))(?:st|nd|rd|th)?(?:,?\s{{0,3}}{_YEAR.format('year')})?{_TIME}"
)
_YEAR_FIRST = re.compile(
    rf"{_YEAR.format('year')},?\s{{1,3}}{_WORD.format('month')}\s{{1,3}}(?P<day>[0-3]?[0-9])(?![0-9])"
)
_MONTH_YEAR = re.compile(rf"{_WORD.format('month')},?{_OF}\s{{1,3}}{_YEAR.format('year')}")
_RELATIVE = re.compile(r"(?:(the\s)?same\s(?:day|date)|(?:the\s)?(next|following)\sday)\b", re.IGNORECASE)
_NAME = re.compile(r"[ -]?(?:[A-Z][a-z]{3,}|[A-Z]{4,})")


def dates_at(text: str, start: int) -> Dates | None:
    """Return the dates that stand at `start` of `text`, None where none does."""
    character = text[start : start + 1]
    if character.isdigit():
        return _figures_at(text, start) or _days_at(text, start)
    if relative := _RELATIVE.match(text, start):
        return Dates((Day(relation="next" if relative[2] else "same"),), relative.end())
    if group := _GROUP.match(text, start):
        return _group(group)
    if (match := _MONTH_FIRST.match(text, start)) and (made := _made(match)):
        return _with_more(match, made)
    if (match := _MONTH_YEAR.match(text, start)) and (month := MONTHS.get(folded(match["month"]))):
        return Dates((Day(int(match["year"]), month),), match.end())
    return None


def _figures_at(text: str, start: int) -> Dates | None:
    if group := _GROUP.match(text, start):
        return _group(group)
    if iso := _ISO.match(text, start):
        return _valid(int(iso[1]), int(iso[2]), int(iso[3]), iso.end())
    if figures := _FIGURES.match(text, start):
        first, sign, second, year = figures.groups()
        day, month = int(first), ROMAN_MONTHS.get(second) or (int(second) if second.isdecimal() else 0)
        if sign == "/" and day <= 12:  # as in the United States; with points the day is first
            day, month = month, day
        if month > 12:
            day, month = month, day
        return _valid(full_year(int(year), 1999), month, day, figures.end())
    if match := _YEAR_FIRST.match(text, start):
        return _made(match)
    return None


def _days_at(text: str, start: int) -> Dates | None:
    """Return a day before its month, or several that share one."""
    if match := _DAY_FIRST.match(text, start):
        return _made(match)
    if not (more := _MORE_DAYS.match(text, start)):
        return None
    last = _DAY_FIRST.match(text, more.end())
    made = _made(last) if last else None
    if made is None:
        return None
    (day,) = made.days
    return Dates((*(day._replace(day=int(each)) for each in re.findall(r"[0-9]+", more[0])), day), made.end)


def _with_more(match: re.Match[str], made: Dates) -> Dates:
    """Return the days that share the month before them: `April 4 and 6`, `July 25, 26, and 28, 1975`."""
    more = _MORE_BEHIND.match(match.string, match.end("day"))
    if more is None:
        return made
    days = [made.days[0].day, *map(int, re.findall(r"[0-9]+", more["days"]))]
    year = int(more["year"]) if more["year"] else None
    each = [_valid(year, made.days[0].month or 0, day or 0, more.end()) for day in days]
    return Dates(tuple(one.days[0] for one in each if one), more.end()) if all(each) else made


def _group(match: re.Match[str]) -> Dates | None:
    month = MONTHS.get(folded(match[2]))
    return _valid(full_year(int(match[3]), 1999), month, int(match[1]), match.end()) if month else None


def _made(match: re.Match[str]) -> Dates | None:
    month = MONTHS.get(folded(match["month"]))
    if month is None:
        return None
    year, end = match["year"], match.end()
    if short := match.groupdict().get("short"):
        if _NAME.match(match.string, match.end("short")):
            end = match.end("month")  # 8 March 09MADRID869
        else:
            year = short
    return _valid(full_year(int(year.strip("'’")), 1999) if year else None, month, int(match["day"]), end)


def _valid(year: int | None, month: int, day: int, end: int) -> Dates | None:
    try:
        datetime.date(year or _LEAP_YEAR, month, day)
    except ValueError:
        return None
    return Dates((Day(year, month, day),), end)


def follows(days: Sequence[Day], other: Day) -> tuple[Day, ...]:
    """Return the days with those that are named by their relation to `other` put in."""
    return tuple(day if day.relation is None else other.after() if day.relation == "next" else other for day in days)
