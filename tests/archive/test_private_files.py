"""Nobody but the owner reads or writes what lies in the data directory, the collected static files excepted."""

from __future__ import annotations

import errno
import os
import stat
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from archive.private_files import protect
from tests.builders import telegram
from tests.installation import Installation, installation
from tests.serving import serving

# An upload of two files and its confirmation, as a server takes them that loads the application by itself, then its job
# and a backup that is restored. Each step ends with what is exposed, while a connection to the database is open.
STEPS = """
import sys
from archive.wsgi import application
from pathlib import Path
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client
from tests.archive.test_private_files import exposed
from tests.builders import telegram
data, copy = map(Path, sys.argv[1:])
client = Client(headers={"host": "127.0.0.1"})
client.force_login(User.objects.create_superuser("keeper"))
files = [SimpleUploadedFile(f"{number}.txt", telegram(f"07LIMA{number}").encode()) for number in (1, 2)]
page = client.post("/admin/cables/cable/add/", {"files": files})["Location"]
client.post(page.replace("change", "confirm"), {"store": "1"})
print("upload", len(list(data.rglob("*.txt"))), exposed(data))
call_command("run_jobs", once=True, workers=0)
print("job", len(list(data.rglob("*.txt"))), exposed(data))
call_command("backup", copy, stdout=sys.stderr)
print("backup", len(list(copy.iterdir())), exposed(copy.parent))
call_command("restore", copy, force=True, stdout=sys.stderr)
print("restore", exposed(data))
"""
OF_OTHERS = stat.S_IRWXG | stat.S_IRWXO


@pytest.fixture(autouse=True)
def careless() -> Iterator[None]:
    """Let others have every right to what a process creates, unless the process itself says otherwise."""
    before = os.umask(0)
    yield
    os.umask(before)


def exposed(directory: str | Path) -> list[str]:
    """Return the paths in a data directory, but for the static files, to which others have any right."""
    paths = [path for path in Path(directory).rglob("*") if path.relative_to(directory).parts[0] != "static"]
    assert paths
    return sorted(str(path.relative_to(directory)) for path in paths if path.lstat().st_mode & OF_OTHERS)


def static_files(directory: Path) -> list[Path]:
    """Return the folder of the static files, with all that lies in it."""
    return [directory / "static", *(directory / "static").rglob("*")]


def loosen(directory: Path) -> int:
    """Give others the rights that they had to what 0.1.0 wrote; return to how many files and folders."""
    paths = [path for path in directory.rglob("*") if path.relative_to(directory).parts[0] != "static"]
    for path in paths:
        path.chmod(0o755 if path.is_dir() else 0o644)
    return len(paths)


def run(of: Installation, *arguments: str | Path) -> str:
    """Run a command; return its errors, of which it may have none that end it."""
    _, errors, status = of.run(*arguments)
    assert status == 0, errors
    return errors


def test_whatever_a_command_or_an_upload_writes_is_private(empty: Installation, tmp_path: Path) -> None:
    data, text, copy = tmp_path / "data", tmp_path / "cable.txt", tmp_path / "backups" / "copy"
    text.write_text(telegram())
    with installation(data, copy_of=empty) as of:
        assert exposed(data) == [], "the database as migrate made it"
        assert run(of, "import_cables", text, "--report", data / "report.jsonl") == ""
        assert (data / "report.jsonl").exists()
        assert exposed(data) == []
        steps, _ = of.python("-c", STEPS, str(data), str(copy)).communicate()
        assert steps.splitlines() == ["upload 2 []", "job 0 []", "backup 2 []", "restore []"]


def test_a_site_has_private_data_and_static_files_that_all_may_read(empty: Installation, tmp_path: Path) -> None:
    """Serve data that 0.1.0 left, whose files everybody may read."""
    data = tmp_path / "data"
    with installation(data, copy_of=empty) as of:
        assert run(of, "collectstatic", "--no-input", "--verbosity", "0") == ""
        count = loosen(data)
        said = run(of, "check")
        assert said.count("\n") == 1
        assert f"Other users had rights to {count} files and folders in {data}: they have none now." in said
        with serving({**of.environment, "WORKERS": "1"}) as url:  # which logs nothing
            with urllib.request.urlopen(f"{url}/about/", timeout=20) as response:
                assert response.status == 200
            assert exposed(data) == []
        for path in static_files(data):
            assert path.stat().st_mode & 0o444 == 0o444, path
            assert path.is_file() or path.stat().st_mode & 0o111 == 0o111, path
        assert {path.suffix for path in static_files(data)} >= {".css", ".gz", ".json", ".woff2"}


def test_a_new_data_directory_can_be_passed_through_to_the_static_files_and_not_be_listed(
    empty: Installation, tmp_path: Path
) -> None:
    new = Installation({**empty.environment, "DATA_DIR": str(tmp_path / "deep" / "data")})
    run(new, "mrn", "07LIMA1")
    assert stat.S_IMODE((tmp_path / "deep" / "data").stat().st_mode) == 0o711


def test_rights_are_taken_from_what_the_archive_writes(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.touch(0o644)
    data = tmp_path / "data"
    for folder in ("uploads/7/000001", "static/css"):
        (data / folder).mkdir(parents=True)
    for name in ("db.sqlite3", "db.sqlite3-wal", "uploads/7/000001/a.txt", "static/css/a.css"):
        (data / name).touch(0o666)
    (data / "link").symlink_to(outside)
    (data / "secret_key").touch(0o600)
    (data / "backups").mkdir()
    (data / "program").mkdir()
    (data / "program" / "manage.py").touch(0o644)
    (data / "other.db-wal").touch(0o644)
    databases = [data / "other.db", tmp_path / "outside"]
    assert protect(data, databases) == 8
    modes = {str(path.relative_to(tmp_path)): stat.S_IMODE(path.stat().st_mode) for path in tmp_path.rglob("*")}
    assert modes == {
        "outside": 0o644,
        "data": 0o755,
        "data/link": 0o644,
        "data/secret_key": 0o600,
        "data/other.db-wal": 0o600,
        "data/backups": 0o777,
        "data/program": 0o777,
        "data/program/manage.py": 0o644,
        "data/db.sqlite3": 0o600,
        "data/db.sqlite3-wal": 0o600,
        "data/uploads": 0o700,
        "data/uploads/7": 0o700,
        "data/uploads/7/000001": 0o700,
        "data/uploads/7/000001/a.txt": 0o600,
        "data/static": 0o777,
        "data/static/css": 0o777,
        "data/static/css/a.css": 0o666,
    }
    assert protect(data, databases) == 0


def test_where_rights_cannot_be_changed_a_line_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    chmod = Path.chmod

    def refuse(path: Path, mode: int) -> None:
        if path.name == "db.sqlite3-wal":
            raise PermissionError(errno.EPERM, "Operation not permitted")
        chmod(path, mode)

    for name in ("db.sqlite3", "db.sqlite3-wal", "secret_key"):
        (tmp_path / name).touch(0o666)
    monkeypatch.setattr(Path, "chmod", refuse)
    assert protect(tmp_path) == 2
    assert exposed(tmp_path) == ["db.sqlite3-wal"]
    assert caplog.messages == [
        f"Other users keep their rights to 1 file, the first is {tmp_path}/db.sqlite3-wal (Operation not permitted).",
        f"Other users had rights to 2 files and folders in {tmp_path}: they have none now.",
    ]
