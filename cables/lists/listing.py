"""A list as whoever writes it as data sees it, whatever is listed: cables, absent cables, or occurrences of words."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from cables import keyset
from cables.lists import records
from cables.lists.records import Absolute, Entry, Record
from cables.search.backends.timeout import each_bounded

PART = 50  # records of a list in one piece of JSON
BATCH = 500  # records that are held at once where a whole list is written
PLACES = ("after", "before")

Address = Callable[..., str]  # this list's address, with some parameters changed


class RefusedError(Exception):
    """A list that is not to be had; its one argument is a sentence that says why."""


@dataclass(frozen=True, slots=True)
class Part:
    """Some of a list's records, and the address of those behind them, empty where there are none."""

    records: list[Record]
    next_url: str = ""


class Listing(Protocol):
    """A list. Nothing is read before it is asked for.

    `title` says what is listed, `noun` what its records are, `columns` under which names they have their values.
    """

    title: str
    noun: str
    columns: Sequence[str]

    def count(self) -> tuple[int | None, bool]:
        """How many records there are, None where that is not known; and whether there are more than that."""
        ...

    def part(self, absolute: Absolute) -> Part:
        """The part that the request's parameters ask for; raises RefusedError where they make no sense."""
        ...

    def batches(self, absolute: Absolute) -> Iterator[list[Record]]:
        """All records from the beginning to the end, some at a time."""
        ...


class CablesListing(ABC):
    """Cables in some order. `part_ids` gives the ids of a part and the address of the next, `walk` all in batches."""

    noun = "cables"
    columns = records.COLUMNS
    title: str
    bound: int | None = None  # milliseconds that finding a batch of the whole list may take; TooSlowError beyond

    @abstractmethod
    def part_ids(self) -> tuple[Sequence[int], str]:
        """The ids of the part asked for, and the address of the part behind it."""

    @abstractmethod
    def walk(self) -> Iterator[Sequence[int]]:
        """The ids of all, a batch at a time."""

    @abstractmethod
    def newest(self, limit: int) -> Sequence[int]:
        """The ids of the newest cables of the list, whatever its own order."""

    def part(self, absolute: Absolute) -> Part:
        """The records of the part asked for."""
        ids, next_url = self.part_ids()
        return Part([entry.record(absolute) for entry in records.entries(ids)], next_url)

    def batches(self, absolute: Absolute) -> Iterator[list[Record]]:
        """All records, a batch at a time: three queries each."""
        for ids in each_bounded(self.walk(), self.bound) if self.bound else self.walk():
            yield [entry.record(absolute) for entry in records.entries(ids)]

    def newest_entries(self, limit: int) -> list[Entry]:
        """The newest cables of the list with their TAGS."""
        return records.entries(self.newest(limit))


@dataclass
class DatedListing(CablesListing):
    """Cables in order of their date, newest first or oldest first, from rows that stand for one cable each.

    `counted` gives the count and whether there are more; `address` the list's address with parameters changed.
    """

    title: str
    rows: Any
    oldest_first: bool
    query: Mapping[str, str]
    address: Address
    counted: Callable[[], tuple[int | None, bool]]
    id_field: str = "pk"

    def count(self) -> tuple[int | None, bool]:
        """How many cables there are, and whether there are more."""
        return self.counted()

    def part_ids(self) -> tuple[Sequence[int], str]:
        """The part behind or ahead of the key that the parameters give, else the first."""
        place: dict[str, keyset.DateCursor] = {}
        for name in PLACES:
            if name in self.query:
                place[name] = key(name, self.query[name])
        found = keyset.page(self.rows, PART, oldest_first=self.oldest_first, id_field=self.id_field, **place)
        next_url = self.address(after=str(found.cursors[-1])) if found.has_next else ""
        return [place.id for place in found.cursors], next_url

    def walk(self) -> Iterator[Sequence[int]]:
        """The ids of all, a batch at a time."""
        for keys in keyset.walk(self.rows, BATCH, oldest_first=self.oldest_first, id_field=self.id_field):
            yield [key.id for key in keys]

    def newest(self, limit: int) -> Sequence[int]:
        """The ids of the newest."""
        return [key.id for key in next(keyset.walk(self.rows, limit, id_field=self.id_field), [])]


def key(name: str, written: str) -> keyset.DateCursor:
    """The key that a parameter gives; raises RefusedError where it is damaged."""
    try:
        return keyset.DateCursor.parse(written)
    except keyset.BadCursorError as error:
        raise RefusedError(f"“{name}” is no place in this list: take the address that its pages give.") from error
