"""What stands between the server and the views, in the order of MIDDLEWARE in the settings."""

from django.conf import settings
from django.http import HttpRequest


def is_admin_request(request: HttpRequest) -> bool:
    """Return whether the request is for the administration; never where the site serves none."""
    return settings.ADMINISTERS and request.path_info.startswith(settings.ADMINISTRATION)
