"""Housekeeping of the site by the runner of jobs: what is to be removed on time, whether or not anybody comes by.

This is the schedule. Failed logins and ended sessions are removed in `archive/apps.py`, drafts and files of jobs by
`cables.jobs.runner.clean_up`.
"""

from __future__ import annotations

import logging
import time

from django.db import DatabaseError
from django.dispatch import Signal

INTERVAL = 60.0  # seconds

logger = logging.getLogger(__name__)

# Sent about once a minute while a runner runs, between jobs and within them. A receiver may raise DatabaseError.
due = Signal()


class Housekeeping:
    """Schedule of one runner: sends `due` at most once an interval, whatever happens to the clock of the machine."""

    def __init__(self) -> None:
        self._next = time.monotonic()

    def do_if_due(self) -> None:
        """Send the signal where an interval has gone by since it was sent last."""
        now = time.monotonic()
        if now >= self._next:
            self._next = now + INTERVAL
            try:
                due.send(type(self))
            except DatabaseError as error:  # no fault of the job at hand
                logger.warning("Housekeeping failed, and is tried again in a minute: %s", str(error).strip())
