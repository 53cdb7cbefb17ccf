"""Cables as lists show them, by their ids."""

from __future__ import annotations

from collections.abc import Sequence

from cables.db.prepared import PreparedQuery
from cables.models import Cable

_cables = PreparedQuery(Cable, lambda ids: Cable.objects.for_list().filter(pk__in=ids).order_by())


def listed(ids: Sequence[int]) -> dict[int, Cable]:
    """What a list shows of the cables with these ids, by id; those that are not held are left out. One query."""
    return {cable.pk: cable for cable in _cables(ids)} if ids else {}
