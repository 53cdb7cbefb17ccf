"""The admin site: Django's own, under the installation's name."""

from typing import Any

from django.conf import settings
from django.contrib.admin import AdminSite
from django.http import HttpRequest, HttpResponseRedirect
from django.urls import path

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


def moved(request: HttpRequest, rest: str = "") -> HttpResponseRedirect:
    """Redirect a page of a batch, or the list of all, to the one that it has now."""
    return HttpResponseRedirect(request.get_full_path().replace(BATCHES, IMPORT_RUNS, 1))
