"""The year of a citation that states none: by the same number elsewhere, its film, its list, or what stands before it.

A D film of the National Archives is of the year of its telegrams; P and N films are of the year of filming, and decide
nothing. The years of volumes, releases and readings are nobody's.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from cables.citations.citation import Citation
from cables.citations.dates import Day
from cables.telegram.mrn import full_year

_HALF_A_YEAR = 6  # months


@dataclass(slots=True)
class Dated:
    """A citation with the day and the year that its note states of it, and the places that it shares with others."""

    citation: Citation
    day: Day | None
    year: int | None
    note: int
    group: int


def give_years(cited: Sequence[Dated], elsewhere: Sequence[tuple[int, int]], hint: int | None) -> None:
    """Set the year and date of each citation, as far as the text or the reader's hint gives them.

    `elsewhere` are the years of full dates that are no citation's own: (place in the text, year), in order.
    """
    for each in cited:
        each.citation.year = each.citation.year or each.year or (each.day.year if each.day else None) or _of_film(each)
    known: dict[tuple[str | None, int | None], int | None] = {
        (each.citation.post, each.citation.serial): each.citation.year
        for each in reversed(cited)
        if each.citation.year and each.citation.serial
    }
    for each in cited:
        if each.citation.year is None:
            each.citation.year = known.get((each.citation.post, each.citation.serial))
            each.citation.hinted = each.citation.year is not None
    for _, of_group in groupby(cited, key=lambda each: each.group):
        members = list(of_group)
        year = next((each.citation.year for each in members if each.citation.year), None)
        for each in members:
            each.citation.year = each.citation.year or year
    _give_years_of_others(cited, elsewhere, hint)
    for each in cited:
        if each.day:
            each.citation.date = each.day.iso(each.citation.year)


def _give_years_of_others(cited: Sequence[Dated], elsewhere: Sequence[tuple[int, int]], hint: int | None) -> None:
    """Give the rest the hint, or the year of the citation before or behind them, or of a date in the text."""
    following: list[int | None] = []
    for each in reversed(cited):
        following.append(each.citation.year or (following[-1] if following else None))
    following.reverse()
    before: Dated | None = None
    for each, behind in zip(cited, following, strict=True):
        if each.citation.year is None:
            earlier = _turned_over(before, each) if before else None
            each.citation.year = hint or earlier or behind or _of_dates(each, elsewhere)
            each.citation.hinted = each.citation.year is not None
        if each.citation.year:
            before = each


def _of_film(each: Dated) -> int | None:
    film = each.citation.film
    return full_year(int(film[1:3]), 1999) if film and film.startswith("D") else None


def _turned_over(before: Dated, each: Dated) -> int | None:
    """Return the year of the citation before, or the next where that was in December and this is in January."""
    year, day, other = before.citation.year, each.day, before.day
    if year and before.note == each.note and day and other and day.month and other.month:
        return year + (other.month - day.month > _HALF_A_YEAR)
    return year


def _of_dates(each: Dated, elsewhere: Sequence[tuple[int, int]]) -> int | None:
    """Return the year of the full date that stands nearest before the citation, or behind it."""
    if not elsewhere:
        return None
    index = bisect_left(elsewhere, (each.citation.start, 0))
    return elsewhere[max(0, index - 1)][1]
