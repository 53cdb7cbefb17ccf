"""The runner beside the site is restarted when it dies, and stops with the site."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from cables.jobs import supervisor
from cables.jobs.supervisor import Supervisor
from tests.installation import ROOT

RESTARTS = 20
BESIDE_FORKS = f"""
import os, signal, time
import django
django.setup()
from cables.jobs import supervisor

supervisor.RESTART_AFTER = 0
supervised = supervisor.Supervisor()
supervised.start()
forks, killed = [], []
while len(killed) < {RESTARTS} and len(forks) < 500:
    fork = os.fork()
    if not fork:
        time.sleep(60)
        os._exit(0)
    forks.append(fork)
    pid = supervised.pid
    if pid and pid not in killed:
        os.kill(pid, signal.SIGKILL)
        killed.append(pid)
    time.sleep(0.01)
print(len(killed))
supervised.stop()
for fork in forks:
    os.kill(fork, signal.SIGKILL)
"""


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


def test_it_is_restarted_every_time_beside_forks(data_dir: Path) -> None:
    """Fork processes that outlive the runner all the while, as a server forks its workers."""
    environment = {"DATA_DIR": str(data_dir), "DJANGO_SETTINGS_MODULE": "archive.settings"}
    done = subprocess.run(
        [sys.executable, "-c", BESIDE_FORKS],
        cwd=ROOT,
        env={**os.environ, **environment},
        stdout=subprocess.PIPE,
        text=True,
        check=True,
        timeout=120,
    )
    assert done.stdout == f"{RESTARTS}\n"


def test_one_that_cannot_be_started_is_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    tries = 0

    def fail() -> int:
        nonlocal tries
        tries += 1
        raise BlockingIOError(errno.EAGAIN, os.strerror(errno.EAGAIN))

    monkeypatch.setattr(supervisor, "RESTART_AFTER", 0.01)
    monkeypatch.setattr(supervisor, "spawn", fail)
    supervised = Supervisor()
    supervised.start()
    wait_for(lambda: tries > 2)
    supervised.stop()
    assert supervised.pid is None
