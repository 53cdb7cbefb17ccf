"""The runner beside the site is restarted when it dies, and stops with the site."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from cables.jobs import supervisor
from cables.jobs.supervisor import Supervisor


def until(answer: Callable[[], int | None]) -> int:
    """Wait until the function returns something true, and return that."""
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        if found := answer():
            return found
        time.sleep(0.02)
    raise AssertionError("no answer came")


def test_a_killed_runner_is_begun_again(data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(supervisor, "RESTART_AFTER", 0.01)
    monkeypatch.setenv("DATA_DIR", str(data_dir))
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{data_dir}/none.sqlite3")
    kept = Supervisor()
    kept.start()
    first = until(lambda: kept.pid)
    os.kill(first, signal.SIGKILL)
    second = until(lambda: kept.pid if kept.pid != first else None)
    kept.stop()
    with pytest.raises(ProcessLookupError):
        os.kill(second, 0)
