"""How far the database had come when an editor last saw the administration.

The editor's public pages are then read from replicas that have come as far, and from no cache. A signed cookie holds
the position.
"""

from __future__ import annotations

from contextlib import suppress

from django.conf import settings
from django.db import DatabaseError, InterfaceError, connection
from django.http import HttpRequest, HttpResponseBase

from archive.replicas import Position

COOKIE = "seen"
SECONDS_KEPT = 3600  # a replica that is further behind than this is broken


def position(request: HttpRequest) -> Position:
    """The position that the visitor's cookie holds, the empty one where there is none or it is not ours."""
    if COOKIE not in request.COOKIES:
        return ""
    return str(request.get_signed_cookie(COOKIE, default="", salt=COOKIE, max_age=SECONDS_KEPT))


def mark(response: HttpResponseBase, *, replicated: bool) -> None:
    """Let the response tell the browser that an editor was here; with replicas, how far the primary has come by now."""
    response.set_signed_cookie(
        COOKIE,
        reached() if replicated else "",
        salt=COOKIE,
        max_age=SECONDS_KEPT,
        httponly=True,
        secure=settings.SECURE,
        samesite="Strict",
    )


def reached() -> Position:
    """How far the primary has come; the empty position where it does not say."""
    with suppress(DatabaseError, InterfaceError), connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_wal_lsn()::text")
        return str(cursor.fetchall()[0][0])
    return ""
