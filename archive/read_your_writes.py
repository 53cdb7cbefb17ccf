"""The position of the primary when an editor last saw the administration, in a signed cookie.

The editor's public pages are read from replicas that have replayed as much, and from no cache.
"""

from __future__ import annotations

from contextlib import suppress

from django.conf import settings
from django.db import DatabaseError, InterfaceError, connection
from django.http import HttpRequest, HttpResponseBase

from archive.replicas import Position

COOKIE = "seen"
MAX_AGE = 3600  # seconds; a replica that lags by more is broken


def position_of(request: HttpRequest) -> Position:
    """Return the position in the request's cookie, the empty one where there is none or it is not ours."""
    if COOKIE not in request.COOKIES:
        return ""
    return str(request.get_signed_cookie(COOKIE, default="", salt=COOKIE, max_age=MAX_AGE))


def set_cookie(response: HttpResponseBase, *, replicated: bool) -> None:
    """Set the cookie that marks an editor's browser; where there are replicas, with the primary's present position."""
    response.set_signed_cookie(
        COOKIE,
        present_position() if replicated else "",
        salt=COOKIE,
        max_age=MAX_AGE,
        httponly=True,
        secure=settings.SECURE,
        samesite="Strict",
    )


def present_position() -> Position:
    """Return the position of the primary; the empty one where it cannot be had."""
    with suppress(DatabaseError, InterfaceError), connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_wal_lsn()::text")
        return str(cursor.fetchall()[0][0])
    return ""
