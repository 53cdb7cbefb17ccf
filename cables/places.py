"""Places: how many threads of a process those may hold who read or send as slowly as they like.

A server takes what a reader reads, and gives what a sender sends, in the thread of the request.
"""

from __future__ import annotations

from queue import Empty, SimpleQueue

HELD = 3  # of the four threads of a process, by all kinds together: one is always there for pages
OF_A_KIND = 2  # so that neither kind takes all the places of the other


class BusyError(Exception):
    """All places are taken."""


class Places:
    """A number of places, each of which also takes one of those that are shared with other kinds."""

    def __init__(self, number: int, shared: Places | None = None) -> None:
        # A queue may be put into by the garbage collector at any moment.
        self._free: SimpleQueue[None] = SimpleQueue()
        self._shared = shared
        for _ in range(number):
            self._free.put(None)

    def take(self) -> None:
        """Take a place, without waiting. Raise BusyError where there is none."""
        try:
            self._free.get_nowait()
        except Empty:
            raise BusyError from None
        try:
            if self._shared:
                self._shared.take()
        except BusyError:
            self._free.put(None)
            raise

    def give_back(self) -> None:
        """Give back a place that was taken."""
        if self._shared:
            self._shared.give_back()
        self._free.put(None)


_held = Places(HELD)
streams = Places(OF_A_KIND, _held)  # of responses that are made while they are sent
contents = Places(OF_A_KIND, _held)  # of requests whose content is read
uploads = Places(OF_A_KIND - 1, contents)  # of those that are uploads: while one comes, forms are read, logins too
