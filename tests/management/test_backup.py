"""`manage.py backup` and `restore`: the copy is complete, is checked, and serves the same pages."""

from __future__ import annotations

import json
import signal
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import psycopg
import pytest
from django.db import connection

from cables.telegram import PARSER_VERSION
from tests.builders import telegram
from tests.installation import Installation, installation
from tests.served import pages


def written(folder: Path, count: int) -> Path:
    """Return a file of cables that cite each other and one that is missing."""
    path = folder / "cables.jsonl"
    texts = [telegram(f"07LIMA{n}", refs=[f"LIMA {n // 2}", "QUITO 5"]) for n in range(1, count + 1)]
    path.write_text("\n".join(json.dumps({"text": text}) for text in texts))
    return path


EDITS = """
from cables.editing import corrections, merging, redaction, vocabulary, withdrawal
withdrawal.withdraw("07LIMA6", "A reader asked.")
redaction.redact("07LIMA5", ["barges"], "A name.")
corrections.correct("07LIMA4", {"subject": "CORRECTED", "date": "2007-06-16"}, "Misprinted.")
merging.merge("07LIMA7", "07LIMA3", "One telegram.")
vocabulary.change(vocabulary.Change("alias", "OSIERPOL", {"post": "LIMA", "kind": "spelling"}), "It was lacking.")
"""


