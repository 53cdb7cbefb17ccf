"""Cache-Control: nothing of the administration is stored; browsers revalidate public pages each time, the cache before
the site after CACHE_SECONDS (`archive/settings.py`).

So a page that is withdrawn or redacted is soon gone from all caches, also where the site itself is down.
"""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

from archive import read_your_writes
from archive.middleware import is_admin_request

NO_STORE = "no-store"
PRIVATE = "private"
CACHEABLE = (200, 301, 302, 304, 400, 404, 410)
OUTAGE = 10  # times CACHE_SECONDS that a cache may use a stale page for while the site fails


class NoStoreMiddleware:
    """Lets nobody store a response of the administration, whichever middleware after this one it comes from."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if is_admin_request(request) and NO_STORE not in response.get("Cache-Control", ""):
            response["Cache-Control"] = NO_STORE
        return response


class CacheControlMiddleware:
    """Sets `Cache-Control` of public pages; caches may store no failure, and nothing private or that an editor sees."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if is_admin_request(request) or NO_STORE in response.get("Cache-Control", ""):
            return response
        if response.status_code not in CACHEABLE:
            # A failure says nothing of the page, so that no condition holds for it.
            for header in ("ETag", "Last-Modified"):
                response.headers.pop(header, None)
            response["Cache-Control"] = NO_STORE
        elif read_your_writes.COOKIE in request.COOKIES or PRIVATE in response.get("Cache-Control", ""):
            response["Cache-Control"] = "private, no-cache"
        else:
            response["Cache-Control"] = cache_control(settings.CACHE_SECONDS)
        return response


def cache_control(seconds: int) -> str:
    """Return the value for pages that shared caches may store so long, and then use once more while they revalidate."""
    if not seconds:
        return "public, no-cache"
    return f"public, max-age=0, s-maxage={seconds}, stale-while-revalidate={seconds}, stale-if-error={OUTAGE * seconds}"
