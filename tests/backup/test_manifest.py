"""Manifests: written last, and checked before a backup is restored."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cables import backup
from cables.backup import BackupError, Manifest, postgresql
from cables.backup.manifest import DatabaseState


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """Return a folder with a file in place of a copy, and its manifest."""
    file = tmp_path / "archive.sqlite3"
    file.write_bytes(b"The barges came back.")
    Manifest.of(DatabaseState({"cables_cable": 2}, ["cables.0001_initial"]), file, "sqlite").write(tmp_path)
    return tmp_path


def refusal(copy: Path, **changes: object) -> str:
    """Return the error of the backup after changes in its manifest."""
    manifest = copy / "manifest.json"
    manifest.write_text(json.dumps({**json.loads(manifest.read_text()), **changes}))
    with pytest.raises(BackupError) as raised:
        Manifest.read(copy).check(copy, "sqlite")
    return str(raised.value)


def test_what_was_written_is_read_and_passes(copy: Path) -> None:
    manifest = Manifest.read(copy)
    manifest.check(copy, "sqlite")
    assert (manifest.rows, manifest.size, manifest.file) == ({"cables_cable": 2}, 21, "archive.sqlite3")
    assert sorted(path.name for path in copy.iterdir()) == ["archive.sqlite3", "manifest.json"]


@pytest.mark.parametrize("content", [b"The barges came bark.", b"The barges", b""])
def test_a_damaged_copy(copy: Path, content: bytes) -> None:
    (copy / "archive.sqlite3").write_bytes(content)
    assert refusal(copy) == (
        f"{copy / 'archive.sqlite3'} is damaged: it is not the file that the manifest was written for."
    )


def test_a_copy_that_is_missing(copy: Path) -> None:
    (copy / "archive.sqlite3").unlink()
    assert refusal(copy) == f"{copy / 'archive.sqlite3'} cannot be read: No such file or directory."


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        pytest.param(
            {"database": "postgresql"},
            "The backup is of a postgresql database, and this one is sqlite.",
            id="another kind of database",
        ),
        pytest.param(
            {"migrations": ["cables.0001_initial", "cables.9999_mud"]},
            "The backup was made by a newer version, which has the migration cables.9999_mud.",
            id="a newer version",
        ),
    ],
)
def test_a_copy_that_does_not_fit(copy: Path, changes: dict[str, object], sentence: str) -> None:
    assert refusal(copy, **changes) == sentence


def test_a_manifest_of_another_form(copy: Path) -> None:
    assert refusal(copy, form=2) == f"{copy / 'manifest.json'} is of form 2, which this version cannot read."


def test_a_file_out_of_the_folder(copy: Path) -> None:
    assert refusal(copy, file="../archive.sqlite3") == f"{copy / 'manifest.json'} is no manifest of a backup."


@pytest.mark.parametrize("text", ["Mud.", "[]", "{}", '{"form": 1}', '{"form": 1, "mud": 2}'])
def test_no_manifest_of_a_backup(copy: Path, text: str) -> None:
    (copy / "manifest.json").write_text(text)
    with pytest.raises(BackupError, match="is no manifest of a backup"):
        Manifest.read(copy)


def test_a_folder_without_a_manifest_is_no_backup(tmp_path: Path) -> None:
    with pytest.raises(BackupError, match="is no complete backup"):
        Manifest.read(tmp_path)


def test_a_folder_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(BackupError, match=r"cannot be written to .*: Not a directory"):
        backup.create(tmp_path / "file" / "copy")


def test_without_the_programs_of_postgresql() -> None:
    with pytest.raises(BackupError, match="pg_mud was not found: install PostgreSQL's client programs"):
        postgresql.find_program("pg_mud")
