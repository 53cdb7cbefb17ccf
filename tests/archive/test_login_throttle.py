"""Attempts to log in are counted by the visitor's network, and end for a while when they are too many."""

from __future__ import annotations

from datetime import timedelta
from itertools import cycle
from typing import Any

import pytest
from axes.models import AccessAttempt
from django.contrib.auth import get_user_model
from django.contrib.messages import get_messages
from django.contrib.sessions.models import Session
from django.db.models import F
from django.test import Client, RequestFactory
from pytest_django import Settings

from archive import login_throttle
from archive.login_throttle import client_ip
from cables.admin.changelist import NO_SUCH_ROW

PASSWORD = "a keeper's own words"


@pytest.mark.parametrize(
    ("remote", "forwarded", "secure", "counted"),
    [
        ("192.0.2.7", "", False, "192.0.2.7"),
        ("192.0.2.7", "198.51.100.1", False, "192.0.2.7"),
        ("127.0.0.1", "203.0.113.9, 198.51.100.1", True, "198.51.100.1"),
        ("127.0.0.1", "", True, "127.0.0.1"),
        ("2001:db8:1:2:3:4:5:6", "", False, "2001:db8:1:2::"),
        ("::ffff:192.0.2.7", "", False, "192.0.2.7"),
        ("127.0.0.1", "forged, unknown", True, "0.0.0.0"),
        ("", "", False, "0.0.0.0"),
    ],
)
def test_whose_attempts_are_counted_together(
    settings: Settings, remote: str, forwarded: str, secure: bool, counted: str
) -> None:
    settings.SECURE = secure
    headers = {"x-forwarded-for": forwarded} if forwarded else {}
    assert client_ip(RequestFactory(headers=headers).get("/", REMOTE_ADDR=remote)) == counted


@pytest.fixture
def throttled(settings: Settings, db: None) -> None:
    settings.AXES_ENABLED = True
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # the real one takes 0.2 s a guess
    for name in ("keeper", "guest"):
        get_user_model().objects.create_superuser(name, password=PASSWORD)


def attempt(client: Client, password: str, remote: str = "192.0.2.7", name: str = "keeper", **meta: Any) -> int:
    """Return the status of an attempt to log in from an IP address, with other variables of the request."""
    form = {"username": name, "password": password, "next": "/admin/"}
    status: int = client.post("/admin/login/", form, REMOTE_ADDR=remote, **meta).status_code
    return status


def set_clock(minutes: float) -> None:
    """Let everything stored be as if the clock had been set forward by so many minutes, or back by a negative number.

    What is stored counts by its distance from now, so it is moved in the other direction.
    """
    by = timedelta(minutes=minutes)
    AccessAttempt.objects.update(attempt_time=F("attempt_time") - by)
    Session.objects.update(expire_date=F("expire_date") - by)


def test_five_failures_lock_a_network_out_and_no_other(client: Client, throttled: None) -> None:
    assert [attempt(client, "guessed") for _ in range(5)] == [200, 200, 200, 200, 429]
    locked = client.post("/admin/login/", {"username": "keeper", "password": PASSWORD}, REMOTE_ADDR="192.0.2.7")
    assert locked.status_code == 429
    assert locked["Retry-After"] == "900"
    assert "Try again in 15 minutes" in locked.content.decode()
    assert attempt(client, PASSWORD, "198.51.100.1") == 302
    assert client.get("/admin/").status_code == 200


def test_success_forgives_the_failures_of_the_same_name(client: Client, throttled: None) -> None:
    for _ in range(3):
        assert [attempt(client, "guessed") for _ in range(4)] == [200] * 4
        assert attempt(client, PASSWORD) == 302


# Where a guess may come from: the addresses of one network, as the server is told of them.
NETWORKS: dict[str, tuple[bool, list[dict[str, str]]]] = {
    "IPv4": (False, [{"remote": "192.0.2.7"}]),
    "IPv6": (False, [{"remote": f"2001:db8:1:2::{host:x}"} for host in range(1, 20)]),
    "browsers": (False, [{"remote": "192.0.2.7", "HTTP_USER_AGENT": f"browser {number}"} for number in range(20)]),
    "proxy": (
        True,
        [{"remote": "127.0.0.1", "HTTP_X_FORWARDED_FOR": f"203.0.113.{host}, 192.0.2.7"} for host in range(20)],
    ),
}


