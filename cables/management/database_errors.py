"""Errors of the database within a command, as sentences instead of tracebacks."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.management.base import CommandError
from django.db import Error as DatabaseError

from cables.db import sqlite
from cables.db.errors import is_of_schema

INCOMPLETE = 3  # exit status of a command that could not go on and is to be run again

# Parts of messages of the databases, and what to do about each.
ADVICE = (
    ("locked", "Another process went on writing for too long."),
    ("disk is full", "Make room on its disk."),
    ("No space left", "Make room on its disk."),
    ("File too large", "Make room on its disk, or allow it larger files."),
    ("disk I/O error", "Its disk may be full or broken."),
)


@contextmanager
def reported(so_far: str) -> Iterator[None]:
    """Turn an error of the database into a CommandError; `so_far` says what became of the work until then.

    Where `migrate` was never run, or not since an upgrade, nothing was done, and that is what to do.
    """
    try:
        yield
    except DatabaseError as error:
        if is_not_migrated(error):
            raise CommandError(not_migrated(error), returncode=INCOMPLETE) from error
        raise CommandError(f"{sentence(error)} {so_far}", returncode=INCOMPLETE) from error


def sentence(error: DatabaseError) -> str:
    """Return what happened, in the database's own words, and what to do about it where that is known."""
    message = said(error)
    advice = next((advice for words, advice in ADVICE if words in message), None)
    return " ".join(filter(None, [f"The database failed ({message}).", advice]))


def said(error: DatabaseError) -> str:
    """Return the database's own words in one line, without the full stop."""
    return ". ".join(line.strip().rstrip(".") for line in str(error).splitlines() if line.strip())


def is_not_migrated(error: DatabaseError) -> bool:
    """Return whether the database lacks what `migrate` makes: its file, a table or a column."""
    return is_of_schema(error) or sqlite.is_missing()


def not_migrated(error: DatabaseError) -> str:
    """Return what to do about it, in a sentence."""
    return f"The database lacks what this version needs ({said(error)}): check DATABASE_URL, or run manage.py migrate."
