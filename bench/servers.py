"""The servers that are measured, each in processes of its own on a port of its own: the archive's and its peers."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from time import monotonic, sleep

from bench.load import HOST
from bench.measure import ROOT, MemoryWatch

WORKERS = os.cpu_count() or 1
SECONDS_TO_START = 60
SECONDS_TO_END = 10
THREADS = 4  # of a worker, as `manage.py serve` has them


@dataclass(slots=True)
class Server:
    """A server that runs: the ports it answers at, and the most memory it had, which is known once it has ended."""

    ports: Sequence[int]
    memory: int = 0


def free_port() -> int:
    """A port that nothing listens on at the moment."""
    with closing(socket.socket()) as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
    return port


@contextmanager
def running(command: Sequence[str], port: int, environment: Mapping[str, str] | None = None) -> Iterator[Server]:
    """The server that the command starts at the port. RuntimeError with what it said where it does not start."""
    with tempfile.TemporaryFile("w+") as complaints:
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            env={**os.environ, **(environment or {})},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=complaints,
            start_new_session=True,
        )
        try:
            if not _answers(process, port):
                complaints.seek(0)
                raise RuntimeError(f"The server did not start: {complaints.read()}")
            watch = MemoryWatch(process.pid)
            server = Server([port])
            yield server
            server.memory = watch.stop()
        finally:
            _end(process)


def _answers(process: subprocess.Popen[bytes], port: int) -> bool:
    """Whether the server can be reached, once it can or has ended or taken too long."""
    give_up = monotonic() + SECONDS_TO_START
    while monotonic() < give_up and process.poll() is None:
        try:
            socket.create_connection((HOST, port), timeout=1).close()
            return True
        except OSError:
            sleep(0.1)
    return False


def _end(process: subprocess.Popen[bytes]) -> None:
    """End a server; what is left of it and its workers a while later is killed, lest the bench waits for good."""
    process.terminate()
    with suppress(subprocess.TimeoutExpired):
        process.wait(SECONDS_TO_END)
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


@contextmanager
def archive_server(workers: int = WORKERS, page_cache: int = 64) -> Iterator[Server]:
    """`manage.py serve` on the archive of the environment."""
    port = free_port()
    environment = {"HOST": HOST, "PORT": str(port), "WORKERS": str(workers), "PAGE_CACHE": str(page_cache), "DEBUG": ""}
    with running([sys.executable, "manage.py", "serve"], port, environment) as server:
        yield server


@contextmanager
def datasette(database: Path) -> Iterator[Server]:
    """Datasette on a database file. It runs in one process, so one of it for each core."""
    with ExitStack() as stack:
        servers = [
            stack.enter_context(running(_script("datasette", "serve", str(database), "--port", str(port)), port))
            for port in (free_port() for _ in range(WORKERS))
        ]
        both = Server([port for server in servers for port in server.ports])
        yield both
    both.memory = sum(server.memory for server in servers)


@contextmanager
def granian(application: str, environment: Mapping[str, str] | None = None, workers: int = WORKERS) -> Iterator[Server]:
    """An application behind granian, as `manage.py serve` runs the archive's."""
    port = free_port()
    options = ("--interface", "wsgi", "--workers", str(workers), "--blocking-threads", str(THREADS), "--no-ws")
    with running(_script("granian", *options, "--port", str(port), application), port, environment) as server:
        yield server


@contextmanager
def gunicorn(
    application: str, *options: str, environment: Mapping[str, str] | None = None, workers: int = WORKERS
) -> Iterator[Server]:
    """An application behind gunicorn."""
    port = free_port()
    command = _script("gunicorn", "--workers", str(workers), "--bind", f"{HOST}:{port}", *options, application)
    with running(command, port, environment) as server:
        yield server


def _script(name: str, *arguments: str) -> list[str]:
    """The command that an installed package has beside the interpreter."""
    return [str(Path(sys.executable).with_name(name)), *arguments]