@pytest.mark.parametrize("network", NETWORKS)
def test_whoever_has_an_account_cannot_guess_at_another(
    client: Client, throttled: None, settings: Settings, network: str
) -> None:
    settings.SECURE, addresses = NETWORKS[network]
    froms = cycle(addresses)
    guesses: list[int] = []
    while len(guesses) < 20 and 429 not in guesses:
        guesses.append(attempt(client, "guessed", name="keeper", **next(froms)))
        own = attempt(Client(), PASSWORD, name="guest", **next(froms))
        assert own == (429 if 429 in guesses else 302)
    assert guesses == [200] * 4 + [429]
    elsewhere = {"remote": "198.51.100.1"} | ({"HTTP_X_FORWARDED_FOR": "198.51.100.1"} if settings.SECURE else {})
    assert attempt(Client(), PASSWORD, name="keeper", **elsewhere) == 302
    assert attempt(client, PASSWORD, name="guest", **next(froms)) == 429


def test_a_success_elsewhere_clears_no_failures_here(client: Client, throttled: None) -> None:
    assert [attempt(client, "guessed") for _ in range(4)] == [200] * 4
    assert attempt(Client(), PASSWORD, "198.51.100.1") == 302
    assert attempt(client, "guessed") == 429


@pytest.mark.parametrize("name", ["x" * 300, "\0", "", "k\u00e9\u202eper", "KEEPER"])
def test_a_name_that_nobody_has_is_a_failure_like_any(client: Client, throttled: None, name: str) -> None:
    statuses = [attempt(client, "guessed", name=name) for _ in range(5)]
    assert statuses == ([200] * 5 if name in ("", "\0") else [200] * 4 + [429]), "what is no name is not looked up"


def test_failures_are_removed_when_their_time_is_over(throttled: None) -> None:
    attempt(Client(), "guessed")
    set_clock(14.9)
    login_throttle.remove_failures()
    assert AccessAttempt.objects.count() == 1
    set_clock(0.2)
    login_throttle.remove_failures()
    assert not AccessAttempt.objects.exists()


@pytest.mark.parametrize("minutes", [-60, 60])
@pytest.mark.parametrize("jumps", [1, 2])
def test_a_clock_that_jumps_locks_nobody_out_for_longer_and_ends_no_session(
    client: Client, throttled: None, minutes: float, jumps: int
) -> None:
    assert attempt(client, PASSWORD, "198.51.100.1") == 302
    assert [attempt(Client(), "guessed") for _ in range(5)] == [200] * 4 + [429]
    for _ in range(jumps):
        set_clock(minutes)
        assert client.get("/admin/").status_code == 200
    assert attempt(Client(), "guessed") == (429 if minutes < 0 else 200)
    set_clock(15.1)
    assert attempt(Client(), PASSWORD) == 302


def test_the_cookies_of_an_editor_are_for_the_administration(client: Client, throttled: None) -> None:
    attempt(client, PASSWORD)
    response = client.post("/admin/auth/user/", {"action": "delete_selected", "_selected_action": "999"})
    assert [str(message) for message in get_messages(response.wsgi_request)] == [NO_SUCH_ROW]  # for the next page
    assert {cookie.key: (cookie["path"], cookie["samesite"]) for cookie in client.cookies.values()} == {
        "sessionid": ("/admin/", "Strict"),
        "csrftoken": ("/admin/", "Strict"),
        "seen": ("/", "Strict"),
    }
    assert client.cookies["sessionid"]["httponly"]
    assert not client.get("/").cookies


@pytest.mark.django_db
def test_the_administration_runs_scripts_of_its_own_alone(client: Client) -> None:
    policy = client.get("/admin/login/")["Content-Security-Policy"]
    assert "script-src 'self'" in policy
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy


def test_whoever_comes_without_https_is_sent_there_first(client: Client, settings: Settings) -> None:
    settings.SECURE_SSL_REDIRECT = True
    response = client.get("/admin/")
    assert (response.status_code, response["Location"]) == (301, "https://testserver/admin/")
    assert not response.cookies
