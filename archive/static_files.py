"""Collected static files: their storage, which a server in front of the site may read, and their responses."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import closing
from typing import Any

from django.http import HttpRequest, HttpResponse
from whitenoise.middleware import WhiteNoiseMiddleware
from whitenoise.responders import StaticFile
from whitenoise.storage import CompressedManifestStaticFilesStorage

PUBLIC_UMASK = 0o022


class StaticFilesMiddleware(WhiteNoiseMiddleware):  # type: ignore[misc]  # which has no types
    """Whitenoise's middleware, whose responses are whole: the largest file has 290 KB.

    What is made while it is sent holds a thread for as long as its reader takes; of what is handed over in one chunk
    the server (granian 2.8.9) frees the thread at once.
    """

    @staticmethod
    def serve(static_file: StaticFile, request: HttpRequest) -> HttpResponse:
        """Return the response with a file, a range of it, or 304."""
        found = static_file.get_response(request.method, request.META)
        response = HttpResponse(status=int(found.status))
        if found.file:
            with closing(found.file) as file:
                response.content = file.read()
        del response["Content-Type"]  # the headers are whitenoise's alone
        for name, value in found.headers:
            response[name] = value
        return response


class StaticFilesStorage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]  # which has no types
    """Whitenoise's storage, whose files everybody on the machine may read, whatever the umask of the process.

    Django sets the rights of the files that it collects, but Whitenoise none of those that it compresses.
    """

    def __init__(self, *args: Any, **options: Any) -> None:
        rights = {"file_permissions_mode": 0o666 & ~PUBLIC_UMASK, "directory_permissions_mode": 0o777 & ~PUBLIC_UMASK}
        super().__init__(*args, **rights, **options)

    def post_process(self, *args: Any, **options: Any) -> Iterator[Any]:
        """Yield what becomes of each file."""
        before = os.umask(PUBLIC_UMASK)
        try:
            yield from super().post_process(*args, **options)
        finally:
            os.umask(before)
