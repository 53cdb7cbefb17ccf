"""A cache of whole public pages in memory, valid for as long as nothing in the archive changes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import chain
from operator import itemgetter
from sys import getsizeof
from threading import Lock

from cachetools import LRUCache
from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.db import DatabaseError, InterfaceError
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotModified
from django.http.response import ResponseHeaders
from django.utils.cache import get_conditional_response
from django.utils.http import parse_http_date_safe

from cables.archive_version import Version, archive_version

MEGABYTE = 2**20
LARGEST = 1 / 8  # of the memory: a few huge pages must not evict all others
REQUESTED_ONCE = 1 / 4  # of the memory, for pages that were requested once: others are not evicted for them
OVERHEAD = 1024  # bytes that a page takes besides its strings: objects, dictionaries of headers, entry in the cache
NOT_MODIFIED = ("Cache-Control", "ETag", "Last-Modified")  # of a page's headers, those that RFC 9110 15.4.5 wants
CONDITIONS = ("HTTP_IF_NONE_MATCH", "HTTP_IF_MODIFIED_SINCE", "HTTP_IF_MATCH", "HTTP_IF_UNMODIFIED_SINCE")

Key = tuple[str, ...]  # scheme, host, path and query string


@dataclass(frozen=True, slots=True)
class CachedPage:
    """A page as it was sent, the version of the archive that it shows, and the headers of a 304 response for it."""

    version: Version
    content: bytes
    headers: ResponseHeaders
    not_modified: ResponseHeaders


class PageCache:
    """Pages by key, in at most `maxsize` bytes of memory, keys and headers included.

    The least recently used are evicted first, and those that were requested again only for others of their kind: so
    many requests for pages that nobody requests again, such as those of searches at random, evict each other.
    """

    def __init__(self, maxsize: int) -> None:
        self.maxsize = maxsize
        once = int(maxsize * REQUESTED_ONCE)
        self._once: LRUCache[Key, tuple[CachedPage, int]] = LRUCache(once, getsizeof=itemgetter(1))
        self._again: LRUCache[Key, tuple[CachedPage, int]] = LRUCache(maxsize - once, getsizeof=itemgetter(1))
        self._lock = Lock()

    @property
    def size(self) -> float:
        """Return the bytes of memory that the pages take."""
        return self._once.currsize + self._again.currsize

    def get(self, key: Key) -> CachedPage | None:
        """Return the page of this key, whatever its version."""
        with self._lock:
            entry = self._again.get(key)
            if entry is None and (entry := self._once.pop(key, None)):
                self._again[key] = entry
            return entry[0] if entry else None

    def set(self, key: Key, page: CachedPage) -> None:
        """Replace the page of this key; where the new one is too large for the cache, the key has none."""
        size = size_of(key, page)
        with self._lock:
            pages = self._again if key in self._again else self._once
            if size > self.maxsize * LARGEST:
                pages.pop(key, None)
            else:
                pages[key] = page, size


def size_of(key: Key, page: CachedPage) -> int:
    """Return the bytes of memory that a page takes with its key: no less than it does.

    Strings that pages share, such as the names of headers, are counted for each.
    """
    headers = [*page.headers.items(), *page.not_modified.items()]
    strings = [*key, page.version.rests_on, *(name for name, _ in headers), *chain.from_iterable(headers)]
    return getsizeof(page.content) + sum(map(getsizeof, strings)) + OVERHEAD


class PageCacheMiddleware:
    """Responds with cached pages whose version is still the archive's.

    Each process has a cache of its own, of up to PAGE_CACHE megabytes. Responses say themselves that they may be
    cached: those that are public for HTTP's caches, whole, and the same for all, and whose page takes the parameters of
    the URL (`is_canonical`): of any page there are as many URLs as anybody makes. Whoever has a cookie is an editor,
    who is shown nothing cached. The version is queried for before a page is made, so that one made while something is
    stored counts as of the version before.

    It stands before all middleware that sets headers, and caches them with the page: nothing before it may alter a
    response.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        if not settings.PAGE_CACHE:
            raise MiddlewareNotUsed
        self.get_response = get_response
        self.cache = PageCache(settings.PAGE_CACHE * MEGABYTE)

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        meta = request.META
        if request.method != "GET" or meta.get("HTTP_COOKIE") or request.path.startswith(settings.STATIC_URL):
            return self.get_response(request)
        key = (request.scheme or "", meta.get("HTTP_HOST", ""), request.path, meta.get("QUERY_STRING", ""))
        try:
            version = archive_version()
        except (DatabaseError, InterfaceError):
            # A replica is gone, and DatabaseMiddleware makes the page from another; or the database is damaged or has
            # no tables, which the page meets itself.
            return self.get_response(request)
        page = self.cache.get(key)
        if page and page.version == version:
            return response_from(page, request)
        # The response to a conditional request for a page that has not changed has no content to cache.
        response = self.get_response(request)
        unaltered = meta.get("QUERY_STRING", "") == key[-1]  # as PublicRequestMiddleware leaves those without NULs
        if isinstance(response, HttpResponse) and unaltered and is_cacheable(response):
            headers = response.headers
            not_modified = ResponseHeaders({name: headers[name] for name in NOT_MODIFIED if name in headers})
            self.cache.set(key, CachedPage(version, response.content, headers, not_modified))
        return response


def response_from(page: CachedPage, request: HttpRequest) -> HttpResponseBase:
    """Return the cached page, or a 304 response where the conditions of the request say that it has not changed."""
    conditions = [condition for condition in CONDITIONS if condition in request.META]
    if conditions == ["HTTP_IF_NONE_MATCH"] and request.META["HTTP_IF_NONE_MATCH"] == page.headers["ETag"]:
        not_modified = HttpResponseNotModified()  # what browsers send: worth being spared the parsing of conditions
        not_modified.headers = page.not_modified
        return not_modified
    response = HttpResponse(page.content)
    response.headers = page.headers
    if not conditions:
        return response
    changed = parse_http_date_safe(page.headers["Last-Modified"]) if "Last-Modified" in page.headers else None
    return get_conditional_response(request, page.headers["ETag"], changed, response) or response


def is_cacheable(response: HttpResponse) -> bool:
    """Return whether a response says that it is the same for all requests for its URL, and the URL one of its own."""
    return (
        response.status_code == 200
        and getattr(response, "is_canonical", False)
        and "ETag" in response
        and "Vary" not in response
        and not response.cookies
        and "public" in response.get("Cache-Control", "").replace(",", " ").split()
    )
