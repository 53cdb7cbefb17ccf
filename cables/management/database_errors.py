"""Errors of the database within a command, as sentences instead of tracebacks."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.management.base import CommandError
from django.db import Error as DatabaseError

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
    """Turn an error of the database into a CommandError; `so_far` says what became of the work until then."""
    try:
        yield
    except DatabaseError as error:
        raise CommandError(f"{sentence(error)} {so_far}", returncode=INCOMPLETE) from error


def sentence(error: DatabaseError) -> str:
    """Return what happened, in the database's own words, and what to do about it where that is known."""
    message = ". ".join(line.strip().rstrip(".") for line in str(error).splitlines() if line.strip())
    advice = next((advice for words, advice in ADVICE if words in message), None)
    return " ".join(filter(None, [f"The database failed ({message}).", advice]))
