"""Public pages take requests to read, and no others."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.archive.middleware.test_database import urls


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "trace"])
@pytest.mark.parametrize("path", ["/", "/search/?q=toll", "/robots.txt", "/healthz", "/nowhere/"])
def test_what_is_sent_is_refused_with_a_page(method: str, path: str) -> None:
    response = getattr(Client(enforce_csrf_checks=True), method)(path)
    assert response.status_code == 405
    assert response["Allow"] == "GET, HEAD, OPTIONS"
    assert "Pages can only be read" in response.content.decode()
    assert response["Content-Security-Policy"].startswith("default-src 'none'")


def test_the_administration_takes_what_is_sent() -> None:
    assert Client(enforce_csrf_checks=True).post("/admin/login/").status_code == 403


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path",
    ["/tag/PREL/?post=%00LIMA", "/missing/?post=%00&year=%00", "/search/?q=a%00b", "/cable/07%00LIMA1/", "/x%00/"],
)
def test_no_page_repeats_a_null(client: Client, path: str) -> None:
    assert b"\0" not in client.get(path, follow=True).content


@pytest.mark.django_db(databases=["default", "reader"])
def test_every_url_says_which_methods_it_takes() -> None:
    client = Client(raise_request_exception=False)
    responses = {url.id: client.options(*url.values) for url in urls()}
    offenders = {name: response.status_code for name, response in responses.items() if response.status_code >= 500}
    assert offenders == {}
    assert responses["search"]["Allow"] == "GET, HEAD, OPTIONS"
