"""Questions about many keys at once, in portions that every database takes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

from cables.models import Alias, Cable

T = TypeVar("T")

PORTION = 10_000  # SQLite takes at most 32,766 parameters a statement, PostgreSQL 65,535


def in_portions(items: Iterable[T], size: int = PORTION) -> Iterator[list[T]]:
    """The items in lists of at most `size`."""
    iterator = iter(items)
    while portion := list(islice(iterator, size)):
        yield portion


def held_ids(mrns: Iterable[str]) -> dict[str, int]:
    """The ids of those of the cables that are held, by MRN."""
    held: dict[str, int] = {}
    for portion in in_portions(sorted(set(mrns))):
        held.update(Cable.objects.filter(mrn__in=portion).values_list("mrn", "pk").order_by())
    return held


def retired() -> dict[str, str]:
    """The numbers that cables bore before a merger or a correction, each with the present one."""
    return dict(Alias.objects.order_by().values_list("mrn", "target_mrn"))
