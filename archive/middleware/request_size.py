"""Sizes of requests: checked against the address and the user before a byte of the content is read."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.generic import View

from archive.middleware.public_requests import SAFE_METHODS


class RequestSizeMiddleware:
    """Responds 411 to a request that does not say how long it is, and 413 to one that is too long.

    At most REQUEST_SIZE bytes are taken, at the addresses of READS_BY_POST as many as stand there, and at those of
    UPLOADS too, from users with the permission UPLOAD_PERMISSION. The server closes a connection whose request was not
    read to its end.

    It stands before all that reads the content of a request: that which protects forms does.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: View, args: object, kwargs: object) -> HttpResponse | None:
        """Return the page that refuses the request, None where it is taken; every middleware has seen it by now."""
        size = stated_size(request)
        if size is None:
            return render(request, "411.html", status=411)
        usual = settings.READS_BY_POST.get(request.path_info, settings.REQUEST_SIZE)
        if size <= usual:
            return None
        most = upload_size(request)
        may_upload = most is not None and request.user.has_perm(settings.UPLOAD_PERMISSION)
        if most is not None and may_upload and size <= most:
            return None
        context = {
            "size": size,
            "most": most if most is not None and may_upload else usual,
            "is_upload": most is not None,
            "may_upload": may_upload,
        }
        return render(request, "413.html", context, status=413)


def stated_size(request: HttpRequest) -> int | None:
    """Return how many bytes of content the request says it has; None where it does not, or sends it in chunks."""
    length = request.META.get("CONTENT_LENGTH", "")
    if "HTTP_TRANSFER_ENCODING" in request.META:
        return None
    if not length and request.method in SAFE_METHODS:
        return 0
    return int(length) if length.isascii() and length.isdigit() else None


def upload_size(request: HttpRequest) -> int | None:
    """Return the bytes that an upload to the address of the request may have; None where it takes no uploads."""
    match = request.resolver_match
    return settings.UPLOADS.get(match.view_name) if match else None
