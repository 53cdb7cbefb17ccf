"""The content of a request as it comes from the server: whole, and within a stated time where it is a form's."""

from __future__ import annotations

import io
import time
from collections.abc import Callable, Iterable, Iterator
from typing import Any, Protocol

from django.conf import settings

from cables.management.connections import awaited

Environment = dict[str, Any]
Application = Callable[[Environment, Callable[..., Any]], Iterable[bytes]]


class Input(Protocol):
    """What WSGI gives the content of a request by (PEP 3333), as far as Django reads it."""

    def read(self, size: int, /) -> bytes:
        """Return so many bytes, fewer at the end."""
        ...


class RequestStream(io.RawIOBase):
    """The content of a request, of a stated length.

    A server (granian 2.8.9) ends the content where its sender goes, as if it were complete, and waits for the next byte
    as long as its sender likes: `close_stalled` ends connections from the `address` that a read waits for too long.
    """

    def __init__(self, stream: Input, length: int, address: str = "") -> None:
        super().__init__()
        self._address = address
        self._stream = stream
        self._left = length
        self._is_form = length <= settings.REQUEST_SIZE
        self._end = time.monotonic() + settings.IDLE_SECONDS

    def readable(self) -> bool:
        """Return True: bytes can be read from it."""
        return True

    def readinto(self, buffer: Any, /) -> int:
        """Put the next bytes into the buffer, as many as fit or as are left; return how many.

        Raises ConnectionError where the content ends before, and TimeoutError where that of a form takes longer than
        IDLE_SECONDS in all: each of its bytes is waited for by itself (3 ms for the 16,384 that a form may have).
        """
        wanted = min(len(buffer), self._left)
        with awaited(self._address):
            content = b"".join(self._bytes_in_time(wanted)) if self._is_form else self._stream.read(wanted)
        self._left -= len(content)
        if len(content) < wanted:
            raise ConnectionError(f"{self._left} bytes of the content did not come")
        buffer[:wanted] = content
        return wanted

    def _bytes_in_time(self, wanted: int) -> Iterator[bytes]:
        for _ in range(wanted):
            yield self._stream.read(1)
            if time.monotonic() > self._end:
                raise TimeoutError(f"the content did not come within {settings.IDLE_SECONDS} seconds")


def whole(application: Application) -> Application:
    """Return the application, given the content of each request that states its length as a RequestStream."""

    def respond(environ: Environment, start_response: Callable[..., Any]) -> Iterable[bytes]:
        length = environ.get("CONTENT_LENGTH") or ""
        if length.isascii() and length.isdigit():
            address = environ.get("REMOTE_ADDR", "")
            environ["wsgi.input"] = RequestStream(environ["wsgi.input"], int(length), address)
        return application(environ, start_response)

    return respond
