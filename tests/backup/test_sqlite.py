"""Copies are restored over files with any page size."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from cables.backup.sqlite import with_page_size


def made(path: Path, size: int, cable: str) -> sqlite3.Connection:
    """Return a database of one cable, with pages of so many bytes and in WAL mode."""
    file = sqlite3.connect(path)
    file.execute(f"PRAGMA page_size = {size}")
    file.execute("PRAGMA journal_mode = WAL")
    file.execute("CREATE TABLE cable (mrn)")
    file.execute("INSERT INTO cable VALUES (?)", [cable])
    file.commit()
    return file


@pytest.mark.parametrize("stored", [1024, 4096, 32768])
@pytest.mark.parametrize("copied", [4096, 32768])
def test_a_copy_goes_over_pages_of_any_size(tmp_path: Path, copied: int, stored: int) -> None:
    beside = tmp_path / "beside"
    beside.mkdir()
    made(tmp_path / "copy", copied, "07LIMA1").close()
    with (
        closing(made(tmp_path / "archive", stored, "07LIMA2")) as target,
        closing(sqlite3.connect(tmp_path / "archive")) as reader,
    ):
        assert reader.execute("SELECT mrn FROM cable").fetchall() == [("07LIMA2",)]
        with with_page_size(tmp_path / "copy", stored, beside) as source:
            assert len(list(beside.iterdir())) == (copied != stored)
            source.backup(target)
        assert reader.execute("SELECT mrn FROM cable").fetchall() == [("07LIMA1",)]
        assert reader.execute("PRAGMA page_size").fetchone() == (stored,)
    assert list(beside.iterdir()) == []


def test_sqlite_refuses_pages_of_another_size(tmp_path: Path) -> None:
    with (
        closing(made(tmp_path / "copy", 4096, "07LIMA1")) as source,
        closing(made(tmp_path / "archive", 32768, "07LIMA2")) as target,
        pytest.raises(sqlite3.OperationalError, match="readonly"),
    ):
        source.backup(target)
