"""Pages of errors. None of them needs the database, which may be the cause."""

from __future__ import annotations

import logging
import sys

from django.core.exceptions import DisallowedHost
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from cables.lists import formats

NO_SUCH_PAGE = "There is nothing at this address."
RETRY_AFTER = "60"  # seconds
PLAIN_TEXT = "Something went wrong here. The fault is the site's, not yours, and has been written to its log.\n"

logger = logging.getLogger(__name__)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Return 400: the request is malformed, or for a host that is not the site's."""
    return render(request, "400.html", {"wrong_host": isinstance(exception, DisallowedHost)}, status=400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Return 403: the request is refused."""
    return render(request, "403.html", status=403)


def without_token(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Return 403 for a form without its CSRF token, or with that of another session."""
    return render(request, "403.html", {"without_token": True}, status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Return 404, with the sentence of the view that raised it if there is one."""
    reason = exception.args[0] if exception.args and isinstance(exception.args[0], str) else ""
    if formats.wants_data(request):
        return formats.refusal(request, reason or NO_SUCH_PAGE, status=404)
    return render(request, "404.html", {"reason": reason}, status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Return 500; 503 where the database does not respond, or not in time.

    As plain text where the page itself fails: the cause may be the templates or static files.
    """
    unavailable = isinstance(sys.exception(), (OperationalError, InterfaceError))
    status = 503 if unavailable else 500
    try:
        response = render(request, f"{status}.html", status=status)
    except Exception:
        logger.exception("The page for an error has an error of its own.")
        response = HttpResponse(PLAIN_TEXT, content_type="text/plain; charset=utf-8", status=status)
    if unavailable:
        response["Retry-After"] = RETRY_AFTER
    return response
