"""A full disk while an import runs.

Neither database needs a disk of its own for that: no file may grow beyond a limit that the system enforces
(RLIMIT_FSIZE), on SQLite of the command's own process, on PostgreSQL of the server's, which takes it for a full disk.
"""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from django.db import DatabaseError

from cables.management import database_errors
from tests.installation import Installation
from tests.postgresql_server import Server
from tests.robustness.conftest import ALL
from tests.robustness.imports import GO_ON, finish_and_check

pytestmark = pytest.mark.slow

MEBIBYTE = 1 << 20  # the file has that without a cable; what an import writes beside it has more
LARGEST = 1200  # KiB, of a server's file: more than a segment of its log takes
MESSAGES = ("disk I/O error", "database or disk is full", "could not extend file")

LIMITED = """
import os, resource, sys
largest = int(sys.argv[1])
resource.setrlimit(resource.RLIMIT_FSIZE, (largest, largest))
os.execv(sys.executable, [sys.executable, *sys.argv[2:]])
"""


def test_an_import_reports_it_and_is_resumed_when_there_is_room(
    apart: Installation, server: Server | None, sources: tuple[Path, Path]
) -> None:
    arguments = ("import_cables", "--workers", "0", str(sources[1]))
    if server is None:
        process = apart.python("-c", LIMITED, str(MEBIBYTE), "manage.py", *arguments)
        (_, err), status = process.communicate(), process.returncode
    else:
        server.kill()
        server.start(LARGEST)
        _, err, status = apart.run(*arguments)
        server.kill()
        server.start()
    assert err.startswith("CommandError: The database failed (")
    assert any(words in err for words in MESSAGES)
    assert err.endswith(f" {GO_ON}\n")
    assert status == database_errors.INCOMPLETE
    assert len(err.splitlines()) == 1
    assert apart.run("verify_archive")[2] == 0
    finish_and_check(apart, sources[1], ALL)


def test_a_report_on_a_full_disk_ends_the_import(begun: Installation, tmp_path: Path) -> None:
    bad = tmp_path / "bad.txt"
    bad.write_text("Dear Sir, this is no telegram.")
    out, err, status = begun.run("import_cables", "--report", "/dev/full", bad)
    assert (out, status) == ("", database_errors.INCOMPLETE)
    message = "The report cannot be written any further to /dev/full: No space left on device."
    assert err.splitlines()[-1] == f"CommandError: {message} {GO_ON}"


def test_the_error_of_a_full_database_has_advice() -> None:
    with sqlite3.connect(":memory:") as full, pytest.raises(sqlite3.Error) as raised:
        full.execute("PRAGMA max_page_count = 2")
        full.execute("CREATE TABLE a (b)")
        full.executemany("INSERT INTO a VALUES (?)", [("x" * 4000,)] * 3)
    message = database_errors.sentence(DatabaseError(raised.value))
    assert message == "The database failed (database or disk is full). Make room on its disk."
