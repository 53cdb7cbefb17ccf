"""Contents of requests: read in the thread of the request, as slowly as they come, by some of the threads alone."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, UnreadablePostError
from django.shortcuts import render
from django.views.generic import View

from archive.middleware.public_requests import SAFE_METHODS
from archive.middleware.request_size import stated_size, upload_size
from cables import places
from cables.places import BusyError

RETRY_AFTER = "10"  # seconds


class RequestContentMiddleware:
    """Reads the content of a request in a place of its own; responds 503 where all are taken, without reading it.

    A form is read whole, and 408 where it does not come: what came of it is not looked at, and the server closes the
    connection. An upload is read by its view: that has the place until its response is there, and needs none where its
    user may not upload, since its view reads nothing then. It stands after the check of the size.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        try:
            return self.get_response(request)
        finally:
            if getattr(request, "reads_upload", False):
                places.uploads.give_back()

    def process_view(self, request: HttpRequest, view: View, args: object, kwargs: object) -> HttpResponse | None:
        """Return the page that asks to send the request again, None where it is read."""
        is_upload = upload_size(request) is not None
        if request.method in SAFE_METHODS or not stated_size(request):
            return None
        if is_upload and not request.user.has_perm(settings.UPLOAD_PERMISSION):
            return None
        try:
            (places.uploads if is_upload else places.contents).take()
        except BusyError:
            page = render(request, "content_busy.html", status=503)
            page["Retry-After"] = RETRY_AFTER
            return page
        if is_upload:
            request.reads_upload = True  # type: ignore[attr-defined]  # which is this middleware's own
            return None
        try:
            request.body  # noqa: B018 - which Django keeps
        except UnreadablePostError:
            return render(request, "408.html", {"seconds": settings.IDLE_SECONDS}, status=408)
        finally:
            places.contents.give_back()
        return None
