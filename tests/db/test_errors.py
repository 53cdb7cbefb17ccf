"""A full disk is told from other failures, by both databases' own words for it."""

from __future__ import annotations

import psycopg
import pytest
from django.db import OperationalError

from cables.db.errors import is_of_full_disk


def coded(sqlstate: str) -> OperationalError:
    """Return an error with PostgreSQL's code, as Django raises it."""
    error = OperationalError("it says why")
    error.__cause__ = psycopg.errors.lookup(sqlstate)()
    return error


@pytest.mark.parametrize(
    ("error", "is_full"),
    [
        (OperationalError("database or disk is full"), True),
        (coded("53100"), True),
        (OperationalError("database is locked"), False),
        (coded("53300"), False),
    ],
    ids=repr,
)
def test_a_full_disk(error: OperationalError, is_full: bool) -> None:
    assert is_of_full_disk(error) == is_full
