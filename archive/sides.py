"""The two sides of the site: the public pages, which only read, and the administration."""

from django.conf import settings
from django.http import HttpRequest


def is_administration(request: HttpRequest) -> bool:
    """Whether the request is for an address of the administration; where none is served, for none."""
    return settings.ADMINISTERS and request.path_info.startswith(settings.ADMINISTRATION)
