"""Base view of all public pages: conditional requests, decided by the version that a page rests on."""

from __future__ import annotations

import hashlib
from abc import ABC, abstractmethod
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.http import HttpRequest, HttpResponseBase
from django.utils.cache import patch_cache_control
from django.views.decorators.http import condition
from django.views.generic import View

from cables import archive_version
from cables.archive_version import Version
from cables.lists import parameters
from cables.telegram.vocabulary import DEFAULT


class ConditionalView(View, ABC):
    """A page whose response to a conditional request (ETag, Last-Modified) depends on its version alone.

    Caches may store it but revalidate each time: that costs a query or two, and a cable that arrives is seen at once.
    """

    @abstractmethod
    def version(self) -> Version | None:
        """Return the version of this page; None where there is no such page."""

    def etag(self, version: Version) -> str:
        """Return the entity tag, with its quotes, of the page at this version."""
        return f'"{hashlib.sha256(f"{code_version()} {version.rests_on}".encode()).hexdigest()[:32]}"'

    @property
    def is_shared(self) -> bool:
        """Return whether caches between the site and its readers may store it."""
        return True

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.META.get("HTTP_COOKIE"):
            archive_version.refresh()  # an editor's, who is shown the current state
        version = self.version()
        respond: Callable[..., HttpResponseBase] = super().dispatch
        if version is not None:
            respond = condition(lambda *_, **__: self.etag(version), lambda *_, **__: version.changed)(respond)
        response = respond(request, *args, **kwargs)
        if version is not None:
            patch_cache_control(response, no_cache=True, **{"public" if self.is_shared else "private": True})
        if request.method in ("GET", "HEAD") and response.status_code == 200 and self.is_canonical():
            response.is_canonical = True  # type: ignore[attr-defined]  # which the page cache reads
        return response

    def is_canonical(self) -> bool:
        """Return whether the page takes every parameter of its URL as it stands there, or there are none.

        Anybody can make any number of other URLs of the same page, which are not worth being cached.
        """
        query, match = self.request.META.get("QUERY_STRING", ""), self.request.resolver_match
        return not query or (match is not None and parameters.is_canonical(query, match.url_name or ""))


@lru_cache(maxsize=1)
def code_version() -> str:
    """Return a checksum of what pages depend on beside rows: code, templates, vocabulary, static files, site name."""
    digest = hashlib.sha256(f"{settings.SITE_NAME} {settings.CONTACT} {DEFAULT.fingerprint}".encode())
    digest.update(str(getattr(staticfiles_storage, "manifest_hash", "")).encode())
    for folder, pattern in (("cables", "*.py"), ("templates", "*.html")):
        for path in sorted((settings.BASE_DIR / folder).rglob(pattern)):
            digest.update(path.read_bytes())
    return digest.hexdigest()
