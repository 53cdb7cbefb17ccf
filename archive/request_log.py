"""The log of requests, a line of JSON for each, and of outages and attacks, a line without a traceback for each."""

from __future__ import annotations

import datetime
import json
import logging
import time
from collections.abc import Callable, Iterable, Iterator
from http import HTTPStatus
from typing import cast

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse

LONGEST_PATH = 300
LONGEST_SUSPICION = 200  # characters
REFUSALS = (HTTPStatus.SERVICE_UNAVAILABLE, HTTPStatus.HTTP_VERSION_NOT_SUPPORTED)

logger = logging.getLogger("archive.requests")


class RequestLogMiddleware:
    """Logs every request at its end: time, method, path, status, duration, bytes sent.

    Nothing of the visitor: no IP address, no browser, no cookie; and nothing that was typed: no query string.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        began = time.monotonic()
        response = self.get_response(request)
        if isinstance(response, StreamingHttpResponse) and not response.is_async:
            content = cast(Iterable[bytes], response.streaming_content)
            response.streaming_content = counted(content, lambda sent: log(request, response, began, sent))
        else:
            log(request, response, began, len(cast(HttpResponse, response).content))
        return response


def counted(content: Iterable[bytes], report: Callable[[int], None]) -> Iterator[bytes]:
    """Yield the content, and report how many bytes were sent, also where the visitor left before the end."""
    sent = 0
    try:
        for chunk in content:
            sent += len(chunk)
            yield chunk
    finally:
        report(sent)


def log(request: HttpRequest, response: HttpResponseBase, began: float, sent: int) -> None:
    """Log a request that began at `began` (monotonic) and ends now."""
    line = {
        "time": datetime.datetime.now(datetime.UTC).isoformat(timespec="milliseconds"),
        "method": request.method,
        "path": request.path_info[:LONGEST_PATH],
        "status": response.status_code,
        "milliseconds": round((time.monotonic() - began) * 1000, 1),
        "bytes": 0 if request.method == "HEAD" else sent,
    }
    logger.info(json.dumps(line))


class OutageFilter(logging.Filter):
    """Takes the traceback from the record of a request that failed because the database could not be reached.

    The record still has the URL; where in the code it failed is the same for every page.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        error = record.exc_info[1] if record.exc_info else None
        if isinstance(error, OperationalError | InterfaceError):
            reason = str(error).strip().partition("\n")[0]
            record.msg, record.args, record.exc_info = f"{record.getMessage()} ({reason})", (), None
        return True


class RefusalFilter(logging.Filter):
    """Leaves out requests that a view asks to send again later or otherwise: 503 and 505 of which nothing was raised.

    They are no failures of the site, an attacker can make any number of them, and the log of requests has each.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        return bool(record.exc_info) or getattr(record, "status_code", None) not in REFUSALS


class SuspicionFilter(logging.Filter):
    """Makes one short line of the record of a request that Django refused as suspicious, such as one for another host.

    It has no traceback, and what was sent stands in it as ASCII without control characters.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        if record.name.startswith("django.security."):
            message = record.getMessage().encode("unicode_escape").decode("ascii")
            record.msg, record.args = message[:LONGEST_SUSPICION], ()
            record.exc_info = None
        return True
