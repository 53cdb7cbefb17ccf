"""`manage.py import_cables`: exit status, output, report, dry run, and resuming after an interruption."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import CommandError

from cables.ingest import service
from cables.models import Cable, ImportRun, Revision
from tests.builders import telegram

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder with three cables, one of them in a subfolder."""
    inner = tmp_path / "cables" / "inner"
    inner.mkdir(parents=True)
    (inner.parent / "07LIMA1.txt").write_text(telegram("07LIMA1"))
    (inner.parent / "07LIMA2.txt").write_text(telegram("07LIMA2", refs=["LIMA 1"]))
    (inner / "07LIMA3.txt").write_text(telegram("07LIMA3", refs=["LIMA 2"]))
    return inner.parent


def run(*arguments: str | Path, **options: object) -> tuple[str, str, int]:
    """Return the command's output, its errors, and its exit status."""
    out, err = io.StringIO(), io.StringIO()
    status = 0
    try:
        call_command("import_cables", *map(str, arguments), stdout=out, stderr=err, workers=0, **options)
    except SystemExit as ending:
        status = int(ending.code or 0)
    except CommandError as error:
        err.write(str(error))
        status = error.returncode
    return out.getvalue(), err.getvalue(), status


def test_a_folder_is_imported_and_a_second_time_changes_nothing(folder: Path) -> None:
    assert run(folder) == ("3 stored, 0 revised, 0 further, 0 unchanged, 0 conflict, 0 refused.\n", "", 0)
    assert run(folder) == ("0 stored, 0 revised, 0 further, 3 unchanged, 0 conflict, 0 refused.\n", "", 0)


def test_a_bad_item_is_reported_with_its_reason_and_the_rest_goes_on(folder: Path, tmp_path: Path) -> None:
    (folder / "letter.txt").write_text("Dear Sir, this is no telegram.")
    report = tmp_path / "report.jsonl"
    out, err, status = run(folder, report=report)
    assert status == 1
    assert "3 stored" in out
    assert "letter.txt: refused: No message reference number" in err
    lines = [json.loads(line) for line in report.read_text().splitlines()]
    assert [line["fate"] for line in lines if line["fate"] != "stored"] == ["refused"]


def test_a_conflict_counts_as_refused_for_the_status(folder: Path, tmp_path: Path) -> None:
    run(folder)
    (tmp_path / "07LIMA1.txt").write_text(telegram("07LIMA77"))
    _, err, status = run(tmp_path / "07LIMA1.txt")
    assert status == 1
    assert "07LIMA77" in err


def test_nothing_that_can_be_read_is_status_2(tmp_path: Path) -> None:
    _, err, status = run(tmp_path / "nowhere.txt")
    assert status == 2
    assert "Nothing could be read." in err


def test_a_dry_run_stores_nothing(folder: Path) -> None:
    out, _, status = run(folder, dry_run=True)
    assert (out, status) == ("Would be: 3 stored, 0 revised, 0 further, 0 unchanged, 0 conflict, 0 refused.\n", 0)
    assert not Cable.objects.exists()


def test_a_report_that_cannot_be_written_is_said_before_anything_is_stored(folder: Path, tmp_path: Path) -> None:
    _, err, status = run(folder, report=tmp_path / "nowhere" / "report.jsonl")
    assert status == 2
    assert "cannot be written" in err
    assert not Cable.objects.exists()


def test_a_zip_archive(folder: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "cables.zip", "w") as archive:
        for path in sorted(folder.rglob("*.txt")):
            archive.write(path, path.name)
    assert "3 stored" in run(tmp_path / "cables.zip")[0]
    assert all("cables.zip" in where for where in Revision.objects.values_list("where", flat=True))


def test_a_map_that_names_no_column_is_refused_by_the_columns_that_are_there(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("nummer,inhalt\n1,A\n")
    with zipfile.ZipFile(tmp_path / "b.zip", "w"):
        pass
    _, err, status = run(tmp_path / "a.csv", tmp_path / "b.zip", "--map", "text=nope")
    assert "a.csv: refused: has no column nope, from which the map takes text: its columns are nummer, inhalt" in err
    assert "b.zip: refused: is an archive that has no files" in err
    assert status == 2


@pytest.mark.parametrize(
    ("record_map", "sentence"),
    [
        ("text=a,text=b", "The map names text twice"),
        (",".join(f"text=c{number}" for number in range(10_000)), "The map has more than 1,000 characters"),
        ("colour=red", "colour=red names no part"),
    ],
)
def test_a_map_that_cannot_be_read_is_a_sentence(record_map: str, sentence: str, folder: Path) -> None:
    _, err, status = run(folder, "--map", record_map)
    assert sentence in err
    assert status == 1


def environment(tmp_path: Path) -> dict[str, str]:
    """Return an environment with an SQLite database below `tmp_path`."""
    environment = {key: value for key, value in os.environ.items() if key != "DATABASE_URL"}
    return {**environment, "DATA_DIR": str(tmp_path / "data"), "DJANGO_SETTINGS_MODULE": "archive.settings"}


def manage(tmp_path: Path, *arguments: str) -> subprocess.Popen[bytes]:
    command = [sys.executable, "manage.py", *arguments]
    return subprocess.Popen(
        command, cwd=settings.BASE_DIR, env=environment(tmp_path), stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )


def done(tmp_path: Path, *arguments: str) -> tuple[bytes, bytes, int]:
    """Run a command in a process; return its output, its errors, and its exit status."""
    process = manage(tmp_path, *arguments)
    return *process.communicate(), process.returncode


def test_in_a_pipe_it_is_quiet(tmp_path: Path, folder: Path) -> None:
    assert done(tmp_path, "migrate", "--verbosity", "0") == (b"", b"", 0)
    output = b"3 stored, 0 revised, 0 further, 0 unchanged, 0 conflict, 0 refused.\n"
    assert done(tmp_path, "import_cables", str(folder)) == (output, b"", 0)


def test_an_archive_that_is_restored_meanwhile_ends_the_import(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(service, "begin", lambda label, editor: ImportRun(pk=2**40, label=label))
    assert run(folder) == (
        "",
        "A backup was restored over the archive meanwhile, which then had nothing of this import: "
        "run the command again.",
        3,
    )
    assert not Cable.objects.exists()
