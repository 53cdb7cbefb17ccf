"""Cursors of lists, and paging by them: a page starts after the last row of the one before, always at the same cost.

A cursor has the values by which a list is ordered, as its URLs carry them. It is no secret: any well-formed cursor
is valid, also one of a deleted row. Measured on 600,000 rows: the guarded condition of `beyond` takes 1 ms where
`date < d OR (date = d AND id < i)` takes 70 to 640, since only the guard bounds the index scan.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, Protocol, Self

from django.db.models import Q

HIGHEST_ID = 2**63 - 1
DATE_CURSOR = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})\.([0-9]{1,19})")
LOG_CURSOR = re.compile(r"([0-9]{1,19})\.([0-9]{1,19})")
ARRIVAL_CURSOR = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:]{8}\.[0-9]{6}Z)\.([0-9]{1,19})")
RANK_CURSOR = re.compile(r"[0-9]{1,9}")
POST_CURSOR = re.compile(r"([A-Z0-9]{1,40})\.([0-9]{4})\.([0-9]{1,18})")
CITATIONS_CURSOR = re.compile(r"([0-9]{1,9})\.([0-9]{2}[A-Z0-9]{1,58})")


class BadCursorError(ValueError):
    """The text is no cursor."""


class Cursor(Protocol):
    """A position in a list; `str` of it is what `parse` takes."""

    @classmethod
    def parse(cls, text: str) -> Self:
        """Return the cursor that the text stands for; raise BadCursorError where it is none."""
        ...


@dataclass(frozen=True, slots=True)
class DateCursor:
    """A row's position in a list by date: its date and its cable's id, in that order of the index."""

    date: datetime.date
    id: int

    @classmethod
    def parse(cls, text: str) -> Self:
        """Return the cursor of a text such as `2007-09-24.1234`; raise BadCursorError where it is none."""
        match = DATE_CURSOR.fullmatch(text)
        if not match or int(match[2]) > HIGHEST_ID:
            raise BadCursorError(text)
        try:
            return cls(datetime.date.fromisoformat(match[1]), int(match[2]))
        except ValueError as error:
            raise BadCursorError(text) from error

    def __str__(self) -> str:
        return f"{self.date.isoformat()}.{self.id}"


class ArrivalCursor(NamedTuple):
    """A cable's position in a list by arrival: when it was first stored, and its id."""

    stored_at: datetime.datetime
    id: int

    @classmethod
    def parse(cls, text: str) -> Self:
        """Return the cursor of a text such as `2026-11-30T09:15:00.000000Z.1234`; raise BadCursorError otherwise."""
        match = ARRIVAL_CURSOR.fullmatch(text)
        if not match or int(match[2]) > HIGHEST_ID:
            raise BadCursorError(text)
        try:
            return cls(datetime.datetime.fromisoformat(match[1]), int(match[2]))
        except ValueError as error:
            raise BadCursorError(text) from error

    def __str__(self) -> str:
        utc = self.stored_at.astimezone(datetime.UTC).replace(tzinfo=None)
        return f"{utc.isoformat(timespec='microseconds')}Z.{self.id}"


class RankCursor(NamedTuple):
    """A hit's position in a list by relevance, counted from 1."""

    rank: int

    @classmethod
    def parse(cls, text: str) -> Self:
        """Return the cursor of a text such as `250`; raise BadCursorError where it is none."""
        if not RANK_CURSOR.fullmatch(text):
            raise BadCursorError(text)
        return cls(int(text))

    def __str__(self) -> str:
        return str(self.rank)


class LogCursor(NamedTuple):
    """A position in the activity log: the ids of an event and of an import run; entries older than both follow it."""

    event: int = HIGHEST_ID
    batch: int = HIGHEST_ID

    @classmethod
    def parse(cls, text: str) -> Self:
        """Return the cursor of a text such as `1234.17`; raise BadCursorError where it is none."""
        match = LOG_CURSOR.fullmatch(text)
        if not match or max(int(match[1]), int(match[2])) > HIGHEST_ID:
            raise BadCursorError(text)
        return cls(int(match[1]), int(match[2]))

    def __str__(self) -> str:
        return f"{self.event}.{self.batch}"


