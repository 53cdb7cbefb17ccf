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


def wait_for(value: Callable[[], int | None]) -> int:
    """Wait until the function returns something true, and return that."""
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        if result := value():
            return result
        time.sleep(0.02)
    raise AssertionError("nothing in 20 seconds")


def test_a_killed_runner_is_restarted(data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(supervisor, "RESTART_AFTER", 0.01)
    monkeypatch.setenv("DATA_DIR", str(data_dir))
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{data_dir}/none.sqlite3")
    supervised = Supervisor()
    supervised.start()
    first = wait_for(lambda: supervised.pid)
    os.kill(first, signal.SIGKILL)
    second = wait_for(lambda: supervised.pid if supervised.pid != first else None)
    supervised.stop()
    with pytest.raises(ProcessLookupError):
        os.kill(second, 0)
