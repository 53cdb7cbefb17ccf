"""Lookups of many keys at once: as one parameter, or in batches that every database takes."""

from __future__ import annotations

import datetime
import json
from collections.abc import Collection, Iterable, Iterator
from itertools import islice
from typing import Any, TypeVar

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Field, Lookup
from django.db.models.sql.compiler import SQLCompiler

from cables.models import Alias, Cable, DividedNumber, Withdrawal
from cables.telegram import mrn as numbers
from cables.telegram.mrn import MrnReading
from cables.telegram.posts import EXACT, NORMALISED
from cables.telegram.vocabulary import Vocabulary

T = TypeVar("T")

BATCH = 10_000  # SQLite takes at most 32,766 parameters a statement, PostgreSQL 65,535
LISTED = "(SELECT value FROM json_each(%s))"
NUMBERED: tuple[type[models.Model], ...] = (Cable, Alias, DividedNumber, Withdrawal)


def in_batches(items: Iterable[T], size: int = BATCH) -> Iterator[list[T]]:
    """Yield the items in lists of at most `size`."""
    iterator = iter(items)
    while batch := list(islice(iterator, size)):
        yield batch


@Field.register_lookup
class OneOf(Lookup):
    """`mrn__one_of=[...]`: `in` for any number of plain strings or numbers, which go to the database as one parameter.

    Django prepares each parameter by itself, which for thousands takes longer than the query.
    """

    lookup_name = "one_of"
    prepare_rhs = False

    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> tuple[str, tuple[Any, ...]]:
        """Return the SQL for SQLite."""
        column, parameters = self.process_lhs(compiler, connection)
        return f"{column} IN {LISTED}", (*parameters, self.as_json())

    def as_postgresql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> tuple[str, tuple[Any, ...]]:
        """Return the SQL for PostgreSQL."""
        column, parameters = self.process_lhs(compiler, connection)
        return f"{column} = ANY(%s)", (*parameters, list(self.rhs))

    def as_json(self) -> str:
        """Return the values as a JSON list."""
        return json.dumps(list(self.rhs))


@models.BigAutoField.register_lookup
class ByKey(OneOf):
    """`pk__by_key=json_list(ids)`: rows with these ids, of which there may be none; one value to a prepared query.

    PostgreSQL is to fetch them by the key, wherever they lie: where it sees the list it walks cables by date and
    compares each with the whole list, which for the newest 20 of 3,000 took it 60 ms instead of 7 (measured). Not so
    OneOf: a list that it sees PostgreSQL hashes where rows are excluded by it (4,900 rows by 1,500 ids took 10 ms so,
    and 274 from a list that it does not see).
    """

    lookup_name = "by_key"

    def as_postgresql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> tuple[str, tuple[Any, ...]]:
        """Return the SQL for PostgreSQL."""
        column, parameters = self.process_lhs(compiler, connection)
        return f"{column} = ANY(ARRAY(SELECT json_array_elements_text(%s::json)::bigint))", (*parameters, self.rhs)

    def as_json(self) -> str:
        """Return the JSON list that it was given."""
        return str(self.rhs)


def json_list(ids: Collection[int]) -> str:
    """Return the ids as `pk__by_key` takes them."""
    return json.dumps(list(ids))


def stored_ids(mrns: Iterable[str]) -> dict[str, int]:
    """Return the ids of those of the cables that are in the archive, by MRN."""
    return dict(Cable.objects.filter(mrn__one_of=set(mrns)).values_list("mrn", "pk").order_by())


def sent_days(cables: Iterable[int]) -> dict[int, datetime.date]:
    """Return the days on which these cables were sent, by id; not of those of which only the year is known."""
    known = Cable.objects.filter(pk__one_of=set(cables)).exclude(date_source=Cable.DateSource.MRN)
    return dict(known.values_list("pk", "date").order_by())


def retired() -> dict[str, str]:
    """Return the numbers that cables had before a merger or a correction, each with the present one."""
    return dict(Alias.objects.order_by().values_list("mrn", "target_mrn"))


def on_record(mrn: str) -> bool:
    """Return whether a cable is or was stored under this number: one that is withdrawn, was merged or got another
    number, or texts of several. One query."""
    stored, *former = (model._default_manager.order_by().values("mrn") for model in NUMBERED)
    return bool(stored.filter(mrn=mrn).union(*(rows.filter(mrn=mrn) for rows in former)))


def read_number(typed: str, vocabulary: Vocabulary) -> MrnReading:
    """Parse an id in any spelling. A number that is on record as the id spells it is not corrected to another.

    One query where it would be, else none.
    """
    reading = numbers.normalise(typed, vocabulary)
    spelt = numbers.spelt(typed)
    if spelt is None or spelt == reading.mrn or not on_record(spelt):
        return reading
    return MrnReading(spelt, numbers.Mrn.parse(spelt).post, confidence=EXACT if spelt == typed else NORMALISED)
