"""A restore replaces all tables at once, beside readers who wait for nothing, and changes nothing where it fails."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest
from django.db import connection

from cables.backup import BackupError, Manifest, postgresql
from cables.backup.manifest import DatabaseState
from cables.db import bulk
from cables.models import Cable
from tests.builders import store, telegram
from tests.installation import Installation, installation, of_this_process

BEFORE, AFTER = 6, 3  # cables of the archive before the restore and after it
CABLES = "SELECT mrn FROM cables_cable ORDER BY serial"
ROLE = of_this_process("reader_of_restored")


def source(folder: Path, count: int) -> Path:
    """Write a file of so many cables; return its path."""
    path = folder / f"{count}.jsonl"
    path.write_text("\n".join(json.dumps({"text": telegram(f"07ZENDA{number}")}) for number in range(1, count + 1)))
    return path


def mrns(count: int) -> list[tuple[str]]:
    """Return the rows of CABLES in an archive of so many cables."""
    return [(f"07ZENDA{number}",) for number in range(1, count + 1)]


@pytest.fixture
def role() -> Iterator[str]:
    """Yield the name of a role that is dropped after the databases that it may read."""
    yield ROLE
    with psycopg.connect(os.environ["DATABASE_URL"]) as server:
        server.execute(f"DROP ROLE IF EXISTS {ROLE}")


@pytest.fixture
def archive(role: str, empty: Installation, tmp_path: Path) -> Iterator[Installation]:
    """Yield an archive of BEFORE cables that has a role for its readers, with a backup of AFTER cables in `copy`."""
    with installation(tmp_path / "restored", copy_of=empty) as made:
        assert made.run("import_cables", source(tmp_path, AFTER))[1:] == ("", 0)
        assert made.run("backup", tmp_path / "copy")[1:] == ("", 0)
        assert made.run("import_cables", source(tmp_path, BEFORE))[1:] == ("", 0)
        url = urlsplit(made.environment["DATABASE_URL"])
        reader = url._replace(netloc=url.netloc.replace("postgres@", f"{role}@")).geturl()
        with_reader = replace(made, environment=made.environment | {"READER_URL": reader})
        assert with_reader.run("make_reader")[1:] == ("", 0)
        yield with_reader


def test_readers_are_shown_the_former_archive_until_they_are_shown_the_restored_one(
    archive: Installation, tmp_path: Path
) -> None:
    url = archive.environment["READER_URL"]
    with (
        closing(psycopg.connect(url)) as exporting,
        exporting.cursor(name="export") as export,
        closing(psycopg.connect(url, autocommit=True)) as reading,
    ):
        reading.execute("SET statement_timeout = '10s'")
        export.execute(CABLES)
        exported = [export.fetchone()]
        restore = archive.start("restore", "--force", tmp_path / "copy")
        while (shown := reading.execute(CABLES).fetchall()) == mrns(BEFORE):
            assert restore.poll() is None, restore.communicate()
        assert shown == mrns(AFTER)
        exported += export.fetchall()
        assert exported == mrns(BEFORE)
    out, err = restore.communicate()
    assert (err, restore.returncode) == ("", 0), out
    assert out.endswith("Verified: everything is as the texts say.\n")


@pytest.fixture
def manifest(tmp_path: Path) -> Manifest:
    """Return the manifest of a file that is no dump, which is in the test's folder."""
    file = tmp_path / postgresql.FILE
    file.write_bytes(b"The barges came back.")
    return Manifest.of(DatabaseState({Cable._meta.db_table: 1}, []), file, "postgresql")


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    "lock",
    [
        pytest.param(bulk.LOCK_ARCHIVE.replace("_xact", ""), id="an import or an edit"),
        pytest.param(bulk.KEEP_TABLES, id="a backup or a verification"),
    ],
)
def test_a_restore_waits_for_others_and_gives_up_in_a_sentence(
    manifest: Manifest, lock: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store(telegram("07ZENDA1"))
    monkeypatch.setattr(postgresql, "SECONDS_TO_WAIT", 0.1)
    with closing(connection.copy()) as other, other.cursor() as cursor:
        cursor.execute(lock)
        with pytest.raises(BackupError, match=r"^An import, an edit, .* the command again\. Nothing was changed\.$"):
            postgresql.restore(tmp_path / postgresql.FILE, manifest)
    assert Cable.objects.get().mrn == "07ZENDA1"


@pytest.mark.django_db(transaction=True)
def test_a_dump_that_cannot_be_read_changes_nothing(manifest: Manifest, tmp_path: Path) -> None:
    store(telegram("07ZENDA1"))
    with pytest.raises(BackupError, match=r"^pg_restore failed: .* not appear to be a valid archive"):
        postgresql.restore(tmp_path / postgresql.FILE, manifest)
    assert Cable.objects.get().mrn == "07ZENDA1"
