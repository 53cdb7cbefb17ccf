"""Logging in to the administration: whose attempts are counted together, and what is said to the locked out."""

from __future__ import annotations

from ipaddress import IPv6Address, ip_address, ip_network
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

NOBODY = "0.0.0.0"  # noqa: S104 - an address to count by, nothing listens there
HOUSEHOLD = 64  # bits of an IPv6 address that one customer's addresses share


def address(request: HttpRequest) -> str:
    """The visitor's address to count attempts by; of IPv6 the network, since one visitor has all addresses in it.

    Behind a proxy, which SECURE says that there is, what it adds last to X-Forwarded-For; before that visitors may
    have written anything.
    """
    told = request.META.get("HTTP_X_FORWARDED_FOR", "") if settings.SECURE else ""
    written = told.rpartition(",")[2].strip() or request.META.get("REMOTE_ADDR", "")
    try:
        found = ip_address(written)
    except ValueError:
        return NOBODY
    if isinstance(found, IPv6Address):
        return str(found.ipv4_mapped or ip_network((found, HOUSEHOLD), strict=False).network_address)
    return str(found)


def locked_out(request: HttpRequest, response: HttpResponse, credentials: Any) -> HttpResponse:
    """The page for whoever failed too often: 429, and when to come back."""
    wait = settings.AXES_COOLOFF_TIME
    page = render(request, "locked.html", {"minutes": wait.seconds // 60}, status=429)
    page["Retry-After"] = str(wait.seconds)
    return page
