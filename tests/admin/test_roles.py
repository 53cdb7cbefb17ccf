"""The two roles have the permissions that their work needs, and no others."""

from __future__ import annotations

from importlib import import_module

import pytest
from django.apps import apps
from django.contrib.auth.management import create_permissions
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.db import connection

pytestmark = pytest.mark.django_db

ARCHIVIST = {
    "cables.add_cable",
    "cables.view_cable",
    "cables.revise_cable",
    "cables.correct_cable",
    "cables.withdraw_cable",
    "cables.merge_cable",
    "cables.change_vocabularyentry",
}
ADMINISTRATOR = {
    "cables.redact_cable",
    "cables.purge_redaction",
    "cables.view_sealedtext",
    "auth.add_user",
    "auth.change_user",
    "auth.view_user",
}
roles = import_module("cables.migrations.0004_roles")


def rights() -> dict[str, set[str]]:
    """Return every role with its permissions."""
    return {
        group.name: {f"{found.content_type.app_label}.{found.codename}" for found in group.permissions.all()}
        for group in Group.objects.all()
    }


def test_the_roles_have_what_their_work_needs() -> None:
    assert rights() == {"archivist": ARCHIVIST, "administrator": ARCHIVIST | ADMINISTRATOR}


def test_migrating_back_takes_the_roles_and_forward_makes_them_where_no_permission_exists_yet() -> None:
    roles.unmake(apps, connection.schema_editor())
    assert rights() == {}
    Permission.objects.all().delete()
    ContentType.objects.filter(app_label="cables").delete()
    roles.make(apps, connection.schema_editor())
    assert rights() == {"archivist": ARCHIVIST, "administrator": ARCHIVIST | ADMINISTRATOR}
    made = dict(Permission.objects.values_list("codename", "name"))
    Permission.objects.all().delete()
    for app in ("auth", "cables"):
        create_permissions(apps.get_app_config(app), verbosity=0)
    assert made.items() <= dict(Permission.objects.values_list("codename", "name")).items()
