"""The server starts, writes its URL, survives its processes, and stops when asked."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from cables.management.commands.serve import SECONDS_TO_FINISH
from tests.installation import ROOT
from tests.serving import free_port, manage, serving


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Return the settings of a site that is ready to be served."""
    data = tmp_path_factory.mktemp("data")
    environment = {"DATA_DIR": str(data), "DATABASE_URL": f"sqlite:///{data}/db.sqlite3", "WORKERS": "2"}
    for command in (["migrate"], ["collectstatic", "--no-input"]):
        done = manage(*command, "--verbosity", "0", **environment)
        assert (done.returncode, done.stderr) == (0, "")
    return environment


def test_responds_and_ends_at_once_when_interrupted(installation: dict[str, str]) -> None:
    with serving(installation) as address:
        with pytest.raises(urllib.error.HTTPError) as missing:
            urllib.request.urlopen(f"{address}/nothing-is-here/", timeout=20)
        with closing(missing.value) as response:
            assert response.status == 404
            assert "default-src 'none'" in response.headers["Content-Security-Policy"]
        interrupted = time.monotonic()
    assert time.monotonic() - interrupted < SECONDS_TO_FINISH, "its processes were killed"


def test_style_sheets_that_were_not_collected_get_a_sentence(installation: dict[str, str], tmp_path: Path) -> None:
    data = shutil.copytree(installation["DATA_DIR"], tmp_path / "data")
    collected = data / "static"
    (collected / "staticfiles.json").unlink()
    refused = manage("serve", **installation | {"DATA_DIR": str(data)})
    assert refused.returncode == 1
    assert refused.stderr == (
        f"CommandError: Style sheets and fonts are not all in {collected}: run manage.py collectstatic first.\n"
    )


def test_a_taken_port_gets_a_sentence(installation: dict[str, str]) -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as other:
        port = other.getsockname()[1]
        refused = manage("serve", **installation, PORT=str(port))
    assert refused.returncode == 1
    assert (
        refused.stderr
        == f"CommandError: Port {port} is taken by another program: stop it, or set PORT to a free one.\n"
    )


def test_an_address_of_another_machine_gets_a_sentence(installation: dict[str, str]) -> None:
    key = "a key for this test alone, of no less than fifty characters"
    refused = manage("serve", **installation, HOST="192.0.2.1", SECRET_KEY=key)
    assert refused.returncode == 1
    assert refused.stderr.startswith("CommandError: Cannot listen on 192.0.2.1 port 8000")


@contextmanager
def server(installation: dict[str, str]) -> Iterator[tuple[subprocess.Popen[str], int]]:
    """Yield the process of a server, whose own processes a test kills, and its port; it is killed at the end."""
    port = free_port()
    with subprocess.Popen(
        [sys.executable, "manage.py", "serve"],
        cwd=ROOT,
        env={**os.environ, **installation, "PORT": str(port)},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as process:
        try:
            assert process.stdout
            assert "Ctrl-C" in process.stdout.readline()
            yield process, port
        finally:
            process.kill()


def processes(parent: int) -> set[int]:
    """Return the ids of the processes that a process has started, in any of its threads, and that have not ended."""
    found = " ".join(path.read_text() for path in Path("/proc").glob(f"{parent}/task/*/children"))
    return {int(pid) for pid in found.split() if command(int(pid))}


def command(pid: int) -> str:
    """Return the command of a process; empty where it has ended."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_text()
    except OSError:
        return ""


def wait_for(condition: Callable[[], bool]) -> None:
    """Wait until the condition is met; raise AssertionError where that takes half a minute."""
    deadline = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_killed_runners_and_workers_are_replaced_and_a_killed_server_leaves_none(
    installation: dict[str, str],
) -> None:
    with server(installation) as (process, port):

        def runners() -> set[int]:
            return {pid for pid in processes(process.pid) if "run_jobs" in command(pid)}

        def workers() -> set[int]:
            return processes(process.pid) - runners()

        def kill_and_wait(killed: set[int]) -> None:
            for pid in killed:
                os.kill(pid, signal.SIGKILL)
            wait_for(lambda: (len(runners() - killed), len(workers() - killed)) == (1, 2))

        wait_for(lambda: len(runners()) == 1)
        kill_and_wait(runners())
        kill_and_wait(runners() | workers())
        with pytest.raises(urllib.error.HTTPError) as missing:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/nothing-is-here/", timeout=20)
        missing.value.close()

        left = processes(process.pid)
        process.kill()
        wait_for(lambda: not any(map(command, left)))
        socket.create_server(("127.0.0.1", port)).close()
