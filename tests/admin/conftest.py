"""Clients of users with each role."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client
from pytest_django.fixtures import Settings


@pytest.fixture(autouse=True)
def data_dir(settings: Settings, tmp_path: Path) -> Path:
    """Return the directory of this test's uploads."""
    settings.DATA_DIR = tmp_path
    return tmp_path


def editor(role: str, name: str = "") -> Client:
    """Return a client in which a user of that role is logged in."""
    user = User.objects.create(username=name or role, is_staff=True)
    user.groups.add(Group.objects.get(name=role))
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def archivist(db: None) -> Client:
    """Return the client of an archivist."""
    return editor("archivist")


@pytest.fixture
def administrator(db: None) -> Client:
    """Return the client of an administrator."""
    return editor("administrator")


@pytest.fixture
def outsider(db: None) -> Client:
    """Return the client of a staff user without a role."""
    client = Client()
    client.force_login(User.objects.create(username="outsider", is_staff=True))
    return client
