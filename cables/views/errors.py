"""Pages for what goes wrong. None of them needs the database, which may be what went wrong."""

from __future__ import annotations

import logging
import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from cables.lists import formats

NO_SUCH_PAGE = "There is nothing at this address."
RETRY_AFTER = "60"  # seconds
PLAIN_WORDS = "Something went wrong here. The fault is the site's, not yours, and has been written to its log.\n"

logger = logging.getLogger(__name__)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400: the request makes no sense."""
    return render(request, "400.html", status=400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403: the request is understood and refused."""
    return render(request, "403.html", status=403)


def without_token(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403: a form came back without the token that it was given out with, or with that of another session."""
    return render(request, "403.html", {"without_token": True}, status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404: there is no such page. Where a view said why in a sentence, the page does too."""
    reason = exception.args[0] if exception.args and isinstance(exception.args[0], str) else ""
    if formats.wants_data(request):
        return formats.refusal(request, reason or NO_SUCH_PAGE, status=404)
    return render(request, "404.html", {"reason": reason}, status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """500: a fault of the site; 503 where it is the database that does not answer, or not in time.

    In plain words where not even the page for that can be made: what is wrong may be the templates or static files.
    """
    unavailable = isinstance(sys.exception(), (OperationalError, InterfaceError))
    status = 503 if unavailable else 500
    try:
        response = render(request, f"{status}.html", status=status)
    except Exception:
        logger.exception("The page for an error has an error of its own.")
        response = HttpResponse(PLAIN_WORDS, content_type="text/plain; charset=utf-8", status=status)
    if unavailable:
        response["Retry-After"] = RETRY_AFTER
    return response
