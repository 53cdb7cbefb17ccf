"""How long a request may be is checked before it is read; tests/test_deploy.py sends such requests to the server."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from pytest_django import Settings

from tests.admin.conftest import editor

LOGIN, ADD, CONFIRM = "/admin/login/", "/admin/cables/cable/add/", "/admin/cables/cable/upload/confirm/"
FORM = "application/x-www-form-urlencoded"
LONGEST = 16 * 1024


class Unread(BytesIO):
    """Content that fails the test where it is read."""

    def read(self, size: int | None = -1, /) -> bytes:
        raise AssertionError("the request was read")

    readline = read


def send(client: Client, path: str, method: str = "POST", **headers: Any) -> Any:
    """Return the response to a request with these headers, whose content nothing may read."""
    unread: dict[str, Any] = {"CONTENT_TYPE": FORM, "wsgi.input": Unread(), **headers}
    return client.generic(method, path, **unread)


@pytest.mark.parametrize("path", [LOGIN, ADD, CONFIRM, "/admin/", "/admin/cables/cable/1/redact/", "/admin/nowhere/"])
@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH"])
def test_a_long_request_of_a_stranger_is_refused_unread(path: str, method: str) -> None:
    response = send(Client(enforce_csrf_checks=True), path, method, CONTENT_LENGTH=str(LONGEST + 1))
    assert (response.status_code, response["Cache-Control"]) == (413, "no-store")
    page = response.content.decode()
    assert "Nothing of it was read or stored" in page
    assert ("log in, then send it again" in page) == (path in (ADD, CONFIRM))


@pytest.mark.parametrize("path", ["/", "/search/?q=toll", "/healthz", LOGIN])
def test_a_long_request_for_a_page_is_refused_too(path: str) -> None:
    assert send(Client(), path, "GET", CONTENT_LENGTH=str(LONGEST + 1)).status_code == 413
    assert send(Client(), path, "GET", HTTP_TRANSFER_ENCODING="chunked").status_code == 411


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"CONTENT_LENGTH": ""},
        {"CONTENT_LENGTH": "-1"},
        {"CONTENT_LENGTH": "1e3"},
        {"CONTENT_LENGTH": "١٢"},
        {"HTTP_TRANSFER_ENCODING": "chunked"},
        {"CONTENT_LENGTH": "3", "HTTP_TRANSFER_ENCODING": "chunked"},
    ],
)
@pytest.mark.parametrize("path", [LOGIN, ADD])
def test_a_request_of_unknown_length_is_refused_unread(path: str, headers: dict[str, str]) -> None:
    response = send(Client(enforce_csrf_checks=True), path, **headers)
    assert (response.status_code, response["Cache-Control"]) == (411, "no-store")
    assert "did not say how long it is" in response.content.decode()


def test_a_request_of_the_greatest_length_is_read() -> None:
    with pytest.raises(AssertionError, match="the request was read"):
        send(Client(), LOGIN, CONTENT_LENGTH=str(LONGEST))


@pytest.mark.django_db
def test_a_form_that_is_filled_to_the_last_character_is_taken() -> None:
    # No form of an edit has a longer field than the reason, in whatever script.
    client = editor("administrator")
    reason = {"reason": "\N{CJK UNIFIED IDEOGRAPH-6539}" * 2000, "phrases": "Jane Roe\n" * 800}
    assert client.post("/admin/cables/cable/1/redact/", reason).status_code == 404, "there is no such cable"


@pytest.mark.django_db
@pytest.mark.parametrize(("path", "longest"), [(ADD, 1_900_000), (CONFIRM, 1_500_000)])
def test_whoever_may_upload_may_send_more_where_uploads_are_taken(settings: Settings, path: str, longest: int) -> None:
    settings.UPLOADS = {"admin:cables_cable_add": 1_900_000, "admin:cables_cable_confirm": 1_500_000}
    client = editor("archivist")
    too_long = {"CONTENT_LENGTH": str(longest + 1)}
    response = send(client, path, **too_long)
    assert response.status_code == 413
    assert f"at most {longest / 2**20:.1f}\xa0MB are taken at once" in response.content.decode()
    assert send(client, "/admin/cables/cable/1/correct/", CONTENT_LENGTH=str(LONGEST + 1)).status_code == 413
    client.logout()
    assert "log in" in send(client, path, **too_long).content.decode()
    with pytest.raises(AssertionError, match="the request was read"):
        send(editor("archivist", "another"), path, CONTENT_LENGTH=str(longest))


@pytest.mark.parametrize("path", [ADD, CONFIRM])
def test_where_uploads_are_taken_nothing_at_all_of_a_stranger_is_read(path: str) -> None:
    # nginx passes them on as they come, however slowly: who had to be read would hold a thread.
    client = Client(enforce_csrf_checks=True)
    client.cookies["csrftoken"] = "a" * 32
    response = send(client, path, CONTENT_LENGTH="100")
    assert (response.status_code, response["Location"]) == (302, f"/admin/login/?next={path}")


@pytest.mark.django_db
def test_staff_without_the_right_may_not() -> None:
    client = Client()
    client.force_login(User.objects.create(username="outsider", is_staff=True))
    response = send(client, ADD, CONTENT_LENGTH=str(LONGEST + 1))
    assert "who are logged in and may upload" in response.content.decode()
