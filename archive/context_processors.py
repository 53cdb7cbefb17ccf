"""Variables of every template."""

from django.conf import settings
from django.http import HttpRequest


def site(request: HttpRequest) -> dict[str, str]:
    """Return the installation's name and contact, as ``site_name`` and ``contact``."""
    return {"site_name": settings.SITE_NAME, "contact": settings.CONTACT}
