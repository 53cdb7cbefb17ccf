"""Requests that pages take: to read, outside the administration, and with parameters that are text."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase, HttpResponseNotAllowed
from django.shortcuts import render

from archive.middleware import is_admin_request

SAFE_METHODS = ("GET", "HEAD", "OPTIONS")


class PublicRequestMiddleware:
    """Responds 405 to other methods than reads of public pages, and takes NULs from the parameters of all.

    No text has a NUL: databases refuse it, and a page that repeated it would not be HTML.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.method not in SAFE_METHODS and not is_admin_request(request):
            page = render(request, "405.html")
            return HttpResponseNotAllowed(SAFE_METHODS, content=page.content)
        query = request.META.get("QUERY_STRING", "")
        if "%00" in query:
            request.META["QUERY_STRING"] = query.replace("%00", "")  # before anything has read parameters from it
        return self.get_response(request)
