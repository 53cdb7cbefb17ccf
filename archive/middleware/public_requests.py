"""Requests that pages take: to read, outside the administration, and with parameters that are text."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase, HttpResponseNotAllowed
from django.shortcuts import render

from archive.middleware import is_admin_request

SAFE_METHODS = ("GET", "HEAD", "OPTIONS")


def public_methods(request: HttpRequest) -> tuple[str, ...]:
    """Return the methods that the public address of the request takes."""
    return (*SAFE_METHODS, "POST") if request.path_info in settings.READS_BY_POST else SAFE_METHODS


class PublicRequestMiddleware:
    """Responds 405 to other methods than reads of public pages, and takes NULs from the parameters of all.

    A few addresses (READS_BY_POST) are read by POST, too.

    No text has a NUL: databases refuse it, and a page that repeated it would not be HTML.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        methods = public_methods(request)
        if request.method not in methods and not is_admin_request(request):
            page = render(request, "405.html")
            return HttpResponseNotAllowed(methods, content=page.content)
        query = request.META.get("QUERY_STRING", "")
        if "%00" in query:
            request.META["QUERY_STRING"] = query.replace("%00", "")  # before anything has read parameters from it
        return self.get_response(request)
