"""Responses whose content is made while they are sent: how many at once, for how long, and how they end.

Every export is one. A server takes the content in the thread of the request, as fast as the reader reads, so that slow
readers hold as many threads. What fails on the way breaks the connection: granian (2.8.9) ends a response whose content
raises without its last chunk, and no reader takes a part for the whole.
"""

from __future__ import annotations

import logging
import time
import weakref
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from itertools import chain

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse

from cables import places
from cables.places import BusyError

PIECE = 16 * 1024  # bytes that are sent at once: before each, the stream gives way, and its time is looked at
LONGEST_WAIT = 0.05  # seconds for which a piece gives way, so that streams go on beside pages without end
LOOKS_EVERY = 0.001  # seconds
IN_USE = 1.0  # seconds after its last response for which a process is taken to have readers
RETRY_AFTER = "30"  # seconds
HTTP_1_0 = ("HTTP/1.0", "HTTP/1")  # as granian (2.8.9) spells it
TOO_OLD = "A download needs HTTP/1.1, with which it can be told whether it is whole: choose that, and ask again.\n"
BUSY = "As many downloads are under way as this site sends at once. Try again in half a minute.\n"

Content = Iterator[str] | Iterator[bytes]

logger = logging.getLogger(__name__)

_under_way: list[None] = []  # an item for each response that is being made; appending and popping need no lock
_last_response = 0.0  # when the last of these was done, by time.monotonic
_is_continued: ContextVar[bool] = ContextVar("is_continued", default=False)
_reserved: ContextVar[Callable[[], object] | None] = ContextVar("reserved", default=None)


class BrokenStreamError(Exception):
    """A stream was broken off, as the log says; the one argument is a sentence that says why."""


class StreamedResponse(StreamingHttpResponse):
    """A response whose content is made while it is sent.

    Its first chunk is made at once, so that an error there gives another response; of a HEAD request no more is made.
    It has a place among those that a process sends at once until it is closed, which servers do as soon as the reader
    is gone. Raises BusyError where there is no place.
    """

    leave: Callable[[], object] = staticmethod(lambda: None)  # gives the place back

    def __init__(self, request: HttpRequest, content: Content, headers: Mapping[str, str]) -> None:
        self.path = request.path
        self.end = time.monotonic() + settings.STREAM_SECONDS
        if not _is_continued.get():
            self.leave = weakref.finalize(self, reserved_place())  # also where it is dropped unclosed
        try:
            first = next(content, "")
        except BaseException:
            self.leave()
            raise
        super().__init__(chain([first], () if request.method == "HEAD" else content), headers=dict(headers))

    def __iter__(self) -> Iterator[bytes]:
        """Yield the content as middleware leaves it, in pieces.

        Raise BrokenStreamError where it fails, or takes longer than STREAM_SECONDS.
        """
        try:
            began = time.monotonic()
            for chunk in super().__iter__():
                for start in range(0, len(chunk), PIECE):
                    give_way(time.monotonic() - began)
                    if time.monotonic() > self.end:
                        raise BrokenStreamError(f"it was not done after {settings.STREAM_SECONDS} seconds")
                    yield chunk[start : start + PIECE]
                    began = time.monotonic()
        except Exception as error:
            reason = str(error).strip().partition("\n")[0] or type(error).__name__
            logger.warning("The download of %s was broken off: %s", self.path, reason)
            raise BrokenStreamError(reason) from error

    def close(self) -> None:
        """Close the content, and give the place back."""
        try:
            super().close()
        finally:
            self.leave()


def streamed(request: HttpRequest, content: Content, headers: Mapping[str, str]) -> HttpResponseBase:
    """Return the response with this content; 503 where too many are being sent.

    505 to a reader of HTTP/1.0, to whom the end of a connection is the end of a file, broken off or not.
    """
    if request.META.get("SERVER_PROTOCOL") in HTTP_1_0:
        return HttpResponse(TOO_OLD, status=505, content_type="text/plain; charset=utf-8")
    try:
        return StreamedResponse(request, content, headers)
    except BusyError:
        return refusal()


@contextmanager
def reserved() -> Iterator[None]:
    """Take a place before anything is searched for, for the stream that is made inside; give it back where none is.

    Raises BusyError where there is no place.
    """
    if _is_continued.get():
        yield
        return
    places.streams.take()
    token = _reserved.set(places.streams.give_back)
    try:
        yield
    finally:
        if leave := _reserved.get():
            leave()
        _reserved.reset(token)


def reserved_place() -> Callable[[], object]:
    """Return what gives the reserved place back, else that of a place that is taken now; BusyError where none is."""
    if leave := _reserved.get():
        _reserved.set(None)
        return leave
    places.streams.take()
    return places.streams.give_back


def refusal() -> HttpResponse:
    """Return 503: the request is to be sent again later."""
    headers = {"Content-Type": "text/plain; charset=utf-8", "Retry-After": RETRY_AFTER}
    return HttpResponse(BUSY, status=503, headers=headers)


@contextmanager
def first() -> Iterator[None]:
    """Let streams of this process wait while a response is made inside."""
    global _last_response
    _under_way.append(None)
    try:
        yield
    finally:
        _under_way.pop()
        _last_response = time.monotonic()


def give_way(worked: float) -> None:
    """Wait while responses are made, up to LONGEST_WAIT: they need the same interpreter, and their readers wait.

    Where this process has readers, wait first for as long as the piece took to make, in seconds: else four streams
    take two cores whole (95 of 100 pages came within 206 ms so, and within 150 ms since).
    """
    if time.monotonic() - _last_response < IN_USE:
        time.sleep(min(worked, LONGEST_WAIT))
    end = time.monotonic() + LONGEST_WAIT
    while _under_way and time.monotonic() < end:
        time.sleep(LOOKS_EVERY)


@contextmanager
def continued() -> Iterator[None]:
    """Let streams that are made inside have the place and the time of the one that they continue."""
    token = _is_continued.set(True)
    try:
        yield
    finally:
        _is_continued.reset(token)


class BrokenStreamFilter(logging.Filter):
    """Leaves out what the server logs of a stream that broke off, with a traceback, after this module has."""

    def filter(self, record: logging.LogRecord) -> bool:
        return BrokenStreamError.__name__ not in record.getMessage()
