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
    """A running server: the ports it listens on, and the most memory it had, which is known once it has ended."""

    ports: Sequence[int]
    memory: int = 0


def free_port() -> int:
    """Return a port on which nothing listens now."""
    with closing(socket.socket()) as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
    return port


@contextmanager
def running(command: Sequence[str], port: int, environment: Mapping[str, str] | None = None) -> Iterator[Server]:
    """Yield the server that the command starts on the port. Raise RuntimeError with its output if it does not start."""
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
            if not _responds(process, port):
                complaints.seek(0)
                raise RuntimeError(f"The server did not start: {complaints.read()}")
            watch = MemoryWatch(process.pid)
            server = Server([port])
            yield server
            server.memory = watch.stop()
        finally:
            _end(process)


def _responds(process: subprocess.Popen[bytes], port: int) -> bool:
    """Wait until the server can be reached, has ended or has taken too long; return whether it can be reached."""
    give_up = monotonic() + SECONDS_TO_START
    while monotonic() < give_up and process.poll() is None:
        try:
            socket.create_connection((HOST, port), timeout=1).close()
            return True
        except OSError:
            sleep(0.1)
    return False


def _end(process: subprocess.Popen[bytes]) -> None:
    """Stop a server; kill those of its processes that are left a while later, so that the bench ends."""
    process.terminate()
    with suppress(subprocess.TimeoutExpired):
        process.wait(SECONDS_TO_END)
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


@contextmanager
def archive_server(workers: int = WORKERS, page_cache: int = 64, **settings: str) -> Iterator[Server]:
    """Run `manage.py serve` on the archive of the environment, with these settings besides."""
    port = free_port()
    environment = {"HOST": HOST, "PORT": str(port), "WORKERS": str(workers), "PAGE_CACHE": str(page_cache), "DEBUG": ""}
    with running([sys.executable, "manage.py", "serve"], port, environment | settings) as server:
        yield server


@contextmanager
def datasette(database: Path) -> Iterator[Server]:
    """Run Datasette on a database file. It runs in one process, so there is one for each core."""
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
    """Run an application behind granian, as `manage.py serve` runs the archive's."""
    port = free_port()
    options = ("--interface", "wsgi", "--workers", str(workers), "--blocking-threads", str(THREADS), "--no-ws")
    with running(_script("granian", *options, "--port", str(port), application), port, environment) as server:
        yield server


@contextmanager
def gunicorn(
    application: str, *options: str, environment: Mapping[str, str] | None = None, workers: int = WORKERS
) -> Iterator[Server]:
    """Run an application behind gunicorn."""
    port = free_port()
    command = _script("gunicorn", "--workers", str(workers), "--bind", f"{HOST}:{port}", *options, application)
    with running(command, port, environment) as server:
        yield server


def _script(name: str, *arguments: str) -> list[str]:
    """Return the path of an installed package's command, beside the interpreter."""
    return [str(Path(sys.executable).with_name(name)), *arguments]
