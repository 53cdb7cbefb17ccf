"""Of attempts to log in that a network sends at once, no more are checked than of those sent one after another."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from http import HTTPStatus
from http.client import HTTPConnection
from pathlib import Path
from threading import Barrier, Event
from typing import NamedTuple
from urllib.parse import urlencode, urlsplit

import pytest
from axes.models import AccessAttempt
from django.contrib.auth import get_user_model
from django.db import connection
from django.test import Client
from pytest_django import Settings

from archive.login_lock import lock_file, login_lock
from cables.file_lock import file_lock
from tests.installation import Installation, installation
from tests.serving import serving

PASSWORD = "a keeper's own words"
LOGIN = "/admin/login/?next=/admin/"
HERE, ELSEWHERE = "127.0.0.2", "127.0.0.3"
AT_ONCE = 12
FAILURES = """
import django
django.setup()
from axes.models import AccessAttempt
for row in AccessAttempt.objects.values_list("ip_address", "failures_since_start"):
    print(*row)
"""


@contextmanager
def locked(network: str) -> Iterator[None]:
    """Hold the lock of a network in a thread of its own, as another request does, until the block ends."""
    is_held, is_over = Event(), Event()

    def hold() -> bool:
        with closing(connection), login_lock(network) as is_free:
            is_held.set()
            is_over.wait()
        return is_free

    with ThreadPoolExecutor(1) as other:
        holding = other.submit(hold)
        try:
            is_held.wait()
            yield
        finally:
            is_over.set()
        assert holding.result()


@pytest.mark.django_db
def test_an_attempt_beside_another_of_its_network_is_neither_checked_nor_counted(
    client: Client, settings: Settings
) -> None:
    settings.AXES_ENABLED = True
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    get_user_model().objects.create_superuser("keeper", password=PASSWORD)
    form = {"username": "keeper", "password": PASSWORD}
    with locked("192.0.2.7"):
        for password in (PASSWORD, "guessed"):
            response = client.post(LOGIN, form | {"password": password}, REMOTE_ADDR="192.0.2.7")
            assert (response.status_code, response["Retry-After"]) == (429, "1")
            page = response.content.decode()
            assert "Another attempt to log in from your network is being checked: try again in a moment." in page
            assert f'href="{LOGIN}"' in page
        assert client.get(LOGIN, REMOTE_ADDR="192.0.2.7").status_code == 200
        assert Client().post(LOGIN, form, REMOTE_ADDR="198.51.100.1").status_code == 302
    assert not AccessAttempt.objects.exists()
    assert client.post(LOGIN, form, REMOTE_ADDR="192.0.2.7").status_code == 302


def test_locks_of_files_are_few_and_name_no_network(settings: Settings, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path
    for number in range(2000):
        with file_lock(lock_file(f"198.51.{number // 256}.{number % 256}")) as is_free:
            assert is_free
    assert {re.sub("[0-9a-f]", "x", path.name) for path in (tmp_path / "login_locks").iterdir()} == {"xx"}


class Page(NamedTuple):
    """What a visitor is sent."""

    status: int
    text: str
    cookie: str


def request(site: str, address: str, form: dict[str, str] | None = None, cookie: str = "") -> Page:
    """Return the page to log in, or the response to a form sent to it, as requested from this address of loopback."""
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Cookie": cookie}
    with closing(HTTPConnection(urlsplit(site).netloc, timeout=20, source_address=(address, 0))) as visitor:
        visitor.request("POST" if form else "GET", LOGIN, urlencode(form) if form else None, headers)
        response = visitor.getresponse()
        cookie = response.getheader("Set-Cookie", "").partition(";")[0]
        return Page(response.status, response.read().decode(), cookie)


def attempt(site: str, address: str, password: str, first: Page, start: Barrier) -> Page:
    """Return the response to an attempt to log in with the form of the `first` page, sent when all others are too.

    Where two forms of a process are being read already (503), send it again: that was no attempt.
    """
    [token] = re.findall(r'name="csrfmiddlewaretoken" value="(\w+)"', first.text)
    form = {"csrfmiddlewaretoken": token, "username": "keeper", "password": password}
    start.wait(20)
    while (page := request(site, address, form, first.cookie)).status == HTTPStatus.SERVICE_UNAVAILABLE:
        time.sleep(0.1)
    return page


def burst(site: str, attempts: list[tuple[str, str]]) -> list[Page]:
    """Return the responses to attempts to log in, each an address and a password, that are sent at once."""
    first = request(site, HERE)
    start = Barrier(len(attempts))
    with ThreadPoolExecutor(len(attempts)) as visitors:
        sent = [visitors.submit(attempt, site, address, password, first, start) for address, password in attempts]
        return [response.result() for response in sent]


@pytest.fixture
def archive(empty: Installation, tmp_path: Path) -> Iterator[Installation]:
    """Yield an archive with an account."""
    with installation(tmp_path / "archive", copy_of=empty) as archive:
        archive.environment.update(DJANGO_SUPERUSER_PASSWORD=PASSWORD, WORKERS="2", SITE_MODE="full")
        keeper = ("createsuperuser", "--no-input", "--username=keeper", "--email=keeper@example.org")
        assert archive.run(*keeper)[2] == 0
        yield archive


def failures(archive: Installation) -> list[tuple[str, int]]:
    """Return the networks of the archive's failed logins, each with how many of its failures were counted."""
    lines = archive.python("-c", FAILURES).communicate()[0].splitlines()
    return [(network, int(count)) for network, count in map(str.split, lines)]


@pytest.mark.slow
def test_guesses_at_once_have_the_limit_of_those_one_after_another(archive: Installation) -> None:
    with serving(archive.environment) as site:
        pages = burst(site, [(HERE, "guessed")] * AT_ONCE + [(ELSEWHERE, PASSWORD)])
        assert pages.pop().status == 302, "from another network"
        [(network, counted)] = failures(archive)
        assert network == HERE
        assert 1 <= counted <= 5
        statuses = [page.status for page in pages]
        refused = min(counted, 4)  # of which the fifth has the page of those who are locked out
        assert sorted(statuses) == [200] * refused + [429] * (AT_ONCE - refused)
        assert burst(site, [(HERE, PASSWORD)])[0].status == (302 if counted < 5 else 429)
