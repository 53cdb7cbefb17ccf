"""Whole public pages, kept in memory for as long as nothing in the archive changes."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotModified
from django.http.response import ResponseHeaders
from django.utils.cache import get_conditional_response
from django.utils.http import parse_http_date_safe

from cables.archive_version import Version, archive_version

MEGABYTE = 2**20
LARGEST = 1 / 8  # of the memory: a few huge pages must not drive out all others
OVERHEAD = 2048  # bytes that a page takes besides its content: its address, headers and place
NOT_MODIFIED = ("Cache-Control", "ETag", "Last-Modified")  # what RFC 9110 15.4.5 wants of the headers that pages have
CONDITIONS = ("HTTP_IF_NONE_MATCH", "HTTP_IF_MODIFIED_SINCE", "HTTP_IF_MATCH", "HTTP_IF_UNMODIFIED_SINCE")

Address = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """A page as it was sent, and the version of the archive that it was made from.

    `unchanged` are the headers of the answer that it is the same as before.
    """

    version: Version
    content: bytes
    headers: ResponseHeaders
    unchanged: ResponseHeaders

    @property
    def size(self) -> int:
        """The bytes of memory that it takes."""
        return len(self.content) + OVERHEAD


class Pages:
    """Pages by their addresses, in so many bytes of memory; those not asked for longest go first."""

    def __init__(self, room: int) -> None:
        self.room = room
        self._pages: OrderedDict[Address, Page] = OrderedDict()
        self._lock = Lock()
        self.size = 0

    def get(self, address: Address) -> Page | None:
        """The page that is kept under the address, whatever it was made from."""
        with self._lock:
            page = self._pages.get(address)
            if page:
                self._pages.move_to_end(address)
            return page

    def keep(self, address: Address, page: Page) -> None:
        """Keep the page in place of the one of its address; one that is too large is not kept, and that one goes."""
        with self._lock:
            if former := self._pages.pop(address, None):
                self.size -= former.size
            if page.size > self.room * LARGEST:
                return
            self._pages[address] = page
            self.size += page.size
            while self.size > self.room:
                _, oldest = self._pages.popitem(last=False)
                self.size -= oldest.size


class KeptPagesMiddleware:
    """Answers from pages that were made before, if the archive's version is still that which they were made from.

    Each process keeps its own, up to PAGE_CACHE megabytes. What may be kept the pages say themselves: whatever is
    public for HTTP's caches, whole, and the same for all. Whoever has a cookie is an editor, who is shown nothing kept.
    The version is asked for before a page is made, so that one made while something is stored counts as made from what
    was there before.

    It stands before all that sets headers, and keeps them with the page: nothing before it may alter a response.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        if not settings.PAGE_CACHE:
            raise MiddlewareNotUsed
        self.get_response = get_response
        self.pages = Pages(settings.PAGE_CACHE * MEGABYTE)

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        meta = request.META
        if request.method != "GET" or meta.get("HTTP_COOKIE") or request.path.startswith(settings.STATIC_URL):
            return self.get_response(request)
        address = (request.scheme or "", meta.get("HTTP_HOST", ""), request.path, meta.get("QUERY_STRING", ""))
        try:
            version = archive_version()
        except (OperationalError, InterfaceError):
            return self.get_response(request)  # a replica is gone: whoever chose it asks another one for the page
        page = self.pages.get(address)
        if page and page.version == version:
            return self.again(request, page)
        # A page that is asked for by condition is not made where nothing changed, so there is nothing to keep either.
        response = self.get_response(request)
        if isinstance(response, HttpResponse) and may_be_kept(response):
            headers = response.headers
            unchanged = ResponseHeaders({name: headers[name] for name in NOT_MODIFIED if name in headers})
            self.pages.keep(address, Page(version, response.content, headers, unchanged))
        return response

    def again(self, request: HttpRequest, page: Page) -> HttpResponseBase:
        """The kept page, or that it did not change since the reader had it."""
        asked = [condition for condition in CONDITIONS if condition in request.META]
        if asked == ["HTTP_IF_NONE_MATCH"] and request.META["HTTP_IF_NONE_MATCH"] == page.headers["ETag"]:
            unchanged = HttpResponseNotModified()  # what a browser asks: worth being spared the reading of conditions
            unchanged.headers = page.unchanged
            return unchanged
        response = HttpResponse(page.content)
        response.headers = page.headers
        if not asked:
            return response
        changed = parse_http_date_safe(page.headers["Last-Modified"]) if "Last-Modified" in page.headers else None
        return get_conditional_response(request, page.headers["ETag"], changed, response) or response


def may_be_kept(response: HttpResponse) -> bool:
    """Whether a page says that it is the same for all who ask for its address."""
    return (
        response.status_code == 200
        and "ETag" in response
        and "Vary" not in response
        and not response.cookies
        and "public" in response.get("Cache-Control", "").replace(",", " ").split()
    )
