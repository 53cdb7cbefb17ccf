"""Supervisor of the job runner beside the site: starts it, restarts it when it dies, and stops it with the site."""

from __future__ import annotations

import logging
import os
import signal
import sys
import threading

from django.conf import settings

RESTART_AFTER = 2.0  # seconds
SECONDS_TO_FINISH = 10.0  # the next runner resumes a job that is killed

logger = logging.getLogger(__name__)


class Supervisor:
    """Supervisor of one `manage.py run_jobs`, in a process of its own."""

    def __init__(self) -> None:
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._lock = threading.Lock()
        self._pid: int | None = None

    @property
    def pid(self) -> int | None:
        """Return the id of the runner's process; None where there is none at the moment."""
        return self._pid

    def start(self) -> None:
        """Start the runner, and watch it in a thread."""
        self._thread.start()

    def stop(self) -> None:
        """Stop the runner: after the batch at hand, or by force."""
        self._ended.set()
        self._signal(signal.SIGTERM)
        self._thread.join(SECONDS_TO_FINISH)
        self._signal(signal.SIGKILL)
        self._thread.join()

    def _watch(self) -> None:
        """Start the runner whenever there is none, until the site ends."""
        while not self._ended.is_set():
            try:
                self._run()
            except OSError as error:
                logger.warning("The runner of jobs cannot be started (%s); it is tried again.", error.strerror)
            self._ended.wait(RESTART_AFTER)

    def _run(self) -> None:
        """Start the runner and wait until it ends. Raises OSError where it cannot be started."""
        with self._lock:
            if self._ended.is_set():
                return
            pid = self._pid = spawn()
        os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT)
        with self._lock:  # until here the id is not given to another process, which `_signal` would hit
            os.waitpid(pid, 0)
            self._pid = None

    def _signal(self, number: signal.Signals) -> None:
        """Send the runner a signal, if there is one."""
        with self._lock:
            if self._pid is not None:
                os.kill(self._pid, number)


def spawn() -> int:
    """Start a runner that ends with this process, and return its id. Raises OSError where that fails.

    `subprocess` learns through a pipe that its child has started; a worker of the site that is forked at that moment
    has the pipe too and keeps it open, so that seven of eight runners were not restarted.
    """
    return os.posix_spawn(
        sys.executable,
        [sys.executable, str(settings.BASE_DIR / "manage.py"), "run_jobs", "--parent", str(os.getpid())],
        os.environ,
        setsid=True,  # Ctrl-C in a terminal goes to the site alone, which then stops the runner
        setsigmask=[],
        setsigdef=[signal.SIGPIPE, signal.SIGXFSZ],  # which Python ignores
    )
