"""Pages before exports: what readers wait for is made before what is downloaded goes on."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase

from cables import streams


class PagesFirstMiddleware:
    """Lets the exports of this process wait while it makes another response; a cached page needs none to wait."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        with streams.first():
            return self.get_response(request)
