"""What the database was asked a moment ago, and need not be asked again for every page."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from time import monotonic
from typing import Generic, TypeVar

from django.conf import settings
from django.db import connections, router
from django.db.models import Model

Answer = TypeVar("Answer")


@dataclass(frozen=True, slots=True)
class _Told(Generic[Answer]):
    """An answer, the driver's connection that gave it, when that was asked, and how often the moment had ended."""

    answer: Answer
    connection: object
    at: float
    ended: int


class Moment(Generic[Answer]):
    """The answer of the connection that `model` is read through, asked anew after STAMP_SECONDS.

    Each connection is asked for itself: replicas come as far one after the other, and what is read through one must not
    be taken for what another has. A connection that is lost has told nothing, so the loss is met where it always was.
    """

    def __init__(self, model: type[Model], ask: Callable[[], Answer]) -> None:
        self._model = model
        self._ask = ask
        self._ended = 0
        self._of_thread = threading.local()  # as Django's connections are

    def __call__(self) -> Answer:
        """The answer, at most so old. Raises what asking raises."""
        if not settings.STAMP_SECONDS:
            return self._ask()
        alias = router.db_for_read(self._model)
        reading = connections[alias]
        reading.close_if_health_check_failed()
        asked_at, ended = monotonic(), self._ended
        told: _Told[Answer] | None = self._of_thread.__dict__.get(alias)
        if (
            told is None
            or told.connection is not reading.connection
            or told.ended != ended
            or asked_at - told.at >= settings.STAMP_SECONDS
        ):
            answer = self._ask()
            told = self._of_thread.__dict__[alias] = _Told(answer, reading.connection, asked_at, ended)
        return told.answer

    def forget(self) -> None:
        """Ask anew next time, in this thread."""
        self._of_thread.__dict__.clear()

    def end(self) -> None:
        """Ask anew from now on, in all threads: the answer is another."""
        self._ended += 1