@pytest.fixture(scope="module")
def source(empty: Installation, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """Yield an archive in which cables were edited in every way."""
    folder = tmp_path_factory.mktemp("source")
    with installation(folder / "source", copy_of=empty) as made:
        assert made.run("import_cables", written(folder, 8))[2] == 0
        assert made.run("shell", "--verbosity", "0", "--command", EDITS) == ("", "", 0)
        yield made


@pytest.fixture
def target(tmp_path: Path, django_db_setup: None) -> Iterator[Installation]:
    """Yield an archive without tables."""
    with installation(tmp_path / "target") as made:
        yield made


@pytest.fixture
def other(empty: Installation, tmp_path: Path) -> Iterator[Installation]:
    """Yield an archive with empty tables."""
    with installation(tmp_path / "other", copy_of=empty) as made:
        yield made


@pytest.mark.slow
def test_what_is_put_back_serves_the_same_pages(source: Installation, target: Installation, tmp_path: Path) -> None:
    folder = tmp_path / "copy"
    name = "archive.dump" if connection.vendor == "postgresql" else "archive.sqlite3"
    assert source.run("backup", folder) == (f"6 cables and 7 texts are in {folder / name}.\n", "", 0)
    assert sorted(path.name for path in folder.iterdir()) == [name, "manifest.json"]
    assert [path.stat().st_mode & 0o777 for path in folder.iterdir()] == [0o600, 0o600]
    manifest = json.loads((folder / "manifest.json").read_text())
    assert (manifest["database"], manifest["parser_version"]) == (connection.vendor, PARSER_VERSION)
    tables = ("cable", "withdrawntext", "sealedtext", "correction", "alias", "reversion", "vocabularyentry", "event")
    assert [manifest["rows"][f"cables_{name}"] for name in tables] == [6, 1, 1, 2, 1, 1, 1, 6]
    assert "cables.0001_initial" in manifest["migrations"]

    output = f"6 cables and 7 texts of {manifest['made_at']} are back.\nVerified: everything is as the texts say.\n"
    assert target.run("restore", folder) == (output, "", 0)
    assert target.run("verify_archive") == ("6 cables, 7 texts: everything is as the texts say.\n", "", 0)
    expected = pages(source)
    assert pages(target) == expected

    out, err, status = target.run("restore", folder)
    assert (out, err, status) == ("", "CommandError: This archive holds cables: restore --force replaces them.\n", 1)
    (tmp_path / "07LIMA9.txt").write_text(telegram("07LIMA9"))
    assert target.run("import_cables", tmp_path / "07LIMA9.txt")[2] == 0
    assert target.run("restore", folder, "--force") == (output, "", 0)
    assert pages(target) == expected
    assert target.run("import_cables", tmp_path / "07LIMA9.txt")[2] == 0
    assert target.run("verify_archive")[2] == 0


@pytest.mark.slow
def test_differences_are_reported_after_restoring(other: Installation, tmp_path: Path) -> None:
    assert other.run("import_cables", written(tmp_path, 2))[2] == 0
    damage = "from django.db import connection; connection.cursor().execute('UPDATE cables_cable SET signer = NULL')"
    assert other.run("shell", "--verbosity", "0", "--command", damage)[2] == 0
    assert other.run("backup", tmp_path / "copy")[2] == 0
    out, err, status = other.run("restore", tmp_path / "copy", "--force")
    assert (err, status) == ("", 1)
    assert out.endswith("Verified: 2 differences from what the texts say; verify_archive names them.\n")
    report = tmp_path / "report.jsonl"
    out, err, status = other.run("verify_archive", "--report", report)
    assert (err, status) == ("", 1)
    assert out.startswith("07LIMA1: signer is empty and should be “ROE”.\n")
    assert out.endswith("2 cables, 2 texts: 2 differences remain.\n")
    out, err, status = other.run("verify_archive", "--repair")
    assert (err, status) == ("", 0)
    assert out.endswith("2 cables, 2 texts: 2 mended, 0 differences remain.\n")
    assert json.loads(report.read_text().splitlines()[0]) == {
        "kind": "cable",
        "mrn": "07LIMA1",
        "message": "07LIMA1: signer is empty and should be “ROE”.",
        "derivable": True,
        "mended": False,
    }


LIMITED = """
import os, resource, sys
resource.setrlimit(resource.RLIMIT_FSIZE, (65536, 65536))
os.execv(sys.executable, [sys.executable, *sys.argv[1:]])
"""


@pytest.mark.slow
@pytest.mark.parametrize("there_already", [True, False])
def test_a_backup_on_a_full_disk_leaves_nothing(other: Installation, tmp_path: Path, there_already: bool) -> None:
    folder = tmp_path / "new" / "copy"
    if there_already:
        folder.mkdir(parents=True)
    process = other.python("-c", LIMITED, "manage.py", "backup", str(folder))
    out, err = process.communicate()
    assert (out, process.returncode, len(err.splitlines())) == ("", 1, 1)
    assert err.startswith(("CommandError: pg_dump failed: ", "CommandError: SQLite could not write the copy: "))
    assert list(tmp_path.glob("new/**")) == ([tmp_path / "new", folder] if there_already else [])


@contextmanager
def slow(archive: Installation) -> Iterator[None]:
    """Let a backup of the archive take long: on PostgreSQL a table is locked, on SQLite there is much to be copied."""
    if connection.vendor == "postgresql":
        with psycopg.connect(archive.environment["DATABASE_URL"]) as server:
            server.execute("LOCK TABLE cables_cable IN ACCESS EXCLUSIVE MODE")
            yield
        return
    with closing(sqlite3.connect(Path(archive.environment["DATA_DIR"]) / "db.sqlite3")) as file:
        file.execute("CREATE TABLE filler AS SELECT randomblob(100000000)")
        file.commit()
    yield


@pytest.mark.slow
@pytest.mark.parametrize("by", [signal.SIGINT, signal.SIGTERM])
def test_a_backup_that_is_interrupted_leaves_nothing(other: Installation, tmp_path: Path, by: signal.Signals) -> None:
    folder = tmp_path / "new" / "copy"
    with slow(other):
        process = other.start("backup", folder)
        while process.poll() is None and not list(folder.glob("archive.*")) and not children(process.pid):
            time.sleep(0.001)
        process.send_signal(by)
        out, err = process.communicate(timeout=60)
    assert (out, err, process.returncode) == ("", "CommandError: Interrupted: nothing of the backup is left.\n", 130)
    assert not (tmp_path / "new").exists()


def children(parent: int) -> str:
    """Return the ids of the processes that a process has started."""
    return Path(f"/proc/{parent}/task/{parent}/children").read_text() if connection.vendor == "postgresql" else ""


def test_refusals_are_sentences(source: Installation, tmp_path: Path) -> None:
    (tmp_path / "07LIMA9.txt").touch()
    assert source.run("backup", tmp_path) == (
        "",
        f"CommandError: {tmp_path} is not empty: name a folder that does not exist yet.\n",
        1,
    )
    assert source.run("restore", "--force", tmp_path) == (
        "",
        f"CommandError: {tmp_path} is no complete backup: manifest.json cannot be read (No such file or directory).\n",
        1,
    )
