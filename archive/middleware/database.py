"""The database connection of each request: for public pages one that cannot write, a replica's where there are any.

A page over which the connection is lost is made again from the primary, and a download goes on from it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from typing import Any, cast

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, InterfaceError, OperationalError, connections
from django.http import HttpRequest, HttpResponseBase, StreamingHttpResponse

from archive import read_your_writes
from archive.middleware import is_admin_request
from archive.replicas import Replicas
from cables import streams
from cables.db import router
from cables.db.errors import sqlstate

LOSSES = (OperationalError, InterfaceError)
QUERY_CANCELED = "57014"  # https://www.postgresql.org/docs/current/errcodes-appendix.html


class DatabaseMiddleware:
    """Chooses the connection of each request; the administration's is the primary, which may write.

    An editor is never shown less than was there when the administration last responded.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        self.replicas = Replicas(settings.REPLICAS, settings.REPLICA_LAG)

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if is_admin_request(request):
            response = self.get_response(request)
            # Middleware that redirects before authentication leaves the request without a user.
            user = getattr(request, "user", None)
            if user and user.is_authenticated:
                read_your_writes.set_cookie(response, replicated=bool(self.replicas.aliases))
            return response
        alias = self.alias_for(request)
        with router.using(alias):
            response = self.get_response(request)
        if isinstance(response, StreamingHttpResponse):
            content = cast(Iterable[bytes], response.streaming_content)
            response.streaming_content = self.resumed(request, content, alias)
        return response

    def alias_for(self, request: HttpRequest) -> str:
        """Return the alias of the connection for a public page: the next replica's, else the primary's reader."""
        position = read_your_writes.position_of(request)
        return (self.replicas.choose(position) if self.replicas.aliases else None) or settings.READER

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponseBase | None:
        """Return the page made again, through the primary's reader, where the connection was lost over it."""
        if not self.recovers(router.current_alias(), exception):
            return None
        with router.using(settings.READER):
            response = response_to(request)
        if isinstance(response, StreamingHttpResponse):
            response.streaming_content = streamed(settings.READER, cast(Iterable[bytes], response.streaming_content))
        return response

    def recovers(self, alias: str, error: Exception) -> bool:
        """Return whether to try again, because the connection was lost; it is closed, and its replica left out.

        Not where the database canceled a query that took too long, and never for the connection that writes.
        """
        if alias == DEFAULT_DB_ALIAS or not isinstance(error, LOSSES) or sqlstate(error) == QUERY_CANCELED:
            return False
        if alias in self.replicas.aliases:
            self.replicas.leave_out(alias, error)
        connections[alias].close()
        return True

    def resumed(self, request: HttpRequest, content: Iterable[bytes], alias: str) -> Iterator[bytes]:
        """Yield the content; where the connection is lost over it, the rest as it is read from the primary."""
        digest = hashlib.sha256()
        length = 0
        try:
            for chunk in streamed(alias, content):
                digest.update(chunk)
                length += len(chunk)
                yield chunk
            return
        except LOSSES as error:
            if not self.recovers(alias, error):
                raise
            loss = error
        with router.using(settings.READER), streams.continued():
            response = response_to(request)
        if not isinstance(response, StreamingHttpResponse):
            raise loss
        content = cast(Iterable[bytes], response.streaming_content)
        yield from rest_of(streamed(settings.READER, content), length, digest.digest(), loss)


def response_to(request: HttpRequest) -> HttpResponseBase:
    """Return the response of the request's view, rendered, without the middleware."""
    view: Any = request.resolver_match
    response: Any = view.func(request, *view.args, **view.kwargs)
    return cast(HttpResponseBase, response.render() if hasattr(response, "render") else response)


def streamed(alias: str, content: Iterable[bytes]) -> Iterator[bytes]:
    """Yield the chunks of the content, each made with the connection of this alias, however late that is."""
    iterator = iter(content)
    while True:
        with router.using(alias):
            chunk = next(iterator, None)
        if chunk is None:
            return
        yield chunk


def rest_of(content: Iterable[bytes], length: int, digest: bytes, loss: Exception) -> Iterator[bytes]:
    """Yield the content after its first `length` bytes.

    Raises `loss` where these have another SHA-256 digest or are fewer: the rest does not fit what has been sent.
    """
    skipped = hashlib.sha256()
    left = length
    for chunk in content:
        skipped.update(chunk[:left])
        rest = chunk[left:]
        left -= len(chunk) - len(rest)
        if left == 0 and skipped.digest() != digest:
            raise loss
        if rest:
            yield rest
    if left:
        raise loss
