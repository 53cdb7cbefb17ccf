"""Outages: failures of the database and of the disk, for which no job is at fault and which pass without it."""

from __future__ import annotations

import errno

from django.db import (
    DatabaseError,
    DataError,
    IntegrityError,
    InterfaceError,
    NotSupportedError,
    ProgrammingError,
)

from cables.db.errors import is_beyond_a_limit, is_of_schema

FULL = {errno.ENOSPC, errno.EDQUOT}
BROKEN = {errno.EIO, errno.EROFS}


def is_outage(error: Exception) -> bool:
    """Return whether an error is a failure of the database or the disk, and not of what they were given."""
    given_wrongly = (DataError, IntegrityError, NotSupportedError, ProgrammingError)
    return (
        isinstance(error, (OSError, DatabaseError, InterfaceError))
        and not isinstance(error, given_wrongly)
        and not is_of_schema(error)
        and not is_beyond_a_limit(error)
    )


def sentence(error: Exception) -> str:
    """Return a sentence that says what failed."""
    if not isinstance(error, OSError):
        said, _, _ = str(error).strip().partition("\n")
        return f"The database failed: {said or 'it does not answer'}."
    if error.errno in FULL:
        return "The disk is full."
    what = "disk" if error.errno in BROKEN else "system"
    return f"The {what} failed: {error.strerror or error}."
