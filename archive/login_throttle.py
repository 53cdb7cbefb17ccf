"""The limit of failed logins: whose attempts count together, and the page of those who are locked out
(`templates/public/login_locked_out.html`).

How many and for how long: AXES_FAILURE_LIMIT and AXES_COOLOFF_TIME in `archive/settings.py`.
"""

from __future__ import annotations

from ipaddress import IPv6Address, ip_address, ip_network
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

NOBODY = "0.0.0.0"  # noqa: S104 - a key to count by, nothing listens there
CUSTOMER_PREFIX = 64  # bits of an IPv6 address that all addresses of one customer share


def client_ip(request: HttpRequest) -> str:
    """Return the visitor's IP address to count attempts by; of IPv6 the network, since one visitor has all of it.

    Behind a proxy (SECURE) it is what the proxy adds last to X-Forwarded-For; what precedes it visitors may have sent.
    """
    forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "") if settings.SECURE else ""
    client = forwarded.rpartition(",")[2].strip() or request.META.get("REMOTE_ADDR", "")
    try:
        ip = ip_address(client)
    except ValueError:
        return NOBODY
    if isinstance(ip, IPv6Address):
        return str(ip.ipv4_mapped or ip_network((ip, CUSTOMER_PREFIX), strict=False).network_address)
    return str(ip)


def locked_out(request: HttpRequest, response: HttpResponse, credentials: Any) -> HttpResponse:
    """Return the page for whoever failed too often: 429, with the time to wait."""
    wait = settings.AXES_COOLOFF_TIME
    page = render(request, "login_locked_out.html", {"minutes": wait.seconds // 60}, status=429)
    page["Retry-After"] = str(wait.seconds)
    return page
