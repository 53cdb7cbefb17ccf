"""Failures of the database and the disk are told from those of what they were given."""

from __future__ import annotations

import errno
import os

import psycopg
import pytest
from django.db import DatabaseError, DataError, IntegrityError, InterfaceError, OperationalError, ProgrammingError

from cables.jobs.outages import is_outage, sentence


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)), "The disk is full."),
        (OSError(errno.EDQUOT, os.strerror(errno.EDQUOT)), "The disk is full."),
        (OSError(errno.EIO, os.strerror(errno.EIO), "a.zip"), "The disk failed: Input/output error."),
        (OSError(errno.EMFILE, os.strerror(errno.EMFILE)), "The system failed: Too many open files."),
        (OperationalError("database or disk is full"), "The database failed: database or disk is full."),
        (OperationalError("no answer\n\tIs the server running?\n"), "The database failed: no answer."),
        (DatabaseError("file is not a database"), "The database failed: file is not a database."),
        (InterfaceError(), "The database failed: it does not answer."),
    ],
)
def test_an_outage_has_a_sentence(error: Exception, expected: str) -> None:
    assert is_outage(error)
    assert sentence(error) == expected


def coded(sqlstate: str) -> OperationalError:
    """Return an error with PostgreSQL's code, as Django raises it."""
    error = OperationalError("it says why")
    error.__cause__ = psycopg.errors.lookup(sqlstate)()
    return error


FAULTS = [DataError(), IntegrityError(), ProgrammingError(), ValueError(), MemoryError()]
FAULTS += [OperationalError("no such table: cables_job"), OperationalError("no such column: done"), coded("54000")]


@pytest.mark.parametrize("error", FAULTS, ids=repr)
def test_a_fault_of_the_program_is_none(error: Exception) -> None:
    assert not is_outage(error)
