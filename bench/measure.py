"""Time, memory and the machine, for every measurement. Reads /proc, so it runs on Linux alone."""

from __future__ import annotations

import os
import platform
import resource
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

ROOT = Path(__file__).parents[1]
WORK = Path(__file__).with_name("work")

_PROC = Path("/proc")
_INTERVAL = 0.05  # seconds between two looks at the memory
_BLOCK = 512  # bytes, as getrusage(2) counts what was written


def machine() -> dict[str, str | int]:
    """Return what a figure depends on: processor, memory, system, versions, and the state of the code."""
    cpu = _value(_PROC / "cpuinfo", "model name")
    memory = int(_value(_PROC / "meminfo", "MemTotal").split()[0]) // 1024
    return {
        "cpu": cpu,
        "cores": os.cpu_count() or 1,
        "memory_mb": memory,
        "system": f"{platform.system()} {platform.release()}",
        "python": platform.python_version(),
        "sqlite": sqlite3.sqlite_version,
        "commit": _commit(),
    }


def _value(file: Path, key: str) -> str:
    with file.open(encoding="utf-8") as lines:
        return next(line.partition(":")[2].strip() for line in lines if line.startswith(key))


def _commit() -> str:
    """Return the commit that is checked out, with a plus where files are modified; "unknown" without a checkout."""
    if not (ROOT / ".git").exists():
        return "unknown"
    commands = (("rev-parse", "--short", "HEAD"), ("status", "--porcelain", "--untracked-files=no"))
    commit, changes = (_output("git", "-C", str(ROOT), *words).strip() for words in commands)
    return f"{commit}+" if changes else commit


def _output(*command: str) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


@dataclass(frozen=True, slots=True)
class Run:
    """The cost of a command with all its processes.

    `seconds` by the clock, the most bytes of `memory` together at once, the `output`, seconds of the `processor`, and
    bytes `written` to the disk.
    """

    seconds: float
    memory: int
    output: str
    processor: float = 0
    written: int = 0


def run(command: Sequence[str], environment: Mapping[str, str] | None = None, status: Sequence[int] = (0,)) -> Run:
    """Run a command; measure it with all its children. Raise CalledProcessError where it ends with another status."""
    start = perf_counter()
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    with subprocess.Popen(
        command,
        cwd=ROOT,
        env={**os.environ, **(environment or {})},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as process:
        watch = MemoryWatch(process.pid)
        output, _ = process.communicate()
        seconds = perf_counter() - start
        peak = watch.stop()
    if process.returncode not in status:
        sys.stderr.write(output)
        raise subprocess.CalledProcessError(process.returncode, command, output)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    processor = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Run(seconds, peak, output, processor, _BLOCK * (after.ru_oublock - before.ru_oublock))


def python(*arguments: str) -> list[str]:
    """Return the command that runs this interpreter with the given arguments."""
    return [sys.executable, *arguments]


class MemoryWatch:
    """A thread that measures the memory of a process and all its descendants until it is stopped.

    Pages that several processes share count once (proportional set size), so that a forked worker is not counted twice.
    """

    def __init__(self, pid: int) -> None:
        self._pid = pid
        self._peak = 0
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)
        self._thread.start()

    def stop(self) -> int:
        """Return the most bytes seen at once."""
        self._ended.set()
        self._thread.join()
        return self._peak

    def _look(self) -> None:
        while not self._ended.wait(_INTERVAL):
            self._peak = max(self._peak, sum(map(_proportional_size, _family(self._pid))))


def _family(pid: int) -> list[int]:
    """Return the ids of a process and its descendants that are alive."""
    family = [pid]
    for member in family:
        for children in _PROC.glob(f"{member}/task/*/children"):
            try:
                family += map(int, children.read_text(encoding="ascii").split())
            except OSError:
                continue  # it has ended since
    return family


def _proportional_size(pid: int) -> int:
    try:
        return int(_value(_PROC / str(pid) / "smaps_rollup", "Pss:").split()[0]) * 1024
    except (OSError, StopIteration):
        return 0  # it has ended since