class CitationsCursor(NamedTuple):
    """A missing cable's position in the list of them: how many cables cite it, and its MRN."""

    citing: int
    mrn: str

    @classmethod
    def parse(cls, text: str) -> Self:
        """Return the cursor of a text such as `12.07LIMA909`; raise BadCursorError where it is none."""
        match = CITATIONS_CURSOR.fullmatch(text)
        if not match:
            raise BadCursorError(text)
        return cls(int(match[1]), match[2])

    def __str__(self) -> str:
        return f"{self.citing}.{self.mrn}"


class PostCursor(NamedTuple):
    """A missing cable's position in the list of them by post: the post's code, the year and the serial."""

    post: str
    year: int
    serial: int

    @classmethod
    def parse(cls, text: str) -> Self:
        """Return the cursor of a text such as `LIMA.2007.909`; raise BadCursorError where it is none."""
        match = POST_CURSOR.fullmatch(text)
        if not match:
            raise BadCursorError(text)
        return cls(match[1], int(match[2]), int(match[3]))

    def __str__(self) -> str:
        return f"{self.post}.{self.year}.{self.serial}"


def beyond(cursor: DateCursor, *, descending: bool, id_field: str = "pk") -> Q:
    """Return the condition for rows after the cursor in a list ordered by date and id."""
    side, guard = ("lt", "lte") if descending else ("gt", "gte")
    tie = Q(**{f"date__{side}": cursor.date}) | Q(**{f"{id_field}__{side}": cursor.id})
    return Q(**{f"date__{guard}": cursor.date}) & tie


@dataclass(frozen=True, slots=True)
class DatePage:
    """The cursors of a page's rows, and whether rows come before and after them."""

    cursors: Sequence[DateCursor]
    has_previous: bool
    has_next: bool


def page(
    rows: Any,
    size: int,
    *,
    after: DateCursor | None = None,
    before: DateCursor | None = None,
    oldest_first: bool = False,
    id_field: str = "pk",
) -> DatePage:
    """Return a page of a queryset of rows with a date: the first, or the one after `after` or before `before`.

    Takes one query after a row, from whose page the request came, so that there are rows before it. Takes two where
    that is not certain since the row may be deleted: before a row, and where no rows follow it.
    Where fewer rows than a page come before `before`, the first page is read instead.
    """
    cursor = after or before
    backwards = before is not None and after is None
    descending = oldest_first if backwards else not oldest_first
    sign = "-" if descending else ""
    ordered = rows.order_by(f"{sign}date", f"{sign}{id_field}").values_list("date", id_field)
    rest = ordered.filter(beyond(cursor, descending=descending, id_field=id_field)) if cursor else ordered
    cursors = [DateCursor(*row) for row in rest[: size + 1]]
    if backwards and len(cursors) < size:
        return page(rows, size, oldest_first=oldest_first, id_field=id_field)
    more = len(cursors) > size
    cursors = cursors[:size]
    if backwards:
        cursors.reverse()
    if not cursor:
        return DatePage(cursors, False, more)
    if cursors and not backwards:
        return DatePage(cursors, True, more)
    edge = cursors[-1] if cursors else cursor
    other = rows.filter(beyond(edge, descending=not descending, id_field=id_field)).exists()
    return DatePage(cursors, more, other) if backwards else DatePage(cursors, other, more)


def walk(
    rows: Any, size: int, *, after: DateCursor | None = None, oldest_first: bool = False, id_field: str = "pk"
) -> Iterator[list[DateCursor]]:
    """Yield the cursors of all rows with a date, `size` at a time, from the beginning or after `after`.

    One query a batch, each at the same cost: however long the list is, no more than a batch of it is in memory.
    """
    sign = "" if oldest_first else "-"
    ordered = rows.order_by(f"{sign}date", f"{sign}{id_field}").values_list("date", id_field)
    while True:
        rest = ordered.filter(beyond(after, descending=not oldest_first, id_field=id_field)) if after else ordered
        cursors = [DateCursor(*row) for row in rest[:size]]
        if cursors:
            yield cursors
            after = cursors[-1]
        if len(cursors) < size:
            return
