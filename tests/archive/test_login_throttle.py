"""Attempts to log in are counted by the visitor's network, and end for a while when they are too many."""

from __future__ import annotations

import pytest
from django.contrib.auth import get_user_model
from django.test import Client, RequestFactory
from pytest_django import Settings

from archive.login_throttle import client_ip

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
    get_user_model().objects.create_superuser("keeper", password=PASSWORD)


def attempt(client: Client, password: str, remote: str = "192.0.2.7") -> int:
    """Return the status of an attempt to log in from an IP address."""
    form = {"username": "keeper", "password": password, "next": "/admin/"}
    status: int = client.post("/admin/login/", form, REMOTE_ADDR=remote).status_code
    return status


def test_five_failures_lock_a_network_out_and_no_other(client: Client, throttled: None) -> None:
    assert [attempt(client, "guessed") for _ in range(5)] == [200, 200, 200, 200, 429]
    locked = client.post("/admin/login/", {"username": "keeper", "password": PASSWORD}, REMOTE_ADDR="192.0.2.7")
    assert locked.status_code == 429
    assert locked["Retry-After"] == "900"
    assert "Try again in 15 minutes" in locked.content.decode()
    assert attempt(client, PASSWORD, "198.51.100.1") == 302
    assert client.get("/admin/").status_code == 200


def test_success_forgives_failures(client: Client, throttled: None) -> None:
    for _ in range(3):
        assert [attempt(client, "guessed") for _ in range(3)] == [200, 200, 200]
        assert attempt(client, PASSWORD) == 302


def test_the_cookies_of_an_editor_are_for_the_administration(client: Client, throttled: None) -> None:
    attempt(client, PASSWORD)
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
