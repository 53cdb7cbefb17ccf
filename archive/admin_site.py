"""The admin site: Django's own, under the installation's name."""

import posixpath
from typing import Any
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.contrib.admin import AdminSite
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse

from archive.login_lock import login_lock
from archive.login_throttle import client_ip

BATCHES, IMPORT_RUNS = "/cables/batch/", "/cables/importrun/"


class Administration(AdminSite):
    """The admin site of the archive, where archivists upload and correct cables."""

    site_header = site_title = settings.SITE_NAME
    index_title = "Administration"
    enable_nav_sidebar = False

    def get_urls(self) -> list[Any]:
        """Return Django's URLs, and those under which import runs were to be seen when their model was `ImportRun`."""
        former = BATCHES.lstrip("/")
        return [path(former, moved), path(f"{former}<path:rest>", moved), *super().get_urls()]

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Return the page to log in, or the redirect after it: within the administration, whatever `next` says.

        While another attempt from the same network is checked, return 429: to wait for it would take a thread each.
        """
        if request.method != "POST":
            return super().login(request, extra_context)
        with login_lock(client_ip(request)) as is_free:
            response = super().login(request, extra_context) if is_free else busy(request)
        if not isinstance(response, HttpResponseRedirect) or is_inside(response.url):
            return response
        return HttpResponseRedirect(settings.ADMINISTRATION)

    def autocomplete_view(self, request: HttpRequest) -> HttpResponse:
        """Raise Http404: no form here completes what is typed, and the view would search without a list's limits."""
        raise Http404


def busy(request: HttpRequest) -> HttpResponse:
    """Return the page for whoever sent another attempt while one is being checked: 429, to be sent again soon."""
    page = render(request, "login_busy.html", status=429)
    page["Retry-After"] = "1"  # second; a password is checked in 0.2
    return page


def is_inside(url: str) -> bool:
    """Return whether a URL of this site, to which it may redirect, leads to a page of the administration."""
    path = posixpath.normpath(unquote(urlsplit(url).path))
    return f"{path}/".startswith(settings.ADMINISTRATION) and f"{path}/" != reverse("admin:logout")


def moved(request: HttpRequest, rest: str = "") -> HttpResponseRedirect:
    """Redirect a page of a batch, or the list of all, to the one that it has now."""
    return HttpResponseRedirect(request.get_full_path().replace(BATCHES, IMPORT_RUNS, 1))
