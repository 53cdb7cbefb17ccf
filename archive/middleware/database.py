"""Public pages are read through a connection that cannot write: a replica's where there are any, else the primary's."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from typing import Any, cast

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, InterfaceError, OperationalError, connections
from django.http import FileResponse, HttpRequest, HttpResponseBase, StreamingHttpResponse

from archive import read_your_writes
from archive.middleware import is_admin_request
from archive.replicas import Replicas
from cables.db import router

LOSSES = (OperationalError, InterfaceError)


class DatabaseMiddleware:
    """Chooses the connection for each request: the administration's is the primary, which may write.

    A page over which the connection is lost is made again from the primary; its reader notices nothing. An editor is
    never shown less than was there when the administration last answered.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        self.replicas = Replicas(settings.REPLICAS)

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if is_admin_request(request):
            response = self.get_response(request)
            # Who was sent elsewhere before they could log in is nobody yet.
            user = getattr(request, "user", None)
            if user and user.is_authenticated:
                read_your_writes.mark(response, replicated=bool(self.replicas.aliases))
            return response
        alias = (
            self.replicas.choose(read_your_writes.position(request)) if self.replicas.aliases else None
        ) or settings.READER
        with router.using(alias):
            response = self.get_response(request)
        if isinstance(response, StreamingHttpResponse) and not isinstance(response, FileResponse):
            content = cast(Iterable[bytes], response.streaming_content)
            response.streaming_content = self.resuming(request, content, alias)
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponseBase | None:
        """The page made again, where the connection was lost over it: from the primary's reader in any case."""
        if not self.recovers(router.current_alias(), exception):
            return None
        with router.using(settings.READER):
            response = answer(request)
        if isinstance(response, StreamingHttpResponse):
            response.streaming_content = within(settings.READER, cast(Iterable[bytes], response.streaming_content))
        return response

    def recovers(self, alias: str, error: Exception) -> bool:
        """Whether to ask once more: the connection was lost, which is then given up, and its replica left out.

        Not where the database gave up a question that took too long, and never for the connection that writes.
        """
        if alias == DEFAULT_DB_ALIAS or not isinstance(error, LOSSES) or state(error) == QUERY_CANCELED:
            return False
        if alias in self.replicas.aliases:
            self.replicas.leave_out(alias, error)
        connections[alias].close()
        return True

    def resuming(self, request: HttpRequest, content: Iterable[bytes], alias: str) -> Iterator[bytes]:
        """The content as it is read; where the connection is lost over it, the rest is the primary's."""
        sent = hashlib.sha256()
        length = 0
        try:
            for chunk in within(alias, content):
                sent.update(chunk)
                length += len(chunk)
                yield chunk
            return
        except LOSSES as error:
            if not self.recovers(alias, error):
                raise
            lost = error
        with router.using(settings.READER):
            again = answer(request)
        if not isinstance(again, StreamingHttpResponse):
            raise lost
        yield from behind(sent.digest(), length, within(settings.READER, cast(Iterable[bytes], again)), lost)


QUERY_CANCELED = "57014"  # https://www.postgresql.org/docs/current/errcodes-appendix.html


def state(error: Exception) -> str | None:
    """The SQLSTATE that PostgreSQL gave, None where the connection was lost before it could."""
    return getattr(error.__cause__, "sqlstate", None)


def answer(request: HttpRequest) -> HttpResponseBase:
    """What the view of the request answers, with its template filled in."""
    view: Any = request.resolver_match
    response: Any = view.func(request, *view.args, **view.kwargs)
    return cast(HttpResponseBase, response.render() if hasattr(response, "render") else response)


def within(alias: str, content: Iterable[bytes]) -> Iterator[bytes]:
    """The content, read through the connection with this alias however late it is asked for."""
    iterator = iter(content)
    while True:
        with router.using(alias):
            chunk = next(iterator, None)
        if chunk is None:
            return
        yield chunk


def behind(digest: bytes, length: int, content: Iterable[bytes], lost: Exception) -> Iterator[bytes]:
    """What comes behind so many bytes of the content. They must be those of the digest, or `lost` is raised: a
    download that breaks off is better than one whose parts do not fit."""
    passed = hashlib.sha256()
    left = length
    for chunk in content:
        passed.update(chunk[:left])
        rest = chunk[left:]
        left -= len(chunk) - len(rest)
        if left == 0 and passed.digest() != digest:
            raise lost
        if rest:
            yield rest
    if left:
        raise lost
