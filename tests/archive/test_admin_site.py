"""A login leads to a page of the administration, whatever address it is asked to lead to."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.test import Client
from pytest_django import Settings

PASSWORD = "a keeper's own words"
FRONT = "/admin/"

DESTINATIONS = {
    "": FRONT,
    "https://evil.example/": FRONT,
    "https://evil.example/admin/": FRONT,
    "//evil.example/admin/": FRONT,
    "///evil.example": FRONT,
    "/\\evil.example": FRONT,
    "http:evil.example": FRONT,
    "http://testserver@evil.example/admin/": FRONT,
    "javascript:alert(1)": FRONT,
    "\0": FRONT,
    "/": FRONT,
    "/search/?q=toll": FRONT,
    "/accounts/profile/": FRONT,
    "/administration/": FRONT,
    "admin/": FRONT,
    "/admin/../search/": FRONT,
    "/admin/%2e%2e/search/": FRONT,
    "/admin/logout/": FRONT,
    "/admin/": FRONT,
    "/admin/cables/cable/?q=07LIMA": "/admin/cables/cable/?q=07LIMA",
    "http://testserver/admin/cables/job/": "http://testserver/admin/cables/job/",
}


@pytest.mark.django_db
@pytest.mark.parametrize("asked", DESTINATIONS)
@pytest.mark.parametrize("sent", ["in the form", "in the address"])
def test_a_login_leads_into_the_administration(asked: str, sent: str, client: Client, settings: Settings) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    User.objects.create_superuser("keeper", password=PASSWORD)
    form = {"username": "keeper", "password": PASSWORD}
    if sent == "in the form":
        response = client.post("/admin/login/", form | {"next": asked})
    else:
        response = client.post("/admin/login/", form, query_params={"next": asked})
    assert (response.status_code, response["Location"]) == (302, DESTINATIONS[asked])
    assert client.get(response["Location"]).status_code == 200


@pytest.mark.django_db
def test_a_page_that_needs_a_login_is_led_back_to(client: Client) -> None:
    response = client.get("/admin/cables/job/?state__exact=done")
    assert response["Location"] == "/admin/login/?next=/admin/cables/job/%3Fstate__exact%3Ddone"
