"""Commands on a database that was not migrated, or is not there: each says what to do, and leaves nothing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection

from cables.management import database_errors
from tests.builders import telegram
from tests.installation import Installation, installation

pytestmark = pytest.mark.slow


@pytest.fixture
def bare(tmp_path: Path, django_db_setup: None) -> Iterator[Installation]:
    """Yield an archive without tables; on SQLite there is no file."""
    with installation(tmp_path / "bare") as made:
        yield made


def outputs(archive: Installation, folder: Path, *names: str) -> list[tuple[str, str, int]]:
    """Return what commands write that read or write the database, each with its status."""
    text = folder / "07LIMA1.txt"
    text.write_text(telegram("07LIMA1"))
    arguments = {"import_cables": [text], "backup": [folder / "not" / "there"]}
    processes = [archive.start(name, *arguments.get(name, [])) for name in names]
    return [(*process.communicate(), process.returncode) for process in processes]


def test_commands_before_migrate_say_to_run_it(bare: Installation, tmp_path: Path) -> None:
    written = []
    if connection.vendor == "sqlite":
        written += outputs(bare, tmp_path, "import_cables", "backup")
        assert all("(unable to open database file)" in err for _, err, _ in written)
        (tmp_path / "bare" / "db.sqlite3").touch()
    written += outputs(bare, tmp_path, "import_cables", "reparse", "verify_archive", "backup")
    for out, err, status in written:
        assert out == ""
        assert status == (1 if err.startswith("manage.py") else database_errors.INCOMPLETE)
        assert "The database lacks what this version needs (" in err
        assert err.endswith(": check DATABASE_URL, or run manage.py migrate.\n")
        assert len(err.splitlines()) == 1
        assert "again" not in err
    assert not (tmp_path / "not").exists()
