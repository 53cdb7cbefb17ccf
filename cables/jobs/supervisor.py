"""Supervisor of the job runner beside the site: starts it, restarts it when it dies, and stops it with the site."""

from __future__ import annotations

import os
import subprocess
import sys
import threading

from django.conf import settings

RESTART_AFTER = 2.0  # seconds
SECONDS_TO_FINISH = 10.0  # the next runner resumes a job that is killed


class Supervisor:
    """Supervisor of one `manage.py run_jobs`, in a process of its own."""

    def __init__(self) -> None:
        self._ended = threading.Event()
        self._runner: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int | None:
        """Return the id of the runner's process; None before it has one."""
        return self._runner.pid if self._runner else None

    def start(self) -> None:
        """Start the runner, and watch it in a thread."""
        threading.Thread(target=self._watch, daemon=True).start()

    def stop(self) -> None:
        """Stop the runner: after the batch at hand, or by force."""
        self._ended.set()
        runner = self._runner
        if runner is None:
            return
        runner.terminate()
        try:
            runner.wait(SECONDS_TO_FINISH)
        except subprocess.TimeoutExpired:
            runner.kill()
            runner.wait()

    def _watch(self) -> None:
        command = [sys.executable, str(settings.BASE_DIR / "manage.py"), "run_jobs", "--parent", str(os.getpid())]
        while not self._ended.is_set():
            # Ctrl-C in a terminal goes to the site alone, which then stops the runner.
            self._runner = subprocess.Popen(command, start_new_session=True)  # noqa: S603 - the project's own command
            self._runner.wait()
            self._ended.wait(RESTART_AFTER)
