"""The limit of failed logins: whose attempts count together, how long they are stored, and the page of those who are
locked out (`templates/public/login_locked_out.html`).

How many and for how long: AXES_FAILURE_LIMIT and AXES_COOLOFF_TIME in `archive/settings.py`. They count by network and
not by name, lest whoever knows an editor's name could lock the editor out.
"""

from __future__ import annotations

from ipaddress import IPv6Address, ip_address, ip_network
from typing import Any

from axes.handlers.database import AxesDatabaseHandler
from axes.helpers import get_client_username
from axes.models import AccessAttempt
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

LONGEST_NAME = 255  # characters of a name that the table of attempts takes; PostgreSQL fails over a longer one
NOBODY = "0.0.0.0"  # noqa: S104 - a key to count by, nothing listens there
CUSTOMER_PREFIX = 64  # bits of an IPv6 address that all addresses of one customer share


class FailureCounter(AxesDatabaseHandler):  # type: ignore[misc]  # which has no types
    """Counter of failed logins by network, within which each name has failures of its own.

    A success clears the failures of its own name from its own network, and no others: else whoever has an account could
    guess at other accounts without end, by logging in to the own one between guesses.
    """

    def reset_user_attempts(self, request: HttpRequest, credentials: dict[str, Any] | None = None) -> int:
        """Remove the failures of the name and network that have just succeeded; return how many rows they were."""
        name = get_client_username(request, credentials)
        removed, _ = AccessAttempt.objects.filter(username=name, ip_address=client_ip(request)).delete()
        return int(removed)

    def clean_expired_user_attempts(self, *args: Any, **options: Any) -> int:
        """Remove the failures whose time is over; return how many rows they were."""
        return remove_failures()


def remove_failures() -> int:
    """Remove the failures that no longer count, AXES_COOLOFF_TIME after the last one; return how many rows they were.

    Where the clock was put back, failures that would be of the future count from now on, and not for longer.
    """
    now = timezone.now()
    early = AccessAttempt.objects.filter(attempt_time__gt=now)
    if early.exists():  # else nothing is written: a writer may have to wait for another
        early.update(attempt_time=now)
    over = AccessAttempt.objects.filter(attempt_time__lte=now - settings.AXES_COOLOFF_TIME)
    return int(over.delete()[0]) if over.exists() else 0


def name_of(request: HttpRequest, credentials: dict[str, Any] | None) -> str:
    """Return the name that an attempt to log in gave, or the beginning of one that is too long to be a user's."""
    return str((credentials or request.POST).get("username") or "")[:LONGEST_NAME]


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
