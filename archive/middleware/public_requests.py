"""Requests that public pages take: to read, with parameters that are text."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase, HttpResponseNotAllowed
from django.shortcuts import render

from archive.middleware import is_admin_request

SAFE_METHODS = ("GET", "HEAD", "OPTIONS")


class PublicRequestMiddleware:
    """Responds 405 to other methods than reads, and takes NULs from parameters.

    No text has a NUL: databases refuse it, and a page that repeated it would not be HTML.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if is_admin_request(request):
            return self.get_response(request)
        if request.method not in SAFE_METHODS:
            page = render(request, "405.html")
            return HttpResponseNotAllowed(SAFE_METHODS, content=page.content)
        query = request.META.get("QUERY_STRING", "")
        if "%00" in query:
            request.META["QUERY_STRING"] = query.replace("%00", "")  # before anything has read parameters from it
        return self.get_response(request)
