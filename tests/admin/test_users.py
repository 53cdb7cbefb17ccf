"""Pages of users and roles, whose forms may have any keys in them."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client

from tests.admin.screen import Screen

pytestmark = pytest.mark.django_db

USER = {
    "username": "keeper",
    "is_active": "1",
    "is_staff": "1",
    "is_superuser": "1",
    "date_joined_0": "2026-11-30",
    "date_joined_1": "12:00:00",
}
KEYS = ["0", "-1", "x", str(2**31), str(2**63 - 1), str(2**63), str(-(2**63) - 1), "9" * 100, "\u0661"]
FIELDS = [
    ("/admin/auth/user/{}/change/", "groups", USER),
    ("/admin/auth/user/{}/change/", "user_permissions", USER),
    ("/admin/auth/group/add/", "permissions", {"name": "printer"}),
]


@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize(("path", "name", "fields"), FIELDS)
def test_a_key_of_no_row_is_an_error_of_the_form(path: str, name: str, fields: dict[str, str], key: str) -> None:
    keeper, client = User.objects.create_superuser("keeper"), Client()
    client.force_login(keeper)
    screen = Screen.sent(client, path.format(keeper.pk), **fields, **{name: key})
    assert screen.status == 200
    assert any(said in screen.messages for said in ("is not one of the available choices", "is not a valid value"))
    assert not Group.objects.filter(name="printer").exists()


def test_keys_of_rows_are_taken() -> None:
    keeper, client = User.objects.create_superuser("keeper"), Client()
    client.force_login(keeper)
    roles = Group.objects.order_by("pk")
    client.post(f"/admin/auth/user/{keeper.pk}/change/", {**USER, "groups": [role.pk for role in roles]})
    assert list(keeper.groups.order_by("pk")) == list(roles) != []
