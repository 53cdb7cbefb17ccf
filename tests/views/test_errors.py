"""Pages of errors, also without a database and without static files."""

from __future__ import annotations

import logging
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.db import OperationalError
from django.test import Client
from pytest_django import Settings

from cables.views.errors import PLAIN_TEXT
from cables.views.home import HomeView
from tests.views.page import Page

# No mark for the database: a page here that used it would fail.
FAULTS: list[tuple[Exception, int, str]] = [
    (SuspiciousOperation("odd"), 400, "The request makes no sense"),
    (PermissionDenied(), 403, "That is not allowed"),
    (RuntimeError("a fault"), 500, "Something went wrong here"),
    (OperationalError("no connection"), 503, "The archive is not at hand"),
]


@pytest.fixture
def visitor() -> Client:
    """Return a client that sees the page of an error, as a visitor does, and not the error."""
    return Client(raise_request_exception=False)


@pytest.fixture
def failing(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> Any:
    """Make the front page fail with an error."""
    caplog.set_level(logging.CRITICAL, "django")

    def fail_with(error: Exception) -> None:
        def dispatch(*args: Any, **kwargs: Any) -> None:
            raise error

        monkeypatch.setattr(HomeView, "dispatch", dispatch)

    return fail_with


@pytest.mark.parametrize(("error", "status", "title"), FAULTS)
def test_an_error_has_its_page(visitor: Client, failing: Any, error: Exception, status: int, title: str) -> None:
    failing(error)
    page = Page(visitor, "/", status=status)
    assert page.text("h1") == title
    assert page.text(".site .name")
    assert visitor.get("/").headers.get("Retry-After") == ("60" if status == 503 else None)


@pytest.mark.parametrize(("error", "status"), [(RuntimeError("a fault"), 500), (OperationalError("gone"), 503)])
def test_plain_words_where_no_page_can_be_made(
    visitor: Client, failing: Any, settings: Settings, error: Exception, status: int
) -> None:
    failing(error)
    manifest = "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"
    settings.STORAGES = {**settings.STORAGES, "staticfiles": {"BACKEND": manifest}}
    # So that the engine is made again, which remembers the names of static files.
    settings.TEMPLATES = [*settings.TEMPLATES]
    response = visitor.get("/")
    assert (response.status_code, response.content.decode()) == (status, PLAIN_TEXT)


def test_an_unknown_url(visitor: Client) -> None:
    page = Page(visitor, "/nowhere/", status=404)
    assert page.text("h1") == "There is no such page"
    assert "/cable/07LIMA3229/" in page.hrefs("#content a")


@pytest.mark.django_db
def test_the_reason_is_said(visitor: Client) -> None:
    assert "There is no TAG “QQQQ”." in Page(visitor, "/tag/QQQQ/", status=404).texts("#content p")


def test_a_forged_host_is_refused(visitor: Client) -> None:
    assert visitor.get("/about/", headers={"host": "elsewhere.example"}).status_code == 400


def test_robots(visitor: Client) -> None:
    response = visitor.get("/robots.txt")
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert {"Disallow: /search/", "Disallow: /cable/*/difference/"} <= set(response.content.decode().splitlines())


def test_the_response_to_a_form_without_its_token_is_a_sentence() -> None:
    response = Client(enforce_csrf_checks=True).post("/admin/login/", {"username": "roe"})
    assert response.status_code == 403
    assert "nothing of it was done" in response.content.decode()
    assert "<style" not in response.content.decode()
