"""Questions about many keys at once: as one parameter, or in portions that every database takes."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any, TypeVar

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Field, Lookup
from django.db.models.sql.compiler import SQLCompiler

from cables.models import Alias, Cable

T = TypeVar("T")

PORTION = 10_000  # SQLite takes at most 32,766 parameters a statement, PostgreSQL 65,535
LISTED = "(SELECT value FROM json_each(%s))"


def in_portions(items: Iterable[T], size: int = PORTION) -> Iterator[list[T]]:
    """The items in lists of at most `size`."""
    iterator = iter(items)
    while portion := list(islice(iterator, size)):
        yield portion


@Field.register_lookup
class OneOf(Lookup):
    """`mrn__one_of=[...]`: `in` for any number of plain strings or numbers, which go to the database as one parameter.

    Django prepares each parameter by itself, which for thousands takes longer than the question.
    """

    lookup_name = "one_of"
    prepare_rhs = False

    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> tuple[str, tuple[Any, ...]]:
        """For SQLite."""
        column, parameters = self.process_lhs(compiler, connection)
        return f"{column} IN {LISTED}", (*parameters, json.dumps(list(self.rhs)))

    def as_postgresql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> tuple[str, tuple[Any, ...]]:
        """For PostgreSQL."""
        column, parameters = self.process_lhs(compiler, connection)
        return f"{column} = ANY(%s)", (*parameters, list(self.rhs))


def held_ids(mrns: Iterable[str]) -> dict[str, int]:
    """The ids of those of the cables that are held, by MRN."""
    return dict(Cable.objects.filter(mrn__one_of=set(mrns)).values_list("mrn", "pk").order_by())


def retired() -> dict[str, str]:
    """The numbers that cables bore before a merger or a correction, each with the present one."""
    return dict(Alias.objects.order_by().values_list("mrn", "target_mrn"))
