"""Editors at the administration, each with the rights of a role."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client
from pytest_django.fixtures import Settings


@pytest.fixture(autouse=True)
def data_dir(settings: Settings, tmp_path: Path) -> Path:
    """Where this test's uploads lie."""
    settings.DATA_DIR = tmp_path
    return tmp_path


def editor(role: str, name: str = "") -> Client:
    """A browser in which a user of that role is logged in."""
    user = User.objects.create(username=name or role, is_staff=True)
    user.groups.add(Group.objects.get(name=role))
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def archivist(db: None) -> Client:
    """The browser of an archivist."""
    return editor("archivist")


@pytest.fixture
def administrator(db: None) -> Client:
    """The browser of an administrator."""
    return editor("administrator")


@pytest.fixture
def outsider(db: None) -> Client:
    """The browser of a member of the staff who has no role."""
    client = Client()
    client.force_login(User.objects.create(username="outsider", is_staff=True))
    return client
