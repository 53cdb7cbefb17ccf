"""Paging by key: a page starts behind the last row of the one before, wherever that is, at the same cost.

A key is a row's date and its cable's id, in that order of the index. It is no secret: any well-formed key is a place
in the list. Measured on 600,000 rows: the guarded form below takes 1 ms where `date < d OR (date = d AND id < i)`
takes 70 to 640, since only the guard bounds the index scan.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Self

from django.db.models import Q

HIGHEST_ID = 2**63 - 1
WRITTEN = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})\.([0-9]{1,19})")


class BadKeyError(ValueError):
    """The text is no key."""


@dataclass(frozen=True, slots=True)
class Key:
    """A row's place in a list by date."""

    date: datetime.date
    id: int

    @classmethod
    def parse(cls, written: str) -> Self:
        """Reads `2007-09-24.1234`; raises BadKeyError for anything else."""
        match = WRITTEN.fullmatch(written)
        if not match or int(match[2]) > HIGHEST_ID:
            raise BadKeyError(written)
        try:
            return cls(datetime.date.fromisoformat(match[1]), int(match[2]))
        except ValueError as error:
            raise BadKeyError(written) from error

    def __str__(self) -> str:
        return f"{self.date.isoformat()}.{self.id}"


def behind(key: Key, *, descending: bool, id_field: str = "pk") -> Q:
    """The condition for rows behind the key in a list ordered by date and id."""
    side, guard = ("lt", "lte") if descending else ("gt", "gte")
    tie = Q(**{f"date__{side}": key.date}) | Q(**{f"{id_field}__{side}": key.id})
    return Q(**{f"date__{guard}": key.date}) & tie


@dataclass(frozen=True, slots=True)
class Slice:
    """The places of one page, and whether rows come before and behind them."""

    keys: Sequence[Key]
    has_previous: bool
    has_next: bool


def read(
    rows: Any,
    size: int,
    *,
    after: Key | None = None,
    before: Key | None = None,
    oldest_first: bool = False,
    id_field: str = "pk",
) -> Slice:
    """One page of a queryset of rows with a date: the first, or that behind `after`, or that ahead of `before`.

    Takes one query: who goes on behind a row came from there, so that nothing is asked of what comes before it. Two
    where the row may be gone: for who goes back from it, or has nothing behind it.
    Where fewer rows than a page lie ahead of `before`, the first page is read instead.
    """
    key = after or before
    backwards = before is not None and after is None
    descending = oldest_first if backwards else not oldest_first
    sign = "-" if descending else ""
    ordered = rows.order_by(f"{sign}date", f"{sign}{id_field}").values_list("date", id_field)
    wanted = ordered.filter(behind(key, descending=descending, id_field=id_field)) if key else ordered
    keys = [Key(*found) for found in wanted[: size + 1]]
    if backwards and len(keys) < size:
        return read(rows, size, oldest_first=oldest_first, id_field=id_field)
    more = len(keys) > size
    keys = keys[:size]
    if backwards:
        keys.reverse()
    if not key:
        return Slice(keys, False, more)
    if keys and not backwards:
        return Slice(keys, True, more)
    edge = keys[-1] if keys else key
    other = rows.filter(behind(edge, descending=not descending, id_field=id_field)).exists()
    return Slice(keys, more, other) if backwards else Slice(keys, other, more)


def walk(
    rows: Any, size: int, *, after: Key | None = None, oldest_first: bool = False, id_field: str = "pk"
) -> Iterator[list[Key]]:
    """All places of a queryset of rows with a date, `size` at a time, from its beginning or behind `after`.

    One query a batch, each at the same cost: however long the list is, no more than a batch of it is held at once.
    """
    sign = "" if oldest_first else "-"
    ordered = rows.order_by(f"{sign}date", f"{sign}{id_field}").values_list("date", id_field)
    while True:
        wanted = ordered.filter(behind(after, descending=not oldest_first, id_field=id_field)) if after else ordered
        keys = [Key(*found) for found in wanted[:size]]
        if keys:
            yield keys
            after = keys[-1]
        if len(keys) < size:
            return
