"""An archive and a backup made by 0.1.0, the release before the models were renamed, are brought up to date whole."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest
from django.db import connection

from tests.installation import Installation, installation, of_this_process
from tests.served import pages

pytestmark = pytest.mark.slow

LAST_OF_0_1_0 = "0009"
LATER_TABLES = ("cables_dividednumber", "cables_sourcefile", "cables_cableattribute", "cables_textlessrecord")
READER = of_this_process("reader_of_upgrades")

# Stores edits of every kind, and an entry of the administration's log.
FILL = """
import django
django.setup()
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.contrib.contenttypes.models import ContentType
from cables.editing import corrections, merging, redaction, withdrawal
from cables.models import ImportRun
withdrawal.withdraw("07LIMA6", "A reader asked.")
redaction.redact("07LIMA5", ["Barge 35"], "A name.")
corrections.correct("07LIMA4", {"subject": "CORRECTED"}, "Misprinted.")
merging.merge("07LIMA7", "07LIMA3", "One telegram.")
user = User.objects.create(username="roe")
LogEntry.objects.create(
    user=user, content_type=ContentType.objects.get_for_model(ImportRun), object_id="1", object_repr="x", action_flag=2
)
"""
BACK = """
import sys, django
django.setup()
from django.core.management import call_command
call_command("migrate", "cables", sys.argv[1], verbosity=0)
from django.contrib.auth.models import Group, Permission
auditors = Group.objects.create(name="auditors")
auditors.permissions.set(Permission.objects.filter(codename__in=["view_batch", "view_absentcable", "view_event"]))
assert auditors.permissions.count() == 3
"""
RIGHTS = """
import django
django.setup()
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
for group in Group.objects.order_by("name"):
    rights = group.permissions.order_by("content_type__app_label", "content_type__model", "codename")
    print(group.name, *rights.values_list("codename", flat=True))
print(*sorted(ContentType.objects.filter(app_label="cables").values_list("model", flat=True)))
print(LogEntry.objects.get().content_type)
"""
GRANTS = """
import django
django.setup()
from django.db import connection
with connection.cursor() as cursor:
    cursor.execute("SELECT table_name, privilege_type FROM information_schema.role_table_grants "
                   "WHERE grantee = %s ORDER BY 1, 2", ["READER"])
    print(*cursor.fetchall())
""".replace("READER", READER)
GROUPS = [
    "administrator add_user change_user view_user add_cable correct_cable merge_cable purge_redaction redact_cable "
    "revise_cable view_cable withdraw_cable view_sealedtext change_vocabularyentry",
    "archivist add_cable correct_cable merge_cable revise_cable view_cable withdraw_cable change_vocabularyentry",
    "auditors view_event view_importrun view_missingcable",
]
VERIFIED = "98 cables, 99 texts: everything is as the texts say.\n"


def printed(of: Installation, script: str, *arguments: str) -> str:
    """Return what a script prints that runs on the archive, and must complain of nothing."""
    out, err = of.python("-c", script, *arguments).communicate()
    assert err == ""
    return out


def grants(of: Installation) -> str:
    """Return what the role of public pages may do with each table; nothing on SQLite, which has no roles."""
    return printed(of, GRANTS) if connection.vendor == "postgresql" else ""


def without_later_tables(granted: str) -> str:
    """Return rights without those on the tables that later migrations make."""
    for table in LATER_TABLES:
        granted = granted.replace(f"('{table}', 'SELECT') ", "")
    return granted


@pytest.fixture(scope="module")
def role(django_db_setup: None) -> Iterator[None]:
    """Remove the role of public pages at the end, after the databases in which it has rights."""
    yield
    if connection.vendor == "postgresql":
        with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as server:
            server.execute(f"DROP ROLE {READER}")


@contextmanager
def copied(folder: Path, like: Installation) -> Iterator[Installation]:
    """Yield a copy of an archive, on PostgreSQL with a role of its own for public pages."""
    with installation(folder, copy_of=like) as archive:
        url = archive.environment["DATABASE_URL"]
        yield replace(
            archive, environment={**archive.environment, "READER_URL": url.replace("postgres@", f"{READER}:x@", 1)}
        )


@pytest.fixture(scope="module")
def release(
    role: None, first: Installation, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Installation, list[str], str]]:
    """Yield an archive as 0.1.0 leaves it, with edits and at that release's last migration, what it served, and the
    rights of its role for public pages."""
    with copied(tmp_path_factory.mktemp("release") / "release", like=first) as archive:
        assert printed(archive, FILL) == ""
        if connection.vendor == "postgresql":
            assert archive.run("make_reader")[1:] == ("", 0)
        served, granted = pages(archive), grants(archive)
        assert printed(archive, BACK, LAST_OF_0_1_0) == ""
        assert grants(archive) == without_later_tables(granted)
        yield archive, served, granted


def check(upgraded: Installation, served: list[str], granted: str) -> None:
    """Check that the archive serves what it served, verifies, and leaves everyone the rights they had."""
    assert pages(upgraded) == served
    assert upgraded.run("verify_archive") == (VERIFIED, "", 0)
    assert grants(upgraded) == granted
    groups, models, entry = printed(upgraded, RIGHTS).rsplit("\n", 3)[:3]
    assert groups.splitlines() == GROUPS
    assert not {"batch", "absentcable"} & set(models.split())
    assert {"importrun", "missingcable"} <= set(models.split())
    assert entry == "Cables | batch"
    assert upgraded.run("migrate", "--check") == ("", "", 0)


def test_an_archive_of_0_1_0_is_migrated(release: tuple[Installation, list[str], str], tmp_path: Path) -> None:
    archive, served, granted = release
    with copied(tmp_path / "migrated", like=archive) as upgraded:
        assert upgraded.run("migrate", "--verbosity", "0") == ("", "", 0)
        check(upgraded, served, granted)


def test_a_backup_of_0_1_0_is_restored(
    release: tuple[Installation, list[str], str], empty: Installation, tmp_path: Path
) -> None:
    archive, served, granted = release
    assert archive.run("backup", tmp_path / "backup")[1:] == ("", 0)
    manifest = json.loads((tmp_path / "backup" / "manifest.json").read_text())
    assert "cables.0010_import_runs" not in manifest["migrations"]
    assert manifest["rows"]["cables_batch"] == 1
    with copied(tmp_path / "restored", like=empty) as upgraded:
        out, err, status = upgraded.run("restore", tmp_path / "backup")
        assert (err, status) == ("", 0)
        assert out.endswith("Verified: everything is as the texts say.\n")
        check(upgraded, served, granted)
