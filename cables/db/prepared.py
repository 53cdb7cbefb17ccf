"""Questions to the database that are put into SQL once and then asked with other values each time.

Django builds the SQL of a queryset anew whenever one is read, which takes several times as long as a small question
itself. A page that asks a dozen of them is read by many.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.db import connections, router
from django.db.models import Model, QuerySet
from django.db.models.query import FlatValuesListIterable, ModelIterable, get_related_populators

Answer = TypeVar("Answer")
Value = int | str | Sequence[int] | Sequence[str]

# What stands in for the values while the SQL is built, to be found again among its parameters.
_FIRST_NUMBER = 31_000  # fits the smallest column; no question has a constant near it
_WORD = "value {} of a prepared question"


@dataclass(frozen=True, slots=True)
class _Compiled(Generic[Answer]):
    """The SQL, what its parameters are, and how rows become answers."""

    sql: str
    parameters: Callable[[list[Any]], list[Any]]
    answers: Callable[[list[Any]], list[Answer]]


class Prepared(Generic[Answer]):
    """A queryset with open places.

    `asked` gets a value for each place and returns the queryset of `model`; it may do nothing else with them than ask
    for equality, order or membership. Values are integers, strings, or sequences of either for `__in`, which must not
    be empty. Answers are instances, or tuples where the queryset is a `values_list`, single values where it is flat.
    """

    def __init__(self, model: type[Model], asked: Callable[..., QuerySet[Any, Answer]]) -> None:
        self._model = model
        self._asked = asked
        self._compiled: dict[tuple[object, ...], _Compiled[Answer]] = {}

    def __call__(self, *values: Value) -> list[Answer]:
        """The answers for these values, through the connection that reads go through. One query."""
        padded = [value if isinstance(value, int | str) else _padded(value) for value in values]
        alias = router.db_for_read(self._model)
        shape = (alias, *(len(value) if isinstance(value, list) else type(value) for value in padded))
        compiled = self._compiled.get(shape) or self._compiled.setdefault(shape, self._compile(alias, padded))
        connection: Any = connections[alias]  # of one of our own backends
        with connection.wrap_database_errors, connection.prepared_cursor() as cursor:
            cursor.execute(compiled.sql, compiled.parameters(connection.bound(_flat(padded))))
            rows = cursor.fetchall()
        return compiled.answers(rows) if rows else []

    def first(self, *values: Value) -> Answer | None:
        """The first answer, None where there is none."""
        return next(iter(self(*values)), None)

    def _compile(self, alias: str, values: list[Any]) -> _Compiled[Answer]:
        """The question as SQL, for values of these types and lengths."""
        flat = _flat(values)
        marks = [
            _FIRST_NUMBER + place if isinstance(value, int) else _WORD.format(place) for place, value in enumerate(flat)
        ]
        taken = iter(marks)
        queryset = self._asked(
            *([next(taken) for _ in value] if isinstance(value, list) else next(taken) for value in values)
        )
        compiler = queryset.query.get_compiler(alias)
        sql, found = compiler.as_sql()
        if missing := set(marks) - set(found):
            raise ValueError(f"Not every value of the question got into its SQL: {sorted(map(str, missing))}")
        sources = [(marks.index(mark), None) if mark in marks else (None, mark) for mark in found]

        def parameters(values: list[Any]) -> list[Any]:
            return [constant if place is None else values[place] for place, constant in sources]

        return _Compiled(sql, parameters, _answers(queryset, compiler))


def _padded(values: Sequence[Any]) -> list[Any]:
    """The values with the last repeated up to a power of two, so that few lengths are put into SQL."""
    length = 1 << (len(values) - 1).bit_length()
    return [*values, *[values[-1]] * (length - len(values))]


def _flat(values: list[Any]) -> list[Any]:
    return [single for value in values for single in (value if isinstance(value, list) else [value])]


def _answers(queryset: QuerySet[Any, Any], compiler: Any) -> Callable[[list[Any]], list[Any]]:
    """What makes answers of rows as `queryset` would, by its compiler that has built the SQL."""
    converters = compiler.get_converters([column for column, _, _ in compiler.select])
    kind = queryset._iterable_class

    def converted(rows: list[Any]) -> list[Any]:
        return list(compiler.apply_converters(rows, converters)) if converters else rows

    if not issubclass(kind, ModelIterable):
        flat = issubclass(kind, FlatValuesListIterable)
        return lambda rows: [row[0] for row in converted(rows)] if flat else [tuple(row) for row in converted(rows)]

    alias = compiler.using
    described = compiler.klass_info
    columns = described["select_fields"]
    first, last = columns[0], columns[-1] + 1
    names = [column.target.attname for column, _, _ in compiler.select[first:last]]
    # The stubs are of a later Django, which asks for one argument more.
    populators = get_related_populators(described, compiler.select, alias)  # type: ignore[call-arg]
    annotated = compiler.annotation_col_map or {}

    def instances(rows: list[Any]) -> list[Any]:
        found = []
        for row in converted(rows):
            made = described["model"].from_db(alias, names, row[first:last])
            for populator in populators:
                populator.populate(row, made)
            for name, column in annotated.items():
                setattr(made, name, row[column])
            found.append(made)
        return found

    return instances
