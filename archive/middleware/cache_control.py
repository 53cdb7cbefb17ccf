"""How long caches may keep public pages: browsers ask each time, the cache in front of the site for a little while.

A page that is withdrawn or redacted is so gone from everywhere soon, also where the site itself is gone.
"""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

from archive import read_your_writes
from archive.middleware import is_admin_request

NOT_KEPT = "no-store"
KEPT = (200, 301, 302, 304, 400, 404, 410)
OUTAGE = 10  # times as long as usual a cache may show what it has while the site fails


class CacheControlMiddleware:
    """Says in `Cache-Control` how long each public page may be kept; a failure is not kept, nor what an editor sees."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if is_admin_request(request) or NOT_KEPT in response.get("Cache-Control", ""):
            return response
        if response.status_code not in KEPT:
            # Not even to be asked for by condition: it says nothing of the page.
            for header in ("ETag", "Last-Modified"):
                response.headers.pop(header, None)
            response["Cache-Control"] = NOT_KEPT
        elif read_your_writes.COOKIE in request.COOKIES:
            response["Cache-Control"] = "private, no-cache"
        else:
            response["Cache-Control"] = rule(settings.CACHE_SECONDS)
        return response


def rule(seconds: int) -> str:
    """The header's value for pages that shared caches may keep so long, and then show once more while they ask."""
    if not seconds:
        return "public, no-cache"
    return f"public, max-age=0, s-maxage={seconds}, stale-while-revalidate={seconds}, stale-if-error={OUTAGE * seconds}"
