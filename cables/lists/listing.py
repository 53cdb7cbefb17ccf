"""Lists of any kind: a page for HTML or JSON, all rows in batches for CSV, the newest for a feed."""

from __future__ import annotations

import datetime
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Generic, TypeVar

from cables.keyset import Cursor
from cables.lists.parameters import BAD_POSITION, DAMAGED, ListQuery, ParameterProblem

JSON_PAGE_SIZE = 50  # records of a list in one page of JSON
BATCH = 500  # records in memory at once while a whole list is written

Row = TypeVar("Row")
Record = dict[str, Any]
Batch = Sequence[tuple[Cursor, Row]]  # rows, each with the cursor after which the list goes on behind it
Absolute = Callable[[str], str]  # returns the absolute URL of a path


class ListError(Exception):
    """The requested list cannot be given; the one argument is a sentence that says why."""


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """Some of a list's rows, and the parameters of the URLs of those before and after them, empty where none are."""

    rows: Sequence[Row]
    next: Mapping[str, str] = field(default_factory=dict)
    previous: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class FeedItem:
    """An entry of a feed: `published` when it came into being, `updated` when the entry last changed."""

    title: str
    link: str
    unique_id: str
    description: str
    published: datetime.datetime
    updated: datetime.datetime
    categories: Sequence[str]


class Listing(ABC, Generic[Row]):
    """The list of a query. Nothing is read before it is needed.

    `noun` is the plural of its records, `columns` are the names of their values. `cursors` are the parameters that
    give a position in its order, each with the class of its values.
    """

    noun: str
    columns: Sequence[str]
    cursors: Mapping[str, type]
    milliseconds: int | None = None  # time limit for each batch; TooSlowError beyond

    def __init__(self, query: ListQuery, title: str) -> None:
        self.query = query
        self.title = title

    @cached_property
    def position(self) -> dict[str, Any]:
        """Return the query's position, as far as it is one in the order of this list."""
        given = self.query.position.items()
        return {name: cursor for name, cursor in given if isinstance(cursor, self.cursors.get(name, ()))}

    @property
    def problems(self) -> list[ParameterProblem]:
        """Return the problems with a position that belongs to another order of the list."""
        misplaced = [name for name in self.query.position if name not in self.position]
        return [ParameterProblem(name, BAD_POSITION.format(name), DAMAGED) for name in misplaced]

    @property
    def notices(self) -> list[str]:
        """Return the notices of a page about what it left out of the query."""
        return list(dict.fromkeys([*self.query.notices, *(problem.notice for problem in self.problems)]))

    @abstractmethod
    def count(self) -> tuple[int | None, bool]:
        """Return how many rows there are, None where that is not known; and whether there are more than that."""

    @abstractmethod
    def page(self, size: int) -> Page[Row]:
        """Return at most so many rows from the query's position on."""

    @abstractmethod
    def batches(self, size: int) -> Iterator[Batch[Row]]:
        """Yield all rows after the query's cursor, else from the beginning, to the end, so many at a time."""

    @abstractmethod
    def records(self, rows: Sequence[Row], absolute: Absolute) -> Sequence[Record | None]:
        """Return the rows as data: values under the names of the columns; None for a row that was deleted since."""

    def feed_items(self, limit: int, absolute: Absolute) -> list[FeedItem]:
        """Return the newest of the list, whatever its own order."""
        raise NotImplementedError(f"{self.title} has no feed")
