"""Commands that are killed, and what is killed beside them. `bench.broken_off` does the same at more moments."""

from __future__ import annotations

import os
import signal
from pathlib import Path

from cables.management import database_errors
from tests.installation import Installation, installation
from tests.robustness.conftest import ALL
from tests.robustness.imports import GO_ON, ends_as_if_undisturbed, until

MIGRATE = ("migrate", "--verbosity", "0")
IMPORT = ("import_cables", "--workers", "1")
MOMENTS = (0.5, 1.2, 2.0, 3.0)  # seconds from the first command's start


def test_killed_at_any_moment_and_run_again_it_ends_as_if_undisturbed(
    tmp_path: Path, sources: tuple[Path, Path], django_db_setup: None
) -> None:
    with installation(tmp_path / "killed") as disturbed:
        for moment in MOMENTS:
            disturbed.run_and_kill(moment, MIGRATE, (*IMPORT, str(sources[1])))
        assert disturbed.run(*MIGRATE) == ("", "", 0)
        assert disturbed.run("verify_archive")[1:] == ("", 0)
        ends_as_if_undisturbed(disturbed, sources[1], ALL)


def parsing(parent: int) -> list[int]:
    """The processes that parse for another one."""
    children = Path(f"/proc/{parent}/task/{parent}/children").read_text().split()
    return [int(child) for child in children if b"spawn_main" in Path(f"/proc/{child}/cmdline").read_bytes()]


def test_a_process_that_parses_is_killed(begun: Installation, sources: tuple[Path, Path]) -> None:
    importing = begun.start("import_cables", "--workers", "1", sources[1])
    until(lambda: parsing(importing.pid), importing)
    os.kill(parsing(importing.pid)[0], signal.SIGKILL)
    _, err = importing.communicate()
    assert err.splitlines()[-1] == (
        "CommandError: A process that parses was ended from outside, perhaps for lack of memory: with --workers 0 none "
        f"is started. {GO_ON}"
    )
    assert importing.returncode == database_errors.INCOMPLETE
    ends_as_if_undisturbed(begun, sources[1], ALL)
