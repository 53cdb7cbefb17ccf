"""Caches may store a page for a while, and a failure not at all."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from pytest_django import Settings

from archive.middleware.cache_control import CacheControlMiddleware
from cables.models import ImportRun
from tests.archive.middleware.test_database import urls
from tests.builders import store, telegram

RULE = "public, max-age=0, s-maxage=60, stale-while-revalidate=60, stale-if-error=600"


@pytest.fixture(autouse=True)
def cached_for_a_minute(settings: Settings) -> None:
    settings.CACHE_SECONDS = 60


@pytest.mark.django_db
@pytest.mark.parametrize("url", [*urls()])
def test_every_public_page_may_be_cached_and_requested_by_condition(client: Client, url: str) -> None:
    store(telegram("07ZENDA1"), telegram("07ZENDA2", paragraphs=["(U) The toll was paid."]))
    url = url.replace("/batch/0/", f"/batch/{ImportRun.objects.earliest('pk').pk}/")
    response = client.get(url)
    rule = "private, no-cache" if response.streaming else RULE
    assert response["Cache-Control"] == rule
    assert "Cookie" not in response.get("Vary", "")
    if response.status_code == 200:
        again = client.get(url, headers={"if-none-match": response["ETag"]})
        assert again.status_code == 304
        assert again["Cache-Control"] == rule


@pytest.mark.django_db
def test_a_missing_page_is_requested_again_soon(client: Client) -> None:
    response = client.get("/cable/07ZENDA1/")
    assert (response.status_code, response["Cache-Control"]) == (404, RULE)


def administration(patterns: list[URLPattern | URLResolver], before: str = "/") -> Iterator[str]:
    """Yield the path of every URL below `before`: an argument is 1, or the first that its pattern names."""
    for each in patterns:
        path = re.sub(r"<[^>]+>", "1", re.sub(r"\(\?P<\w+>([^|)]*)[^)]*\)", r"\1", str(each.pattern)).strip("^$"))
        if isinstance(each, URLResolver):
            yield from administration(each.url_patterns, before + path)
        else:
            yield before + path


def test_nothing_of_the_administration_is_stored(admin_user: User, settings: Settings) -> None:
    # That a page is not there, forbidden, elsewhere or malformed is told in a response of the administration too.
    paths = [*administration([get_resolver().url_patterns[0]]), "/admin/cables/cable/?nothing=1"]
    assert {"/admin/login/", "/admin/cables/job/1/report.csv", "/admin/.*"} <= set(paths)
    editor, stranger = Client(enforce_csrf_checks=True, raise_request_exception=False), Client()
    editor.force_login(admin_user)
    found: Counter[int] = Counter()
    for path in paths:
        malformed = stranger.get(path, headers={"host": "elsewhere.example.org"})
        for response in (editor.get(path), editor.post(path), stranger.get(path), malformed):
            found[response.status_code] += 1
            assert "no-store" in response["Cache-Control"], (path, response.status_code)
    assert {200, 302, 400, 403, 404} <= found.keys()
    settings.SECURE_SSL_REDIRECT = True
    response = Client().get("/admin/")
    assert (response.status_code, response["Cache-Control"]) == (301, "no-store")


def respond(status: int, cookies: dict[str, str] | None = None, headers: dict[str, str] | None = None) -> Any:
    """Return the middleware's response where the view's has this status and these headers."""
    request = HttpRequest()
    request.path_info = "/"
    request.COOKIES = cookies or {}
    return CacheControlMiddleware(lambda request: HttpResponse(status=status, headers=headers))(request)


@pytest.mark.parametrize("status", [405, 500, 503])
def test_a_failure_is_not_cached(status: int) -> None:
    response = respond(status, headers={"ETag": '"page"'})
    assert (response["Cache-Control"], response.get("ETag")) == ("no-store", None)


def test_a_stricter_rule_stays() -> None:
    assert respond(200, headers={"Cache-Control": "max-age=0, no-store"})["Cache-Control"] == "max-age=0, no-store"


def test_an_editor_is_shown_nothing_cached() -> None:
    assert respond(200, {"seen": "0/1"})["Cache-Control"] == "private, no-cache"


def test_a_site_whose_caches_are_to_revalidate_each_time(settings: Settings) -> None:
    settings.CACHE_SECONDS = 0
    assert respond(200)["Cache-Control"] == "public, no-cache"
