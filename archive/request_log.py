"""What the log says: of every request one line of JSON where that is set, and of an outage one line, no traceback."""

from __future__ import annotations

import datetime
import json
import logging
import time
from collections.abc import Callable, Iterable, Iterator
from typing import cast

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse

LONGEST_PATH = 300

logger = logging.getLogger("archive.middleware.public_requests")


class RequestLogMiddleware:
    """Writes down every request once it is answered: when, what, how it ended, how long it took, how much was sent.

    Nothing of who asked: no address, no browser, no cookie; and nothing of what was typed: the path without its query.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        began = time.monotonic()
        response = self.get_response(request)
        if isinstance(response, StreamingHttpResponse) and not response.is_async:
            content = cast(Iterable[bytes], response.streaming_content)
            response.streaming_content = counted(content, lambda sent: record(request, response, began, sent))
        else:
            record(request, response, began, len(cast(HttpResponse, response).content))
        return response


def counted(content: Iterable[bytes], ended: Callable[[int], None]) -> Iterator[bytes]:
    """The content; `ended` is told how many bytes were sent, also where the reader went away before the end."""
    sent = 0
    try:
        for chunk in content:
            sent += len(chunk)
            yield chunk
    finally:
        ended(sent)


def record(request: HttpRequest, response: HttpResponseBase, began: float, sent: int) -> None:
    """Write the line of a request that took until now."""
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
    """Takes the traceback from a record of a request that failed since the database was not to be reached.

    Where it stood still says the record; where in the code it was met is the same for every page.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        error = record.exc_info[1] if record.exc_info else None
        if isinstance(error, OperationalError | InterfaceError):
            said = str(error).strip().partition("\n")[0]
            record.msg, record.args, record.exc_info = f"{record.getMessage()} ({said})", (), None
        return True
