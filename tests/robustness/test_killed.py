"""Commands that are killed, and a worker of one. `bench.broken_off` does the same at more moments."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest

from cables.management import database_errors
from tests.installation import Installation, installation
from tests.robustness.conftest import ALL
from tests.robustness.imports import GO_ON, finish_and_check, until

pytestmark = pytest.mark.slow

MIGRATE = ("migrate", "--verbosity", "0")
IMPORT = ("import_cables", "--workers", "1")
KILLED_AFTER = (0.5, 1.2, 2.0, 3.0)  # seconds from the first command's start


def test_an_import_killed_at_any_moment_and_run_again_is_complete(
    tmp_path: Path, sources: tuple[Path, Path], django_db_setup: None
) -> None:
    with installation(tmp_path / "killed") as disturbed:
        for seconds in KILLED_AFTER:
            disturbed.run_and_kill(seconds, MIGRATE, (*IMPORT, str(sources[1])))
        assert disturbed.run(*MIGRATE) == ("", "", 0)
        assert disturbed.run("verify_archive")[1:] == ("", 0)
        finish_and_check(disturbed, sources[1], ALL)


def workers_of(parent: int) -> list[int]:
    """Return the ids of the processes that parse for another one."""
    children = Path(f"/proc/{parent}/task/{parent}/children").read_text().split()
    return [int(child) for child in children if b"spawn_main" in Path(f"/proc/{child}/cmdline").read_bytes()]


def test_an_import_whose_worker_is_killed(begun: Installation, sources: tuple[Path, Path]) -> None:
    importing = begun.start("import_cables", "--workers", "1", sources[1])
    until(lambda: workers_of(importing.pid), importing)
    os.kill(workers_of(importing.pid)[0], signal.SIGKILL)
    _, err = importing.communicate()
    assert err.splitlines()[-1] == (
        "CommandError: A process that parses was ended from outside, perhaps for lack of memory: with --workers 0 none "
        f"is started. {GO_ON}"
    )
    assert importing.returncode == database_errors.INCOMPLETE
    finish_and_check(begun, sources[1], ALL)
